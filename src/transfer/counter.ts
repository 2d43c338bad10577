import { NATIVE_MAX_INTERVALS } from '../protocol/native.ts'
import type { Tally } from '../protocol/native.ts'

/** What a count ends with. Times in seconds. */
export interface CountPlan {
  /** Payload bytes; `null` if a time ends it. */
  readonly bytes: number | null
  /** Time after the warm-up; `null` if an amount ends it. */
  readonly seconds: number | null
  readonly warmup: number
  readonly interval: number
}

/**
 * Number of intervals that can be complete before the count is; the last one is complete only with the count. It also
 * holds everything beyond the maximum number of intervals.
 */
export function wholeIntervals({ seconds, interval }: Pick<CountPlan, 'seconds' | 'interval'>): number {
  const due = seconds === null ? NATIVE_MAX_INTERVALS : Math.ceil(seconds / interval - 1e-9)
  return Math.max(0, Math.min(due, NATIVE_MAX_INTERVALS) - 1)
}

/** Longest time (ns) in which reads that follow each other count as one. */
const ONE_WAKE = 10e6

/**
 * Counts payload as it arrives, by the receiver's clock: from the first byte, without the warm-up. A busy machine wakes
 * late, and reads everything that has arrived meanwhile at once, in one read or several. So a timed count takes from the
 * reads that span the end of the warm-up, or its own end, only the share of the time in between.
 */
export class Counter {
  readonly #plan: CountPlan
  readonly #intervals: number[] = []
  /** Nanoseconds of an interval. */
  readonly #width: number
  /** {@link wholeIntervals} */
  readonly whole: number
  #total = 0
  #counted = 0
  /** The warm-up's end, ns. */
  #from = 0
  #until = Number.POSITIVE_INFINITY
  #lastAt = 0
  /** When (ns) the reads before ended, and what was read since then but not yet counted. */
  #readAt = 0
  #held = 0
  #heldSince = 0

  constructor(plan: CountPlan) {
    this.#plan = plan
    this.#width = plan.interval * 1e9
    this.whole = wholeIntervals(plan)
  }

  /**
   * Takes bytes that were read at a time (ns); returns whether the count is complete.
   * @param more whether more bytes may have arrived before that time
   */
  add(length: number, at: number, more = false): boolean {
    const first = this.#total === 0
    if (first) {
      this.#from = at + this.#plan.warmup * 1e9
      if (this.#plan.seconds !== null) this.#until = this.#from + this.#plan.seconds * 1e9
    }
    if (this.#held === 0) this.#heldSince = at
    this.#held += length
    if (more && !first && this.#spansAnEnd(at) && at - this.#heldSince < ONE_WAKE) return false
    const counted = this.#plan.seconds === null || first ? this.#held : this.#share(this.#held, at)
    const read = this.#held
    this.#held = 0
    this.#readAt = at
    if (at >= this.#until) {
      this.#count(counted, this.#until)
      return true
    }
    this.#total += read
    if (at >= this.#from) this.#count(counted, at)
    return this.#plan.bytes !== null && this.#total >= this.#plan.bytes
  }

  /** Whether a time is counted only in part since the reads before. */
  #spansAnEnd(at: number): boolean {
    if (this.#plan.seconds === null) return false
    return (this.#readAt < this.#from && at >= this.#from) || at >= this.#until
  }

  /** Bytes that arrived in the counted time, if they arrived evenly since the reads before. */
  #share(length: number, at: number): number {
    const span = at - this.#readAt
    const within = Math.min(at, this.#until) - Math.max(this.#readAt, this.#from)
    return span > 0 ? Math.round((length * Math.max(0, within)) / span) : length
  }

  #count(length: number, at: number): void {
    const slice = Math.min(Math.floor((at - this.#from) / this.#width), this.whole)
    while (this.#intervals.length <= slice) this.#intervals.push(0)
    this.#intervals[slice] = (this.#intervals[slice] ?? 0) + length
    this.#counted += length
    this.#lastAt = at
  }

  /** Bytes that arrived, including the warm-up. */
  get total(): number {
    return this.#total
  }

  /** When (ns) the warm-up ended; valid after the first byte. */
  get startedAt(): number {
    return this.#from
  }

  /** When (ns) an interval ends; valid after the first byte. */
  endOf(interval: number): number {
    return this.#from + (interval + 1) * this.#width
  }

  /** How many intervals are complete at a time (ns): payload that arrives later does not count in them. */
  completeAt(at: number): number {
    if (this.#total === 0) return 0
    const complete = Math.floor((at - this.#from) / this.#width)
    return Math.max(0, Math.min(complete, this.whole))
  }

  /** Bytes of an interval so far. */
  bytesOf(interval: number): number {
    return this.#intervals[interval] ?? 0
  }

  /** The complete count. A requested time counts in full, even if the last byte arrived earlier. */
  tally(): Tally {
    return this.#tally(Number.isFinite(this.#until) ? this.#until : this.#lastAt)
  }

  /** The count of a transfer that was cut off: up to the last byte. */
  soFar(): Tally {
    return this.#tally(this.#lastAt)
  }

  #tally(end: number): Tally {
    const elapsed = this.#total === 0 ? 0 : Math.max(0, Math.round(end - this.#from))
    return { bytes: this.#counted, elapsed, intervals: [...this.#intervals] }
  }
}
