import type { ConnectInterval } from '../results/events.ts'

/**
 * Sorts the connections of a connect rate that runs into intervals, by when each had ended, and tells of each interval
 * once, in order. Times in seconds from the beginning, which never go back.
 */
export class ConnectIntervals {
  readonly #width: number
  readonly #tell: (interval: ConnectInterval) => void
  #index = 0
  #completed = 0
  #failed = 0
  #lastAt = 0

  /** @param width seconds of an interval */
  constructor(width: number, tell: (interval: ConnectInterval) => void) {
    this.#width = width
    this.#tell = tell
  }

  /** Takes a connection that was completed, or failed. */
  add(at: number, completed: boolean): void {
    this.advance(at)
    this.#lastAt = at
    if (completed) this.#completed += 1
    else this.#failed += 1
  }

  /** Tells of the intervals that are over by then, those without a connection too. */
  advance(at: number): void {
    while (at >= this.nextEnd) this.#next(this.nextEnd)
  }

  /** Tells of the last interval, which ends with the last connection. */
  finish(): void {
    if (this.#completed + this.#failed > 0) this.#next(this.#lastAt)
  }

  /** When the interval ends that is not told yet. */
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
    this.#tell({ from, seconds, completed, failed, rate: seconds > 0 ? completed / seconds : null })
  }
}
