/** So near to the value, as a share of the samples' range, its search ends. */
const NEAR = 1e-10

/**
 * The Hodges-Lehmann estimate of a centre: the median of the means of all pairs of samples, each with itself included
 * (Hodges, Lehmann 1963). Nearly as exact as the mean where the noise is normal, and hardly moved by a third of wild
 * samples.
 * @returns `null` of nothing
 */
export function hodgesLehmann(samples: readonly number[]): number | null {
  return samples.length === 0 ? null : centreOf(Float64Array.from(samples))
}

/** The same of at least one sample, for whoever needs it thousands of times. */
export function centreOf(samples: Float64Array): number {
  const sorted = samples.toSorted()
  const means = (sorted.length * (sorted.length + 1)) / 2
  const lower = meanOfRank(sorted, Math.floor((means + 1) / 2))
  // An odd number of means has one in the middle.
  return means % 2 === 1 ? lower : (lower + meanOfRank(sorted, means / 2 + 1)) / 2
}

/** Searches the mean of a rank by its value: how many means are below is counted without making them all. */
function meanOfRank(sorted: Float64Array, rank: number): number {
  let low = sorted[0] ?? 0
  let high = sorted.at(-1) ?? 0
  const near = (high - low) * NEAR
  while (high - low > near) {
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
