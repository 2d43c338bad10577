import type { ThroughputInterval } from '../results/types.ts'
import { intervalOf } from './streams.ts'

/**
 * Sums the intervals of concurrent streams while they run. Reports each interval once, in order, when every stream has
 * reported its own or has ended.
 */
export class IntervalSum {
  readonly #width: number
  readonly #report: (interval: ThroughputInterval) => void
  /** Bytes of each interval, summed over the streams that have reported it. */
  readonly #bytes: number[] = []
  /** Number of intervals that each stream has reported; infinite once it has ended. */
  readonly #reported: number[]
  #next = 0

  /** @param width length of an interval in seconds */
  constructor(streams: number, width: number, report: (interval: ThroughputInterval) => void) {
    this.#width = width
    this.#report = report
    this.#reported = Array.from({ length: streams }, () => 0)
  }

  /** Adds the next interval of a running stream. */
  add(stream: number, bytes: number): void {
    const interval = this.#reported[stream] ?? 0
    this.#bytes[interval] = (this.#bytes[interval] ?? 0) + bytes
    this.#reported[stream] = interval + 1
    this.#reportComplete()
  }

  /** Ends a stream. `intervals` are all of its intervals, with those reported before. */
  end(stream: number, intervals: readonly number[]): void {
    for (let interval = this.#reported[stream] ?? 0; interval < intervals.length; interval += 1) {
      this.#bytes[interval] = (this.#bytes[interval] ?? 0) + (intervals[interval] ?? 0)
    }
    this.#reported[stream] = Number.POSITIVE_INFINITY
    this.#reportComplete()
  }

  /** Reports those of the whole test's intervals that were not reported yet. */
  finish(intervals: readonly ThroughputInterval[]): void {
    for (const interval of intervals.slice(this.#next)) {
      this.#next += 1
      this.#report(interval)
    }
  }

  /** Only intervals before the last are known to be whole: the last one's end is known with the whole test. */
  #reportComplete(): void {
    const complete = this.#reported.reduce(
      (least, reported) => Math.min(least, reported),
      Number.POSITIVE_INFINITY,
    )
    if (complete === Number.POSITIVE_INFINITY) return
    while (this.#next < complete) {
      const index = this.#next
      this.#next += 1
      this.#report(intervalOf(index * this.#width, (index + 1) * this.#width, this.#bytes[index] ?? 0))
    }
  }
}
