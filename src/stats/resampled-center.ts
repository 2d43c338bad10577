import { meanOfRank } from './hodges-lehmann.ts'

/** Steps of the grid per standard error of independent samples: even rounding to whole steps would add only 0.2 % to the variance. */
const STEPS = 8

/** The smallest step, as a share of the samples' range. */
const NEAR = 1e-9

/** The most partners to keep: 64 MB. */
const MOST_KEPT = 2 ** 24

/**
 * The estimated center of a resample.
 * @param times how often each sample was drawn, in ascending order of the samples
 * @param drawn their sum
 */
export type CenterOfResample = (times: Uint32Array, drawn: number) => number

/**
 * Hodges-Lehmann estimates of many resamples of one sample, each in linear time.
 *
 * The means up to some value are counted without computing them: the partners with which a sample has such a mean are, in
 * ascending order, all samples up to some rank (Johnson, Mizoguchi 1978; Monahan 1984, algorithm 616 of the ACM). This rank does
 * not depend on how often a sample was drawn. So for each value of a grid near the center the ranks are computed once, and with
 * them the means of any resample are counted in one pass. Between two neighboring values of the grid, the estimate is interpolated.
 * @param sorted at least one sample, in ascending order
 * @returns a function that estimates the lower of a resample's two middle means
 */
export function resampledCenter(sorted: Float64Array): CenterOfResample {
  const { origin, step, share } = gridOf(sorted)
  if (step === 0) return () => origin
  const before = new Float64Array(sorted.length + 1)
  const kept = new Map<number, Uint32Array>()
  let size = 0
  const partnersAt = (index: number): Uint32Array => {
    const known = kept.get(index)
    if (known !== undefined) return known
    const partners = partnersUpTo(sorted, origin + index * step)
    size += partners.length
    if (size <= MOST_KEPT) kept.set(index, partners)
    return partners
  }
  return (times, drawn) => {
    for (let rank = 0; rank < sorted.length; rank += 1)
      before[rank + 1] = (before[rank] ?? 0) + (times[rank] ?? 0)
    const means = (drawn * (drawn + 1)) / 2
    const middle = Math.floor((means + 1) / 2)
    const count = (index: number): number => meansOf(partnersAt(index), times, before)
    const guess = Math.round((middle - count(0)) / means / share)
    return origin + step * crossing(count, middle, guess)
  }
}

/** The means of a resample that are at most the value whose partners are given. */
function meansOf(partners: Uint32Array, times: Uint32Array, before: Float64Array): number {
  let ordered = 0
  for (let rank = 0; rank < partners.length; rank += 1)
    ordered += (times[rank] ?? 0) * (before[partners[rank] ?? 0] ?? 0)
  // Both samples of these can be the first one.
  const low = before[partners.length] ?? 0
  return ordered - (low * (low - 1)) / 2
}

/** For each sample that is at most `most`, how many samples have a mean with it of at most `most`. */
function partnersUpTo(sorted: Float64Array, most: number): Uint32Array {
  const partners = new Uint32Array(sorted.length)
  let last = sorted.length - 1
  let first = 0
  for (; first < sorted.length; first += 1) {
    while (last >= first && (sorted[first] ?? 0) + (sorted[last] ?? 0) > 2 * most) last -= 1
    if (last < first) break
    partners[first] = last + 1
  }
  return partners.slice(0, first)
}

/** The value at which an ascending function of whole numbers reaches another one, interpolated, searched from a guess. */
function crossing(of: (index: number) => number, wanted: number, guess: number): number {
  let [low, high] = [guess, guess]
  let below = of(guess)
  let above = below
  for (let stride = 1; above < wanted; stride *= 2) {
    ;[low, below] = [high, above]
    high += stride
    above = of(high)
  }
  for (let stride = 1; below >= wanted; stride *= 2) {
    ;[high, above] = [low, below]
    low -= stride
    below = of(low)
  }
  while (high - low > 1) {
    const index = Math.floor((low + high) / 2)
    const value = of(index)
    if (value < wanted) [low, below] = [index, value]
    else [high, above] = [index, value]
  }
  return low + (wanted - below) / (above - below)
}

interface Grid {
  readonly origin: number
  readonly step: number
  /** The share of all means in a step near the center. */
  readonly share: number
}

/**
 * A grid near the center, whose steps are small compared with the standard error: the share of the means that are below the
 * true center has a standard deviation of 1 / √(3 n) for n independent samples (Wilcoxon's signed-rank statistic).
 */
function gridOf(sorted: Float64Array): Grid {
  const means = (sorted.length * (sorted.length + 1)) / 2
  const deviation = 1 / Math.sqrt(3 * sorted.length)
  const at = (share: number): number =>
    meanOfRank(sorted, Math.min(means, Math.max(1, Math.floor(means * share + 0.5))), NEAR)
  const range = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0)
  const [low, high] = [at(0.5 - deviation), at(0.5 + deviation)]
  return {
    origin: low + (high - low) / 2,
    // Ties have no standard error.
    step: Math.max((high - low) / 2 / STEPS, range * NEAR),
    share: deviation / STEPS,
  }
}
