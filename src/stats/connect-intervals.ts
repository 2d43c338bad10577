import type { ConnectInterval } from '../results/events.ts'

/**
 * Sorts the connections of a running connect test into intervals by the time at which they ended, and reports each interval
 * once, in order. Times are in seconds since the start of the test and never decrease.
 */
export class ConnectIntervals {
  readonly #width: number
  readonly #report: (interval: ConnectInterval) => void
  #index = 0
  #completed = 0
  #failed = 0
  #lastAt = 0

  /** @param width length of an interval in seconds */
  constructor(width: number, report: (interval: ConnectInterval) => void) {
    this.#width = width
    this.#report = report
  }

  /** Adds a connection that was completed or failed. */
  add(at: number, completed: boolean): void {
    this.advance(at)
    this.#lastAt = at
    if (completed) this.#completed += 1
    else this.#failed += 1
  }

  /** Reports the intervals that are over at that time, also those without a connection. */
  advance(at: number): void {
    while (at >= this.nextEnd) this.#next(this.nextEnd)
  }

  /** Reports the last interval, which ends with the last connection. */
  finish(): void {
    if (this.#completed + this.#failed > 0) this.#next(this.#lastAt)
  }

  /** When the current interval ends. */
  get nextEnd(): number {
    return (this.#index + 1) * this.#width
  }

  #next(end: number): void {
    const from = this.#index * this.#width
    const seconds = Math.max(0, end - from)
    const [completed, failed] = [this.#completed, this.#failed]
    this.#index += 1
    this.#completed = 0
    this.#failed = 0
    this.#report({ from, seconds, completed, failed, rate: seconds > 0 ? completed / seconds : null })
  }
}
