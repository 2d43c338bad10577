import type { Histogram } from '../../results/types.ts'

const BLOCKS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const

/** Values as a row of blocks, scaled to the largest; every value above 0 is visible. */
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
 * A rate over time as a row of blocks; neighboring slices are merged to fit the columns.
 * @param slices bytes and duration of each slice
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
 * A histogram as a row of blocks, on a logarithmic scale.
 * @returns `null` if all samples are alike
 */
export function histogramBlocks({ counts }: Histogram, columns: number): string | null {
  const buckets = Object.entries(counts).map(([bucket, count]) => ({ bucket: Number(bucket), count }))
  const least = Math.min(...buckets.map(({ bucket }) => bucket))
  const span = Math.max(...buckets.map(({ bucket }) => bucket)) - least + 1
  const samples = buckets.reduce((sum, { count }) => sum + count, 0)
  const width = Math.min(columns, span, barsFor(samples))
  if (!(width >= 3)) return null
  // Bucket bounds are already logarithmic.
  const bars = Array.from({ length: width }, () => 0)
  for (const { bucket, count } of buckets) {
    const bar = Math.floor(((bucket - least) * width) / span)
    bars[bar] = (bars[bar] ?? 0) + count
  }
  return blocks(bars, ' ')
}

/** Bars for a number of samples: twice the Rice rule, so that a tail stays visible. */
function barsFor(samples: number): number {
  return Math.ceil(4 * Math.cbrt(samples))
}
