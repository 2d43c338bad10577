/** The longest time between events. All times in ms since the start. */
export class LongestGap {
  readonly #end: number
  #last = 0
  #longest = 0

  /** @param end time after which events are ignored */
  constructor(end: number) {
    this.#end = end
  }

  /** Records an event. */
  happened(at: number): void {
    this.#longest = this.until(at)
    this.#last = Math.min(at, this.#end)
  }

  /** The longest time between events up to `now`, with the time since the last event. */
  until(now: number): number {
    return Math.max(this.#longest, Math.min(now, this.#end) - this.#last)
  }
}
