import { retryAfter, worthTryingAgain } from '../github/refusal.ts'

/**
 * ms between a write and reading again: longer than others take from their reading to their writing, and than the throttling
 * of our own requests adds to that.
 */
const PAUSE = 1000
const SPREAD = 1000

/** Writers that meet so often are not the reason any more. */
const MOST_ROUNDS = 20

/**
 * How long to pause before the next round, ms.
 * @param error what ended this one; `null`: it wrote
 * @throws the error, where another try would not help or there is no time for one
 */
export function pauseAfter(error: unknown, round: number, deadline: number): number {
  const pause = Math.max(
    PAUSE + Math.random() * SPREAD * (1 + round / 2),
    error === null ? 0 : retryAfter(error),
  )
  const hopeless = error !== null && !worthTryingAgain(error)
  if (!hopeless && round < MOST_ROUNDS && performance.now() + pause < deadline) return pause
  throw error ?? new Error('Too many others were writing to the comment at the same time.')
}
