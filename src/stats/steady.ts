/** Minimum number of values in which a steady part can be found. */
export const STEADY_LEAST = 10

/**
 * Where the steady part of a series of rates starts, after slow start and filling queues, by the marginal standard error rule
 * (MSER: White 1997): the best number d of values to leave out minimizes the standard error of the mean of the others, their
 * squared deviations over (n - d)^2.
 * @returns index of the first value of the steady part; `null` if it is not in the first half, or with fewer than
 * {@link STEADY_LEAST} values
 */
export function steadyStart(rates: readonly number[]): number | null {
  if (rates.length < STEADY_LEAST) return null
  let best = { first: 0, error: Number.POSITIVE_INFINITY }
  let sum = 0
  let squares = 0
  // From the end, so that one pass has all sums. Of equal errors the one that leaves out less wins.
  for (let first = rates.length - 1; first >= 0; first -= 1) {
    const rate = rates[first] ?? 0
    const count = rates.length - first
    const mean = count === 1 ? rate : sum / (count - 1)
    sum += rate
    // Welford's update, backwards: never negative.
    squares += (rate - mean) * (rate - sum / count)
    const error = squares / count ** 2
    // A few last values are similar by chance.
    if (count >= STEADY_LEAST / 2 && error <= best.error) best = { first, error }
  }
  return best.first <= rates.length / 2 ? best.first : null
}
