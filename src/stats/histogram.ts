import type { Histogram } from '../results/types.ts'

/** 1 ns, in ms. */
const SMALLEST = 1e-6
const GROWTH = 1.02

/**
 * The histogram of samples in ms, in buckets of equal relative width: a microsecond is as precise as a second (the mapping
 * of DDSketch: Masson, Rim, Lee 2019).
 */
export function histogramOf(samples: readonly number[]): Histogram {
  const counts: Record<string, number> = {}
  for (const sample of samples) {
    const bucket = bucketOf(sample)
    counts[bucket] = (counts[bucket] ?? 0) + 1
  }
  return { smallest: SMALLEST, growth: GROWTH, counts }
}

/**
 * Merges histograms into one with all of their samples.
 * @throws {RangeError} if their buckets differ
 */
export function mergeHistograms(histograms: readonly Histogram[]): Histogram {
  const counts: Record<string, number> = {}
  for (const histogram of histograms) {
    if (histogram.smallest !== SMALLEST || histogram.growth !== GROWTH) {
      throw new RangeError(
        `Only histograms of smallest ${SMALLEST} and growth ${GROWTH} can be merged, got ${histogram.smallest} and ${histogram.growth}.`,
      )
    }
    for (const [bucket, count] of Object.entries(histogram.counts))
      counts[bucket] = (counts[bucket] ?? 0) + count
  }
  return { smallest: SMALLEST, growth: GROWTH, counts }
}

/** The bounds of a bucket in the samples' unit: above `from`, up to and including `to`. */
export function bucketBounds(
  { smallest, growth }: Histogram,
  bucket: number,
): { readonly from: number; readonly to: number } {
  return { from: bucket === 0 ? 0 : smallest * growth ** (bucket - 1), to: smallest * growth ** bucket }
}

/**
 * A percentile by nearest rank, as the middle of its bucket: at most 1 % off.
 * @param share rank of the percentile, 0..1: 0.99 for p99
 * @param lost number of lost samples, which count as +infinity
 * @returns `null` without samples, or if the percentile falls on a lost one
 */
export function histogramQuantile(histogram: Histogram, share: number, lost = 0): number | null {
  // Object keys that are whole numbers are in ascending order.
  const entries = Object.entries(histogram.counts)
  const total = entries.reduce((sum, [, count]) => sum + count, lost)
  const rank = Math.max(1, Math.ceil(share * total - 1e-9))
  let seen = 0
  for (const [bucket, count] of entries) {
    seen += count
    if (seen < rank) continue
    const { from, to } = bucketBounds(histogram, Number(bucket))
    return (from + to) / 2
  }
  return null
}

function bucketOf(sample: number): number {
  return sample <= SMALLEST ? 0 : Math.ceil(Math.log(sample / SMALLEST) / Math.log(GROWTH) - 1e-9)
}
