import { SequenceWindow } from './sequence-window.ts'

/** A datagram this far behind the newest one counts as lost, because it could be an unrecognized duplicate. */
const WINDOW = 2 ** 20

/** What a receiver counted. Times in ns. */
export interface FlowCounts {
  /** The lowest sequence number; `null` if nothing arrived. */
  readonly first: number | null
  /** The highest sequence number; `null` if nothing arrived. */
  readonly last: number | null
  /** Datagrams that arrived, duplicates not counted. */
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
 * - A datagram is out of order if it arrives after one with a higher number (RFC 4737, section 3.3).
 * - Jitter is the interarrival jitter (RFC 3550, section 6.4.1) of transit times in the order of arrival:
 *   J += (|D| - J) / 16, from 0. The clocks need not be synchronized: only differences matter. Duplicates are excluded.
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

  /**
   * @param most upper bound, exclusive, of the flow's sequence numbers; others are ignored
   * @param window how far a late datagram may be behind the newest one
   */
  constructor(most: number, window: number = WINDOW) {
    this.#most = most
    this.#window = new SequenceWindow(Math.min(window, most))
  }

  /**
   * Counts a datagram.
   * @param sentAt by its sender's clock
   * @returns whether it is the first one of its number
   */
  add(sequence: number, sentAt: number, at: number): boolean {
    if (sequence < 0 || sequence >= this.#most) return false
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

  /** Datagrams that arrived so far, duplicates not counted. */
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
