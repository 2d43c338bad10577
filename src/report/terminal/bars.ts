import type { Histogram } from '../../results/types.ts'

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** Values as a row of blocks, from nothing to the largest; what is more than nothing is seen. */
export function blocks(values: readonly number[], nothing = '▁'): string {
  const most = Math.max(...values)
  return values
    .map((value) => {
      if (!(value > 0)) return nothing
      return BLOCKS[Math.min(7, Math.floor((value / most) * 8))]
    })
    .join('')
}

/**
 * Values over time in at most so many columns: where there are more, neighbours are summed up.
 * @param slices what arrived in each slice, and its width
 */
export function sparkline(
  slices: readonly { readonly bytes: number; readonly seconds: number }[],
  columns: number,
): string {
  const length = Math.min(slices.length, Math.max(1, columns))
  const sums = Array.from({ length }, () => ({ bytes: 0, seconds: 0 }))
  for (const [index, { bytes, seconds }] of slices.entries()) {
    const sum = sums[Math.floor((index * length) / slices.length)]
    if (sum === undefined) continue
    sum.bytes += bytes
    sum.seconds += seconds
  }
  return blocks(sums.map(({ bytes, seconds }) => (seconds > 0 ? bytes / seconds : 0)))
}

/**
 * How often which time was measured, on a logarithmic scale, in at most so many columns.
 * @returns `null` where all samples are alike: there is nothing to draw
 */
export function histogramBlocks({ counts }: Histogram, columns: number): string | null {
  const buckets = Object.entries(counts).map(([bucket, count]) => ({ bucket: Number(bucket), count }))
  const least = Math.min(...buckets.map(({ bucket }) => bucket))
  const span = Math.max(...buckets.map(({ bucket }) => bucket)) - least + 1
  const samples = buckets.reduce((sum, { count }) => sum + count, 0)
  const width = Math.min(columns, span, barsFor(samples))
  if (!(width >= 3)) return null
  // The buckets' bounds are a logarithmic scale already.
  const bars = Array.from({ length: width }, () => 0)
  for (const { bucket, count } of buckets) {
    const bar = Math.floor(((bucket - least) * width) / span)
    bars[bar] = (bars[bar] ?? 0) + count
  }
  return blocks(bars, ' ')
}

/** So many samples fill so many bars: twice the rule of Rice University, for a tail wants to be seen apart. */
function barsFor(samples: number): number {
  return Math.ceil(4 * Math.cbrt(samples))
}
