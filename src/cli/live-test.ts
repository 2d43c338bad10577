import type { PlannedLength } from '../client/planned-length.ts'
import type { Interval } from '../results/events.ts'
import type { Progress } from '../report/terminal/live-line.ts'
import { commandOf } from './kinds.ts'

/** A test is shown live if it takes longer than this, s. */
const LONG = 1

/** The progress of a running test, from its intervals. */
export class LiveTest {
  readonly #name: string
  readonly #length: PlannedLength
  readonly #begunAt: number
  readonly #latest = new Map<string, Interval>()
  #done = 0

  /** @param now ms of a monotonic clock */
  constructor(name: string, length: PlannedLength, now: number) {
    this.#name = name
    this.#length = length
    this.#begunAt = now
  }

  hear(interval: Interval): void {
    this.#done += commandOf(interval).doneIn(interval)
    this.#latest.set('direction' in interval ? interval.direction : interval.kind, interval)
  }

  /** The progress; `null` if the test is short, or may still turn out to be. */
  progress(now: number): Progress | null {
    const { seconds, amount } = this.#length
    const time = amount === null ? seconds : null
    const elapsed = (now - this.#begunAt) / 1000
    if ((time ?? elapsed) <= LONG) return null
    return {
      test: this.#name,
      elapsed,
      planned: time,
      done: amount === null || this.#latest.size === 0 ? null : this.#done / amount,
      latest: [...this.#latest.values()],
    }
  }
}
