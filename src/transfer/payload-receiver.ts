import type { Tally } from '../protocol/native.ts'
import { Counter } from './counter.ts'
import type { CountPlan } from './counter.ts'
import { IntervalWatch } from './interval-watch.ts'
import type { TellInterval } from './interval-watch.ts'
import { SegmentReader } from './segments.ts'

/** Who hears of a transfer's steps at its receiving end. */
export interface PayloadListener {
  /** The count is complete; in a timed transfer more may be on its way, which is read and not counted. */
  readonly onCounted: (tally: Tally) => void
  /** The last byte of payload has come. */
  readonly onEnd: () => void
  /** An interval is complete, and it was not the last: that one ends with the count. `null`: nobody wants to know. */
  readonly onInterval: TellInterval | null
}

/** The receiving end of one transfer. It decides when a timed one is over. */
export class PayloadReceiver {
  readonly #counter: Counter
  readonly #plan: CountPlan
  readonly #listener: PayloadListener
  readonly #segments: SegmentReader | null
  readonly #watch: IntervalWatch | null
  /** What was counted, once it is complete. */
  #final: Tally | null = null
  #missing: number
  #counting = true
  #timer: NodeJS.Timeout | undefined

  constructor(plan: CountPlan, listener: PayloadListener) {
    this.#plan = plan
    this.#listener = listener
    this.#counter = new Counter(plan)
    this.#segments = plan.bytes === null ? new SegmentReader() : null
    this.#watch = listener.onInterval && new IntervalWatch(this.#counter, listener.onInterval)
    this.#missing = plan.bytes ?? 0
  }

  /** What was counted so far. */
  tally(): Tally {
    return this.#final ?? this.#counter.soFar()
  }

  /** Takes bytes; returns how many of them were payload, fewer than `length` only where it has ended. */
  receive(length: number, buffer: Buffer, at: number): number {
    const payload = this.#segments?.read(length, buffer) ?? Math.min(length, this.#missing)
    if (this.#segments === null) this.#missing -= payload
    if (this.#counting && payload > 0) {
      const first = this.#counter.total === 0
      if (this.#counter.add(payload, at)) this.#counted()
      else if (first) this.#startClock()
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
    this.#watch?.stop()
    this.#counting = false
  }

  /** The time is over also when nothing comes any more. */
  #startClock(): void {
    this.#watch?.start()
    const { seconds, warmup } = this.#plan
    if (seconds !== null) this.#timer = setTimeout(() => this.#counted(), (warmup + seconds) * 1000)
  }

  #counted(): void {
    if (!this.#counting) return
    this.close()
    this.#final = this.#counter.tally()
    this.#listener.onCounted(this.#final)
  }
}
