import { nanoseconds } from '../host/clock.ts'

/** What a watch has to know of a count. */
export interface WatchedCount {
  /** How many intervals can be complete before the count is. */
  readonly whole: number
  /** When (ns) an interval ends. */
  endOf(interval: number): number
  /** How many intervals are complete at a time (ns). */
  completeAt(at: number): number
  /** Bytes of an interval, so far. */
  bytesOf(interval: number): number
}

/** Hears of the bytes of an interval, 0 for the first; false: not now, it is to be told again later. */
export type TellInterval = (interval: number, bytes: number) => boolean

/**
 * Tells of a count's intervals, in order and each once, as soon as each is complete: by the clock, so that those are
 * told too in which nothing came, and that nothing has to be done when something comes.
 */
export class IntervalWatch {
  readonly #counter: WatchedCount
  readonly #tell: TellInterval
  #next = 0
  #timer: NodeJS.Timeout | undefined

  constructor(counter: WatchedCount, tell: TellInterval) {
    this.#counter = counter
    this.#tell = tell
  }

  /** Begins, when the counter has had its first byte. */
  start(): void {
    this.#wakeAtEndOf(0)
  }

  /** Ends it; intervals that were not told by then are the tally's matter. */
  stop(): void {
    clearTimeout(this.#timer)
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
