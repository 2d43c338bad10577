import { timeText } from '../text/time.ts'
import { theirs } from './longest-gap.ts'
import type { Gap } from './longest-gap.ts'

/** A gap is a stall if it is longer than `time` (ms) plus that many of the longest of the others. */
const STALL = { time: 100, others: 3 } as const

/** Fewer moves than that do not show what is usual. */
const FEWEST = 10

/**
 * Finds a pause in a transfer. Payload moves in bursts, and on a slow path its gaps are long, but alike: a stall is much longer
 * than all others. Times in ms since the start.
 */
export class OddGap {
  #last = 0
  #longest: Gap = { whole: 0, ours: 0 }
  /** The second longest, without what this process caused. */
  #second = 0
  #moves = 0

  /**
   * Payload moved.
   * @param ours longest stall of this process since it moved before
   */
  moved(at: number, ours: number): void {
    const gap = { whole: at - this.#last, ours }
    this.#last = at
    this.#moves += 1
    if (theirs(gap) <= theirs(this.#longest)) this.#second = Math.max(this.#second, theirs(gap))
    else {
      this.#second = theirs(this.#longest)
      this.#longest = gap
    }
  }

  /** The reason that the transfer stalled, if it did. */
  reasons(): readonly string[] {
    if (this.#moves < FEWEST || theirs(this.#longest) < STALL.time + STALL.others * this.#second) return []
    return [`No data moved for ${timeText(this.#longest.whole)}: the server, or the path to it, stalled.`]
  }
}
