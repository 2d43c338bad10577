import type { LatencyInterval } from '../results/events.ts'
import { brief } from './summary.ts'

/**
 * Sorts the probes of a latency test that runs into intervals, by when each was answered or given up, and tells of
 * each interval once, in order. Times of the test in seconds from its beginning, which never go back.
 */
export class LatencyIntervals {
  readonly #width: number
  readonly #tell: (interval: LatencyInterval) => void
  #index = 0
  #rtts: number[] = []
  #lost = 0
  #lastAt = 0

  /** @param width seconds of an interval */
  constructor(width: number, tell: (interval: LatencyInterval) => void) {
    this.#width = width
    this.#tell = tell
  }

  /** Takes a probe's round-trip time in ms, `null` where it was lost. */
  add(at: number, rtt: number | null): void {
    this.advance(at)
    this.#lastAt = at
    if (rtt === null) this.#lost += 1
    else this.#rtts.push(rtt)
  }

  /** Tells of the intervals that are over by then, those without a probe too. */
  advance(at: number): void {
    while (at >= this.nextEnd) this.#next(this.nextEnd)
  }

  /** Tells of the last interval, which ends with the last probe. */
  finish(): void {
    if (this.#rtts.length + this.#lost > 0) this.#next(this.#lastAt)
  }

  /** When the interval ends that is not told yet. */
  get nextEnd(): number {
    return (this.#index + 1) * this.#width
  }

  #next(end: number): void {
    const from = this.#index * this.#width
    const interval: LatencyInterval = {
      from,
      seconds: Math.max(0, end - from),
      received: this.#rtts.length,
      lost: this.#lost,
      ...brief(this.#rtts, this.#lost),
    }
    this.#index += 1
    this.#rtts = []
    this.#lost = 0
    this.#tell(interval)
  }
}
