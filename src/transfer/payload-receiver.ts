import { clearTimeout, setTimeout } from '../host/timers.ts'
import type { Tally } from '../protocol/native.ts'
import { Counter } from './counter.ts'
import type { CountPlan } from './counter.ts'
import { IntervalWatch } from './interval-watch.ts'
import type { ReportInterval } from './interval-watch.ts'
import { SegmentReader } from './segments.ts'

/** Callbacks of the receiving end of a transfer. */
export interface PayloadListener {
  /** The count is complete. Payload of a timed transfer that is still on its way will be read but not counted. */
  readonly onCounted: (tally: Tally) => void
  /** The last byte of payload has arrived. */
  readonly onEnd: () => void
  /** An interval other than the last is complete; the last one ends with the count. `null`: not needed. */
  readonly onInterval: ReportInterval | null
}

/** Time (ms) to wait beyond the end of a timed count for the read that spans it. */
const LAST_READ = 100

/** The receiving end of one transfer. It decides when a timed transfer is over. */
export class PayloadReceiver {
  readonly #counter: Counter
  readonly #plan: CountPlan
  readonly #listener: PayloadListener
  readonly #segments: SegmentReader | null
  readonly #watch: IntervalWatch | null
  /** The count, once it is complete. */
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

  /** The count so far. */
  tally(): Tally {
    return this.#final ?? this.#counter.soFar()
  }

  /** Takes bytes; returns how many of them were payload: fewer than `length` only if it has ended. */
  receive(length: number, buffer: Buffer, at: number): number {
    const payload = this.#segments?.read(length, buffer) ?? Math.min(length, this.#missing)
    if (this.#segments === null) this.#missing -= payload
    if (this.#counting && payload > 0) {
      const first = this.#counter.total === 0
      // A read that did not fill its buffer has taken everything that had arrived.
      const more = payload === buffer.length && this.#segments?.ended !== true
      if (this.#counter.add(payload, at, more)) this.#counted()
      else if (first) this.#startClock()
    }
    if (this.#segments?.ended ?? this.#missing === 0) {
      // A sender may end before the time is over: then the count is complete as it is.
      this.#counted()
      this.#listener.onEnd()
    }
    return payload
  }

  /** Stops counting without calling anyone. */
  close(): void {
    clearTimeout(this.#timer)
    this.#watch?.stop()
    this.#counting = false
  }

  /** Ends the count by a timer, because payload may stop arriving. */
  #startClock(): void {
    this.#watch?.start()
    const { seconds, warmup } = this.#plan
    if (seconds !== null)
      this.#timer = setTimeout(() => this.#counted(), (warmup + seconds) * 1000 + LAST_READ)
  }

  #counted(): void {
    if (!this.#counting) return
    this.close()
    this.#final = this.#counter.tally()
    this.#listener.onCounted(this.#final)
  }
}
