/**
 * The longest time between events that the client did not cause itself. All times in ms since the start. A stall of the
 * client counts only against the gap in which it was.
 */
export class LongestGap {
  readonly #end: number
  #last = 0
  #longest: Gap = { whole: 0, ours: 0 }

  /** @param end time after which events are ignored */
  constructor(end: number) {
    this.#end = end
  }

  /**
   * Records an event.
   * @param ours longest stall of this process since the event before
   */
  happened(at: number, ours: number): void {
    this.#longest = this.until(at, ours)
    this.#last = Math.min(at, this.#end)
  }

  /** The longest gap up to `now`, with the one since the last event. */
  until(now: number, ours: number): Gap {
    const gap = { whole: Math.min(now, this.#end) - this.#last, ours }
    return theirs(gap) > theirs(this.#longest) ? gap : this.#longest
  }
}

/** A time (ms) between two events. */
export interface Gap {
  readonly whole: number
  /** The longest stall of this process in it. */
  readonly ours: number
}

/** The part of a gap (ms) that this process did not cause. */
export function theirs({ whole, ours }: Gap): number {
  return whole - ours
}
