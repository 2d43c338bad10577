import type { Histogram } from '../results/types.ts'

/** A nanosecond, in ms. */
const SMALLEST = 1e-6
const GROWTH = 1.02

/**
 * The histogram of samples in ms, in buckets of equal relative width, so that a microsecond and a second are told as
 * exactly as each other (the mapping of DDSketch: Masson, Rim, Lee 2019).
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
 * All samples of several histograms in one.
 * @throws {RangeError} where their buckets are not the same
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

/** The bounds of a bucket in the samples' unit: above `from`, and up to `to`. */
export function bucketBounds(
  { smallest, growth }: Histogram,
  bucket: number,
): { readonly from: number; readonly to: number } {
  return { from: bucket === 0 ? 0 : smallest * growth ** (bucket - 1), to: smallest * growth ** bucket }
}

/**
 * A percentile by nearest rank, as the middle of the bucket that it falls into: at most 1 % off.
 * @param share 0..1
 * @param lost samples that never came, and count as +infinity
 * @returns `null` where there are no samples, or where it falls on a lost one
 */
export function histogramQuantile(histogram: Histogram, share: number, lost = 0): number | null {
  // Whole numbers as keys are in ascending order by themselves.
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
