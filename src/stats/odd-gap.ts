import { counted } from '../text/count.ts'
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

  /** For how long (ms) the transfer stalled; `null` if it did not. */
  stall(): number | null {
    if (this.#moves < FEWEST || theirs(this.#longest) < STALL.time + STALL.others * this.#second) return null
    return this.#longest.whole
  }

  /** The reason that the transfer stalled, if it did. */
  reasons(): readonly string[] {
    const stall = this.stall()
    return stallReasons(stall === null ? [] : [stall], 1)
  }
}

/**
 * The reason that streams of a transfer stalled, if some did.
 * @param stalls for how long (ms) those did
 * @param streams how many there are
 */
export function stallReasons(stalls: readonly number[], streams: number): readonly string[] {
  if (stalls.length === 0) return []
  const where = streams === 1 ? '' : ` on ${stalls.length} of ${counted(streams, 'stream')}`
  const time = `${stalls.length === 1 ? '' : 'up to '}${timeText(Math.max(...stalls))}`
  return [`No data moved${where} for ${time}: the server, or the path to it, stalled.`]
}
