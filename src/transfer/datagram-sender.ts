import { randomFillSync } from 'node:crypto'
import type { Socket } from 'node:dgram'

import { clearTimeout, setImmediate, setTimeout } from '../host/timers.ts'
import type { DatagramFormat } from '../protocol/datagram.ts'
import { plannedDatagrams, plannedSeconds } from '../protocol/flow.ts'
import type { FlowRequest, FlowSent } from '../protocol/flow.ts'
import { systemCodeOf } from '../errors.ts'
import { BusyPoll } from '../host/busy-poll.ts'
import { nanoseconds } from '../host/clock.ts'

/** What a sender needs to know about a flow. */
export type DatagramPlan = Pick<FlowRequest, 'payload' | 'rate' | 'bytes' | 'seconds'>

/** Most datagrams in one turn of the event loop. */
const BATCH = 32

/**
 * How late (ns) a datagram may go out. Older slots are missed: a burst that makes up for all of them would be lost in
 * queues that the flow never fills at its own rate.
 */
const LATEST = 10e6

/** How long (ms) before a datagram is due its timer fires; busy polling covers the rest. */
const TIMER_SLACK = 2

/** Time limit of a flow, which a slow sender prolongs: a multiple of its planned time, plus seconds. */
const LIMIT = { times: 4, more: 30 } as const

/** Longest duration of a flow (s). */
export function flowLimit(plan: DatagramPlan): number {
  return plannedSeconds(plan) * LIMIT.times + LIMIT.more
}

/**
 * The sending end of a flow: one datagram in each slot of a schedule that starts with the first one and does not drift.
 * Datagrams that are due go out together in one turn of the event loop.
 */
export class DatagramSender {
  readonly #socket: Socket
  readonly #plan: DatagramPlan
  readonly #onSent: (sent: FlowSent) => void
  readonly #total: number
  /** ns from one slot to the next. */
  readonly #width: number
  readonly #format: DatagramFormat
  readonly #poll = new BusyPoll(true)
  readonly #limitAt: number
  #buffer: Buffer
  /** Start of the schedule (ns), and the number of its slots that have passed. */
  #startedAt = 0
  #slot = 0
  #sent = 0
  #missed = 0
  #failed = 0
  #refusal: string | null = null
  #firstAt = 0
  #lastAt = 0
  #stopped = false
  #ended = false
  #closed = false
  #timer: NodeJS.Timeout | undefined

  /**
   * @param socket connected to the receiver
   * @param onSent called when the kernel has the last datagram
   */
  constructor(socket: Socket, plan: DatagramPlan, format: DatagramFormat, onSent: (sent: FlowSent) => void) {
    this.#socket = socket
    this.#plan = plan
    this.#onSent = onSent
    this.#total = plannedDatagrams(plan)
    this.#width = ((plan.payload * 8) / plan.rate) * 1e9
    this.#format = format
    this.#buffer = this.#newBuffer()
    this.#startedAt = nanoseconds()
    this.#limitAt = this.#startedAt + flowLimit(plan) * 1e9
    this.#turn()
  }

  /** What was sent so far. */
  sent(): FlowSent {
    return {
      datagrams: this.#sent,
      elapsed: Math.round(this.#lastAt - this.#firstAt),
      missed: this.#missed,
      failed: this.#failed,
      ...(this.#refusal === null ? {} : { refusal: this.#refusal }),
    }
  }

  /** Stops sending, and reports what was sent. */
  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#turn()
  }

  /** Stops without another datagram or report. */
  close(): void {
    this.#closed = true
    this.#end()
  }

  #turn(): void {
    if (this.#ended) return
    const now = nanoseconds()
    if (now >= this.#limitAt) return this.#finish()
    // Datagrams that the kernel did not take at once go out first.
    if (this.#isHeldUp()) {
      this.#timer = setTimeout(() => this.#turn(), 1)
      return
    }
    if (this.#stopped || this.#isComplete()) return this.#finish()
    this.#poll.renew()
    this.#sendDue(this.#due(now))
    if (this.#isComplete() && !this.#isHeldUp()) return this.#finish()
    this.#wait()
  }

  /** Number of slots that are due and not used; slots that are too old are given up. */
  #due(now: number): number {
    const due = Math.floor((now - this.#startedAt) / this.#width) + 1
    const kept = Math.max(1, Math.ceil(LATEST / this.#width))
    // A flow of a time has a fixed number of slots; one of an amount continues in later slots.
    const last = this.#plan.bytes === null ? this.#total : Number.POSITIVE_INFINITY
    const givenUp = Math.min(due - kept, last) - this.#slot
    if (givenUp > 0) {
      this.#missed += givenUp
      this.#slot += givenUp
    }
    return Math.min(due, last) - this.#slot
  }

  #sendDue(due: number): void {
    for (let batch = Math.min(due, BATCH); batch > 0 && !this.#isComplete(); batch -= 1) {
      const at = nanoseconds()
      this.#format.write(this.#buffer, this.#sent, at)
      this.#socket.send(this.#buffer, this.#onSend)
      if (this.#sent === 0) this.#firstAt = at
      this.#lastAt = at
      this.#sent += 1
      this.#slot += 1
      if (this.#isHeldUp()) {
        // The kernel will read the old one later.
        this.#buffer = this.#newBuffer()
        return
      }
    }
  }

  readonly #onSend = (error: Error | null): void => {
    if (error === null) return
    const code = systemCodeOf(error)
    // ICMP about an earlier datagram: something on the path refused that one, not this kernel.
    if (code === 'ECONNREFUSED') return
    this.#failed += 1
    this.#refusal ??= code
  }

  #wait(): void {
    const wait = (this.#startedAt + this.#slot * this.#width - nanoseconds()) / 1e6
    if (wait <= 0 || (this.#poll.turning && wait < TIMER_SLACK)) setImmediate(() => this.#turn())
    else {
      const slack = this.#poll.turning ? TIMER_SLACK : 0
      this.#timer = setTimeout(() => this.#turn(), Math.min(wait - slack, 60_000))
    }
  }

  /** A flow of a time ends with its slots, used or not; one of an amount when it was sent. */
  #isComplete(): boolean {
    return (this.#plan.bytes === null ? this.#slot : this.#sent) >= this.#total
  }

  #isHeldUp(): boolean {
    return this.#socket.getSendQueueCount() > 0
  }

  #finish(): void {
    this.#end()
    // Errors of the last datagrams arrive in the next turn.
    setImmediate(() => this.#closed || this.#onSent(this.sent()))
  }

  #end(): void {
    this.#ended = true
    this.#poll.stop()
    clearTimeout(this.#timer)
  }

  #newBuffer(): Buffer {
    const buffer = randomFillSync(Buffer.allocUnsafeSlow(this.#plan.payload))
    this.#format.prepare(buffer)
    return buffer
  }
}
