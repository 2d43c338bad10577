import { intervalSpan } from './interval-span.ts'
import type { IntervalSpan } from './interval-span.ts'

/**
 * Sorts the samples of a running test into intervals by the time at which each ended, and reports each interval once, in
 * order. Times are in seconds since the start of the test and never decrease.
 */
export class RunningIntervals<Sample, Figures> {
  readonly #width: number
  readonly #figuresOf: (samples: readonly Sample[], seconds: number) => Figures
  readonly #report: (interval: IntervalSpan & Figures) => void
  #index = 0
  #samples: Sample[] = []
  #lastAt = 0

  /**
   * @param width length of an interval in seconds
   * @param figuresOf what is reported of an interval's samples
   */
  constructor(
    width: number,
    figuresOf: (samples: readonly Sample[], seconds: number) => Figures,
    report: (interval: IntervalSpan & Figures) => void,
  ) {
    this.#width = width
    this.#figuresOf = figuresOf
    this.#report = report
  }

  /** Adds a sample that ended at that time. */
  add(at: number, sample: Sample): void {
    this.advance(at)
    this.#lastAt = at
    this.#samples.push(sample)
  }

  /** Reports the intervals that are over at that time, also those without a sample. */
  advance(at: number): void {
    while (at >= this.nextEnd) this.#next(this.nextEnd)
  }

  /** Reports the last interval, which ends with the last sample. */
  finish(): void {
    if (this.#samples.length > 0) this.#next(this.#lastAt)
  }

  /** When the current interval ends. */
  get nextEnd(): number {
    return (this.#index + 1) * this.#width
  }

  #next(end: number): void {
    const span = intervalSpan(this.#index * this.#width, end)
    const samples = this.#samples
    this.#index += 1
    this.#samples = []
    this.#report({ ...span, ...this.#figuresOf(samples, span.seconds) })
  }
}
