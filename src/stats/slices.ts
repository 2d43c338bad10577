/** Counts events by interval, all of equal length. The first event starts the first interval. Times in ns. */
export class Slices {
  readonly #width: number
  readonly #most: number
  readonly #counts: number[] = []
  #from: number | null = null
  /** {@link wholeSlices} */
  readonly whole: number

  /**
   * @param width length of an interval in seconds
   * @param planned planned time of all intervals in seconds
   * @param most maximum number of intervals; the last one also counts everything later
   */
  constructor(width: number, planned: number, most: number) {
    this.#width = width * 1e9
    this.#most = most
    this.whole = wholeSlices(width, planned, most)
  }

  /** Counts an event. Returns whether it is the first one. */
  add(at: number): boolean {
    const isFirst = this.#from === null
    this.#from ??= at
    const slice = Math.min(this.#most - 1, Math.floor((at - this.#from) / this.#width))
    while (this.#counts.length <= slice) this.#counts.push(0)
    this.#counts[slice] = (this.#counts[slice] ?? 0) + 1
    return isFirst
  }

  /** When an interval ends. Only valid after the first event. */
  endOf(interval: number): number {
    return (this.#from ?? 0) + (interval + 1) * this.#width
  }

  /** Number of intervals that are complete at a time. */
  completeAt(at: number): number {
    if (this.#from === null) return 0
    return Math.max(0, Math.min(Math.floor((at - this.#from) / this.#width), this.whole))
  }

  /** Events in an interval so far. */
  countOf(interval: number): number {
    return this.#counts[interval] ?? 0
  }

  /** Events by interval, up to the interval of the last event. */
  counts(): readonly number[] {
    return [...this.#counts]
  }
}

/**
 * Number of intervals that can be complete before the test is: not the last one, and none beyond the plan.
 * @param planned planned duration of the test in seconds
 */
export function wholeSlices(width: number, planned: number, most: number): number {
  return Math.max(0, Math.min(Math.ceil(planned / width - 1e-9), most) - 1)
}
