import type { Tally } from '../protocol/native.ts'
import { Counter } from './counter.ts'
import type { CountPlan } from './counter.ts'
import { SegmentReader } from './segments.ts'

/** Who hears of a transfer's steps at its receiving end. */
export interface PayloadListener {
  /** The count is complete; in a timed transfer more may be on its way, which is read and not counted. */
  readonly onCounted: (tally: Tally) => void
  /** The last byte of payload has come. */
  readonly onEnd: () => void
}

/** The receiving end of one transfer. It decides when a timed one is over. */
export class PayloadReceiver {
  readonly #counter: Counter
  readonly #plan: CountPlan
  readonly #listener: PayloadListener
  readonly #segments: SegmentReader | null
  #missing: number
  #counting = true
  #timer: NodeJS.Timeout | undefined

  constructor(plan: CountPlan, listener: PayloadListener) {
    this.#plan = plan
    this.#listener = listener
    this.#counter = new Counter(plan)
    this.#segments = plan.bytes === null ? new SegmentReader() : null
    this.#missing = plan.bytes ?? 0
  }

  /** What was counted so far. */
  tally(): Tally {
    return this.#counter.tally()
  }

  /** Takes bytes; returns how many of them were payload, fewer than `length` only where it has ended. */
  receive(length: number, buffer: Buffer, at: number): number {
    const payload = this.#segments?.read(length, buffer) ?? Math.min(length, this.#missing)
    if (this.#segments === null) this.#missing -= payload
    if (this.#counting && payload > 0) {
      if (this.#counter.total === 0) this.#startClock()
      if (this.#counter.add(payload, at)) this.#counted()
    }
    if (this.#segments?.ended ?? this.#missing === 0) {
      // A sender that ended by itself before the time was over: what there is, is the count.
      this.#counted()
      this.#listener.onEnd()
    }
    return payload
  }

  /** Ends the wait for a time that will not pass any more. */
  close(): void {
    clearTimeout(this.#timer)
    this.#counting = false
  }

  /** The time is over also when nothing comes any more. */
  #startClock(): void {
    const { seconds, warmup } = this.#plan
    if (seconds !== null) this.#timer = setTimeout(() => this.#counted(), (warmup + seconds) * 1000)
  }

  #counted(): void {
    if (!this.#counting) return
    this.close()
    this.#listener.onCounted(this.#counter.tally())
  }
}
