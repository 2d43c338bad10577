/** Fewer values tell too little to find a beginning in them. */
export const STEADY_LEAST = 10

/**
 * Where a series of rates has left its beginning (slow start, filling queues) behind it, by the marginal standard
 * error rule (MSER: White 1997): leaving out the first d values is best where the standard error of the mean of the
 * others, their squared deviations over (n - d)^2, is least.
 * @returns index of the first value of the steady part; `null` where it is not in the first half, so that there is
 * none, or where there are fewer than {@link STEADY_LEAST} values
 */
export function steadyStart(rates: readonly number[]): number | null {
  if (rates.length < STEADY_LEAST) return null
  let best = { first: 0, error: Number.POSITIVE_INFINITY }
  let sum = 0
  let squares = 0
  // From the end, so that sums over the rest need one pass; equal errors prefer to leave out less.
  for (let first = rates.length - 1; first >= 0; first -= 1) {
    const rate = rates[first] ?? 0
    const count = rates.length - first
    const mean = count === 1 ? rate : sum / (count - 1)
    sum += rate
    // Welford's update, backwards: never less than 0.
    squares += (rate - mean) * (rate - sum / count)
    const error = squares / count ** 2
    // The last few values are always alike by chance.
    if (count >= STEADY_LEAST / 2 && error <= best.error) best = { first, error }
  }
  return best.first <= rates.length / 2 ? best.first : null
}
