/** So near to the value, as a share of the samples' range, its search ends. */
const NEAR = 1e-12

/**
 * The Hodges-Lehmann estimate of a centre: the median of the means of all pairs of samples, each with itself included
 * (Hodges, Lehmann 1963). Nearly as exact as the mean where the noise is normal, and not moved much by wild samples as
 * long as they are less than 29 % of all.
 * @returns `null` of nothing
 */
export function hodgesLehmann(samples: readonly number[]): number | null {
  if (samples.length === 0) return null
  const sorted = Float64Array.from(samples).toSorted()
  const means = (sorted.length * (sorted.length + 1)) / 2
  const lower = meanOfRank(sorted, Math.floor((means + 1) / 2), NEAR)
  // An odd number of means has one in the middle.
  return means % 2 === 1 ? lower : (lower + meanOfRank(sorted, means / 2 + 1, NEAR)) / 2
}

/**
 * Nearly the same, for whoever needs it thousands of times: of two means in the middle the lower one, and not exactly.
 * @param sorted at least one sample, in ascending order
 * @param near how far off it may be, as a share of the samples' range
 */
export function roughCentre(sorted: Float64Array, near: number): number {
  const means = (sorted.length * (sorted.length + 1)) / 2
  return meanOfRank(sorted, Math.floor((means + 1) / 2), near)
}

/** Searches the mean of a rank by its value: how many means are below is counted without making them all. */
function meanOfRank(sorted: Float64Array, rank: number, near: number): number {
  let low = sorted[0] ?? 0
  let high = sorted.at(-1) ?? 0
  const enough = (high - low) * near
  while (high - low > enough) {
    const middle = low + (high - low) / 2
    // Two numbers that lie next to each other have none between them.
    if (middle <= low || middle >= high) break
    if (meansUpTo(sorted, middle) >= rank) high = middle
    else low = middle
  }
  return high
}

/** How many of the pairs' means are at most so large: as one of a pair grows, the other may only shrink. */
function meansUpTo(sorted: Float64Array, most: number): number {
  let count = 0
  let last = sorted.length - 1
  for (let first = 0; first <= last; first += 1) {
    while (last >= first && (sorted[first] ?? 0) + (sorted[last] ?? 0) > 2 * most) last -= 1
    count += Math.max(0, last - first + 1)
  }
  return count
}
