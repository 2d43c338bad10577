/** Precision of the search, as a share of the samples' range. */
const NEAR = 1e-12

/**
 * The Hodges-Lehmann estimate of a center: the median of the means of all pairs of samples, each sample paired with itself
 * included (Hodges, Lehmann 1963). With normal noise it is nearly as precise as the mean; outliers hardly move it as long
 * as they are less than 29 % of the samples.
 * @returns `null` without samples
 */
export function hodgesLehmann(samples: readonly number[]): number | null {
  if (samples.length === 0) return null
  const sorted = Float64Array.from(samples).toSorted()
  const means = (sorted.length * (sorted.length + 1)) / 2
  const lower = meanOfRank(sorted, Math.floor((means + 1) / 2), NEAR)
  // An odd number of means has a single middle.
  return means % 2 === 1 ? lower : (lower + meanOfRank(sorted, means / 2 + 1, NEAR)) / 2
}

/**
 * The mean of a rank, by bisection on its value: means below a value can be counted without computing them all.
 * @param sorted at least one sample, in ascending order
 * @param rank from 1 to the number of means
 * @param near precision, as a share of the samples' range
 */
export function meanOfRank(sorted: Float64Array, rank: number, near: number): number {
  let low = sorted[0] ?? 0
  let high = sorted.at(-1) ?? 0
  const enough = (high - low) * near
  while (high - low > enough) {
    const middle = low + (high - low) / 2
    // Adjacent floating-point numbers have none between them.
    if (middle <= low || middle >= high) break
    if (meansUpTo(sorted, middle) >= rank) high = middle
    else low = middle
  }
  return high
}

/** The number of pairs whose mean is at most `most`: as one of a pair grows, the other can only shrink. */
function meansUpTo(sorted: Float64Array, most: number): number {
  let count = 0
  let last = sorted.length - 1
  for (let first = 0; first <= last; first += 1) {
    while (last >= first && (sorted[first] ?? 0) + (sorted[last] ?? 0) > 2 * most) last -= 1
    count += Math.max(0, last - first + 1)
  }
  return count
}
