import { performance } from '../host/clock.ts'
import { clearInterval, setInterval } from '../host/timers.ts'

/** How many questions in a row a worker may leave unanswered. */
const MOST_UNANSWERED = 5

/** A watch over one worker, from its start to its end. */
export interface WorkerWatch {
  /** It has answered. */
  readonly answered: () => void
  readonly end: () => void
}

/**
 * Asks a worker again and again for a sign of life: one in an endless loop would keep its share of new connections unanswered
 * for ever.
 * @param silence how long (ms) it may be silent
 * @param ask asks it
 * @param onHung called once, when it has been silent for too long
 */
export function watchWorker(silence: number, ask: () => void, onHung: () => void): WorkerWatch {
  const pause = silence / MOST_UNANSWERED
  let unanswered = 0
  let askedAt = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    // If this thread was stopped itself, answers may wait to be read.
    if (now - askedAt > 2 * pause) unanswered = 0
    askedAt = now
    if (unanswered < MOST_UNANSWERED) {
      unanswered += 1
      ask()
    } else {
      clearInterval(timer)
      onHung()
    }
  }, pause).unref()
  return {
    answered: () => {
      unanswered = 0
    },
    end: () => clearInterval(timer),
  }
}
