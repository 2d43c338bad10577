/** Counts things into intervals of equal width by when they came: the first one begins the first. Times in ns. */
export class Slices {
  readonly #width: number
  readonly #most: number
  readonly #counts: number[] = []
  #from: number | null = null
  /** {@link wholeSlices} */
  readonly whole: number

  /**
   * @param width seconds of an interval
   * @param planned seconds of all of them, as far as can be known
   * @param most the most intervals; the last one has all that comes later
   */
  constructor(width: number, planned: number, most: number) {
    this.#width = width * 1e9
    this.#most = most
    this.whole = wholeSlices(width, planned, most)
  }

  /** Takes one; true: it was the first. */
  add(at: number): boolean {
    const isFirst = this.#from === null
    this.#from ??= at
    const slice = Math.min(this.#most - 1, Math.floor((at - this.#from) / this.#width))
    while (this.#counts.length <= slice) this.#counts.push(0)
    this.#counts[slice] = (this.#counts[slice] ?? 0) + 1
    return isFirst
  }

  /** When an interval ends; known once there was one thing. */
  endOf(interval: number): number {
    return (this.#from ?? 0) + (interval + 1) * this.#width
  }

  /** How many intervals are complete at a time: nothing that comes later is counted in them. */
  completeAt(at: number): number {
    if (this.#from === null) return 0
    return Math.max(0, Math.min(Math.floor((at - this.#from) / this.#width), this.whole))
  }

  /** What is in an interval, so far. */
  countOf(interval: number): number {
    return this.#counts[interval] ?? 0
  }

  /** What is in each, up to the last thing that came. */
  counts(): readonly number[] {
    return [...this.#counts]
  }
}

/**
 * How many intervals can be told to be over while a test of so many seconds goes on: the last one is with the test
 * alone, and so is each that the plan did not know of.
 */
export function wholeSlices(width: number, planned: number, most: number): number {
  return Math.max(0, Math.min(Math.ceil(planned / width - 1e-9), most) - 1)
}
