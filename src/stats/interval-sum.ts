import type { ThroughputInterval } from '../results/types.ts'
import { intervalOf } from './streams.ts'

/**
 * Sums the intervals of streams that run at the same time, while they do: tells of each interval once, in order, when
 * all streams have told theirs or have ended.
 */
export class IntervalSum {
  readonly #width: number
  readonly #tell: (interval: ThroughputInterval) => void
  /** Bytes of each interval, of all streams that have told it. */
  readonly #bytes: number[] = []
  /** How many intervals each stream has told; all that there can be where it has ended. */
  readonly #told: number[]
  #next = 0

  /** @param width seconds of an interval */
  constructor(streams: number, width: number, tell: (interval: ThroughputInterval) => void) {
    this.#width = width
    this.#tell = tell
    this.#told = Array.from({ length: streams }, () => 0)
  }

  /** Takes the next interval of a stream that goes on. */
  add(stream: number, bytes: number): void {
    const interval = this.#told[stream] ?? 0
    this.#bytes[interval] = (this.#bytes[interval] ?? 0) + bytes
    this.#told[stream] = interval + 1
    this.#tellComplete()
  }

  /** A stream has ended, and these were its intervals, those included that it has told already. */
  end(stream: number, intervals: readonly number[]): void {
    for (let interval = this.#told[stream] ?? 0; interval < intervals.length; interval += 1) {
      this.#bytes[interval] = (this.#bytes[interval] ?? 0) + (intervals[interval] ?? 0)
    }
    this.#told[stream] = Number.POSITIVE_INFINITY
    this.#tellComplete()
  }

  /** Takes the intervals of the whole test, and tells those that were not told yet. */
  finish(intervals: readonly ThroughputInterval[]): void {
    for (const interval of intervals.slice(this.#next)) {
      this.#next += 1
      this.#tell(interval)
    }
  }

  /** An interval that a running stream has behind it is a whole one; the last one's end only the whole test tells. */
  #tellComplete(): void {
    const complete = this.#told.reduce((least, told) => Math.min(least, told), Number.POSITIVE_INFINITY)
    if (complete === Number.POSITIVE_INFINITY) return
    while (this.#next < complete) {
      const index = this.#next
      this.#next += 1
      this.#tell(intervalOf(index * this.#width, (index + 1) * this.#width, this.#bytes[index] ?? 0))
    }
  }
}
