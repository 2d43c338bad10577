/** The longest time in which nothing happened of what is told to it. All times in ms from its beginning. */
export class LongestGap {
  readonly #end: number
  #last = 0
  #longest = 0

  /** @param end what happens later, or not, is no matter */
  constructor(end: number) {
    this.#end = end
  }

  /** Something has happened. */
  happened(at: number): void {
    this.#longest = this.until(at)
    this.#last = Math.min(at, this.#end)
  }

  /** The longest until then, that which goes on included. */
  until(now: number): number {
    return Math.max(this.#longest, Math.min(now, this.#end) - this.#last)
  }
}
