import { clearTimeout, setTimeout } from '../host/timers.ts'
import { nanoseconds } from '../host/clock.ts'

/** What a watch needs from a count. */
export interface WatchedCount {
  /** Number of intervals that can be complete before the whole count is. */
  readonly whole: number
  /** When (ns) an interval ends. */
  endOf(interval: number): number
  /** How many intervals are complete at a time (ns). */
  completeAt(at: number): number
  /** Bytes of an interval so far. */
  bytesOf(interval: number): number
}

/** Gets the bytes of an interval, 0 for the first. Returns false if it cannot take them now and wants them later. */
export type ReportInterval = (interval: number, bytes: number) => boolean

/**
 * Reports a count's intervals in order, each once, as soon as it is complete. A timer drives it, so that empty intervals
 * are reported too, and arriving payload costs nothing extra.
 */
export class IntervalWatch {
  readonly #counter: WatchedCount
  readonly #tell: ReportInterval
  #next = 0
  #timer: NodeJS.Timeout | undefined

  constructor(counter: WatchedCount, tell: ReportInterval) {
    this.#counter = counter
    this.#tell = tell
  }

  /** Starts the watch; the counter must have its first byte. */
  start(): void {
    this.#wakeAtEndOf(0)
  }

  /** Ends the watch; intervals that were not reported are part of the tally. */
  stop(): void {
    clearTimeout(this.#timer)
    // It may be called while several intervals are being reported.
    this.#next = Number.POSITIVE_INFINITY
  }

  #wakeAtEndOf(interval: number): void {
    if (interval >= this.#counter.whole) return
    const left = (this.#counter.endOf(interval) - nanoseconds()) / 1e6
    this.#timer = setTimeout(() => this.#wake(), Math.max(0, left))
  }

  #wake(): void {
    const complete = this.#counter.completeAt(nanoseconds())
    this.#wakeAtEndOf(complete)
    while (this.#next < complete && this.#tell(this.#next, this.#counter.bytesOf(this.#next))) this.#next += 1
  }
}
