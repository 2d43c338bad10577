import { performance } from '../../host/clock.ts'
import { isTransient, retryAfter } from '../github/api-error.ts'

/** Shortest pause (ms): longer than other jobs take from reading to writing, with the throttling of their requests. */
const MIN_PAUSE = 1000

/** Random part of the pause (ms), which grows with the rounds. */
const SPREAD = 1000

/** After this many rounds, more rounds would not help. */
const MAX_ROUNDS = 20

/** Time (ms) between the legs of a matrix: longer than one takes from reading to creating a comment. */
const TURN = 2000

/** More turns would not leave enough time to write. */
const MOST_TURNS = 16

/** The pause (ms) before a leg of a matrix creates a comment, in which an earlier leg may create it. */
export function pauseBeforeCreating(leg: number): number {
  return (leg % MOST_TURNS) * TURN
}

/**
 * The pause (ms) between a round of reading and writing and the next one.
 * @param error of the round; `null`: it wrote
 * @throws the error, if another round would not help or would end after the deadline
 */
export function pauseBeforeNextRound(error: unknown, round: number, deadline: number): number {
  const pause = Math.max(
    MIN_PAUSE + Math.random() * SPREAD * (1 + round / 2),
    error === null ? 0 : retryAfter(error),
  )
  const permanent = error !== null && !isTransient(error)
  if (!permanent && round < MAX_ROUNDS && performance.now() + pause < deadline) return pause
  throw error ?? new Error('Too many other jobs were writing to the comment at the same time.')
}
