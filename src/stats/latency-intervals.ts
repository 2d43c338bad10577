import type { LatencyInterval } from '../results/events.ts'
import { brief } from './summary.ts'

/**
 * Sorts the probes of a running latency test into intervals by the time at which they were answered or timed out, and
 * reports each interval once, in order. Times are in seconds since the start of the test and never decrease.
 */
export class LatencyIntervals {
  readonly #width: number
  readonly #report: (interval: LatencyInterval) => void
  #index = 0
  #rtts: number[] = []
  #lost = 0
  #lastAt = 0

  /** @param width length of an interval in seconds */
  constructor(width: number, report: (interval: LatencyInterval) => void) {
    this.#width = width
    this.#report = report
  }

  /** Adds a probe's round-trip time in ms, `null` if it was lost. */
  add(at: number, rtt: number | null): void {
    this.advance(at)
    this.#lastAt = at
    if (rtt === null) this.#lost += 1
    else this.#rtts.push(rtt)
  }

  /** Reports the intervals that are over at that time, also those without a probe. */
  advance(at: number): void {
    while (at >= this.nextEnd) this.#next(this.nextEnd)
  }

  /** Reports the last interval, which ends with the last probe. */
  finish(): void {
    if (this.#rtts.length + this.#lost > 0) this.#next(this.#lastAt)
  }

  /** When the current interval ends. */
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
    this.#report(interval)
  }
}
