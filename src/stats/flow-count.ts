import { SequenceWindow } from './sequence-window.ts'

/** A datagram that arrives so many others later is taken for lost: nobody remembers whether it had come before. */
const WINDOW = 2 ** 20

/** What a receiver knows of the datagrams that came. Times in ns. */
export interface FlowCounts {
  /** The lowest and the highest sequence number; `null` where nothing came. */
  readonly first: number | null
  readonly last: number | null
  /** Different ones. */
  readonly received: number
  readonly duplicates: number
  readonly reordered: number
  readonly elapsed: number
  /** ms */
  readonly jitter: number | null
  readonly jitterMean: number | null
}

/**
 * Counts the datagrams of a flow as they arrive.
 *
 * - Reordered is one that arrives behind one with a higher number (RFC 4737, section 3.3).
 * - Jitter is the interarrival jitter of RFC 3550, section 6.4.1, over the transit times of datagrams in the order of
 *   their arrival: J += (|D| - J) / 16, from 0. Clocks need not agree: only differences count. Duplicates are left out.
 */
export class FlowCount {
  readonly #most: number
  readonly #window: SequenceWindow
  #first = Number.POSITIVE_INFINITY
  #received = 0
  #duplicates = 0
  #reordered = 0
  #firstAt = 0
  #lastAt = 0
  #transit = 0
  #jitter = 0
  #differences = 0

  /** @param most how many datagrams there can be; higher numbers are none of this flow's */
  constructor(most: number) {
    this.#most = most
    this.#window = new SequenceWindow(Math.min(WINDOW, most))
  }

  /** Takes a datagram, when it was sent (by its sender's clock) and when it arrived; true: it had not come before. */
  add(sequence: number, sentAt: number, at: number): boolean {
    if (sequence >= this.#most) return false
    const before = this.#window.highest
    const kind = this.#window.take(sequence)
    if (kind === 'duplicate') this.#duplicates += 1
    if (kind !== 'new') return false
    if (sequence < before) this.#reordered += 1
    if (sequence < this.#first) this.#first = sequence
    this.#addTransit(at - sentAt)
    if (this.#received === 0) this.#firstAt = at
    this.#lastAt = at
    this.#received += 1
    return true
  }

  /** Different datagrams so far. */
  get received(): number {
    return this.#received
  }

  counts(): FlowCounts {
    const differences = this.#received - 1
    return {
      first: this.#received > 0 ? this.#first : null,
      last: this.#received > 0 ? this.#window.highest : null,
      received: this.#received,
      duplicates: this.#duplicates,
      reordered: this.#reordered,
      elapsed: Math.max(0, this.#lastAt - this.#firstAt),
      jitter: differences > 0 ? this.#jitter / 1e6 : null,
      jitterMean: differences > 0 ? this.#differences / differences / 1e6 : null,
    }
  }

  #addTransit(transit: number): void {
    if (this.#received > 0) {
      const difference = Math.abs(transit - this.#transit)
      this.#jitter += (difference - this.#jitter) / 16
      this.#differences += difference
    }
    this.#transit = transit
  }
}
