import type { Socket } from 'node:net'

import { nanoseconds } from '../../host/clock.ts'
import { cpuSince } from '../../host/cpu.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { Counter } from '../../transfer/counter.ts'
import { PayloadSender, rawSendPlan } from '../../transfer/payload-sender.ts'
import { tcpCounts } from '../../transfer/tcp-counts.ts'
import { watchTest } from '../activity.ts'
import type { Conversation } from '../dialect.ts'
import type { SessionPlace } from './session-line.ts'
import type { StreamCount, StreamOrder, StreamPlan } from './session-messages.ts'
import { NOTHING_COUNTED } from './test-streams.ts'

/**
 * How long (ms) a stream must be silent after the test until nothing more comes: if it is known that something is missing,
 * long enough to retransmit it. And how long to wait at most.
 */
const SILENCE = { missing: 1000, unknown: 100, most: 5000 } as const

/** Longer (s) than any test. */
const ENDLESS = 10 * 365 * 86_400

/** One TCP stream of a session. The control connection, perhaps in another worker, says what it does. */
export class TcpStream implements Conversation {
  readonly #socket: Socket
  readonly #place: SessionPlace
  readonly #seen: () => unknown
  readonly #cpuAt = process.cpuUsage()
  #plan: StreamPlan | null = null
  #counter: Counter | null = null
  #sender: PayloadSender | null = null
  /** Bytes that arrived before it was clear what to do with them. */
  #early = 0
  /** When (ns) the test or its warm-up began; when the client ended the test; when the last byte arrived. */
  #begunAt = nanoseconds()
  #stoppedAt: number | null = null
  #lastAt = 0
  /** What was sent, and retransmitted, in the warm-up. */
  #sentBefore = 0
  #retransmitsBefore = 0
  /** When (ns) it was asked for its count, and how many bytes it should have received. */
  #settlesSince: number | null = null
  #expected: number | null = null
  #inputEnded = false
  #told = false
  #timer: NodeJS.Timeout | undefined

  constructor(socket: Socket, place: SessionPlace, cookie: string) {
    this.#socket = socket
    this.#place = place
    this.#seen = watchTest(cookie)
  }

  receive(length: number): void {
    if (this.#plan === null) this.#early += length
    else if (this.#counter !== null) this.#take(length, this.#counter)
  }

  inputEnd(): void {
    this.#inputEnded = true
    if (this.#settlesSince !== null) this.#tellReceived()
  }

  drained(): void {}

  close(): void {
    this.#socket.destroySoon()
  }

  over(): void {
    clearTimeout(this.#timer)
    if (this.#sender !== null) this.#tell({ ...NOTHING_COUNTED, ...this.#sent() })
    else if (this.#counter !== null) this.#tellReceived()
    this.#sender?.close()
    this.#seen()
  }

  /** Takes an order of the control connection. */
  obey(order: StreamOrder): void {
    switch (order.order) {
      case 'serve':
        return this.#serve(order.plan)
      case 'begin':
        return this.#begin(order.at)
      case 'stop':
        this.#stoppedAt = nanoseconds()
        if (this.#sender !== null) void this.#tellSent(this.#sender)
        else if (this.#counter !== null)
          this.#place.tell({ news: 'arrived', bytes: this.#counter.soFar().bytes })
        return
      case 'settle':
        return this.#settle(order.sent)
      case 'leave':
        this.#socket.destroy()
    }
  }

  #serve(plan: StreamPlan): void {
    this.#plan = plan
    if (plan.sends) this.#counter = null
    else {
      // Of a read that spans the end of the warm-up, only a timed count takes a part.
      const seconds = plan.warmup === 0 ? null : ENDLESS
      this.#counter = new Counter({ bytes: null, seconds, warmup: plan.warmup, interval: ENDLESS })
      if (this.#early > 0) this.#take(this.#early, this.#counter)
    }
    this.#socket.resume()
  }

  #begin(at: number): void {
    const plan = this.#plan
    if (plan === null || this.#sender !== null) return
    // The client cannot have begun earlier, so the server's rate is never higher than the client's.
    if (plan.sends || plan.warmup === 0) this.#begunAt = at
    if (!plan.sends) return
    const sender = new PayloadSender(this.#socket, rawSendPlan(plan.block, plan.rate), () => undefined)
    this.#sender = sender
    if (plan.warmup > 0) this.#timer = setTimeout(() => void this.#endWarmup(sender), plan.warmup * 1000)
  }

  async #endWarmup(sender: PayloadSender): Promise<void> {
    this.#sentBefore = sender.written
    this.#begunAt = nanoseconds()
    this.#retransmitsBefore = (await tcpCounts(this.#socket))?.retransmits ?? 0
  }

  #take(length: number, counter: Counter): void {
    const at = nanoseconds()
    if (this.#lastAt === 0) {
      // A warm-up starts with the first byte.
      if (this.#plan?.warmup !== 0) this.#begunAt = at
      this.#place.tell({ news: 'heard' })
    }
    this.#lastAt = at
    counter.add(length, at)
    if (this.#expected !== null && counter.total >= this.#expected) this.#tellReceived()
  }

  /** The last write counts in full: the kernel may have taken a part of it, and no end may have received more than was sent. */
  #sent(): Pick<StreamCount, 'bytes' | 'seconds'> {
    const end = this.#stoppedAt ?? nanoseconds()
    const bytes = (this.#sender?.written ?? 0) - this.#sentBefore
    return { bytes, seconds: (end - this.#begunAt) / 1e9 }
  }

  async #tellSent(sender: PayloadSender): Promise<void> {
    const sent = this.#sent()
    sender.close()
    const counts = await tcpCounts(this.#socket)
    const retransmits = counts?.retransmits ?? null
    this.#tell({
      ...NOTHING_COUNTED,
      ...sent,
      retransmits: retransmits === null ? null : Math.max(0, retransmits - this.#retransmitsBefore),
      congestion: counts?.congestion ?? null,
    })
    this.#socket.destroy()
  }

  #settle(sent: number | null): void {
    if (this.#counter === null) return
    // What belongs to the warm-up is not known exactly enough to tell what is missing.
    this.#expected = this.#plan?.warmup === 0 ? sent : null
    this.#settlesSince = nanoseconds()
    this.#awaitRest()
  }

  #awaitRest(): void {
    const since = this.#settlesSince ?? 0
    const now = nanoseconds()
    const silent = (now - Math.max(since, this.#lastAt)) / 1e6
    const patience = this.#expected === null ? SILENCE.unknown : SILENCE.missing
    const isComplete = this.#expected !== null && (this.#counter?.total ?? 0) >= this.#expected
    const left = Math.min(patience - silent, SILENCE.most - (now - since) / 1e6)
    if (isComplete || this.#inputEnded || left <= 0) return this.#tellReceived()
    this.#timer = setTimeout(() => this.#awaitRest(), Math.ceil(left))
  }

  #tellReceived(): void {
    if (this.#counter === null) return
    clearTimeout(this.#timer)
    const from = this.#begunAt + (this.#plan?.warmup ?? 0) * 1e9
    const end = Math.max(this.#stoppedAt ?? 0, this.#lastAt)
    const { bytes } = this.#counter.soFar()
    this.#tell({ ...NOTHING_COUNTED, bytes, seconds: Math.max(0, end - from) / 1e9 })
  }

  #tell(count: Omit<StreamCount, 'cpu'>): void {
    if (this.#told) return
    this.#told = true
    const cpu = { pid: process.pid, ...cpuSince(this.#cpuAt) }
    this.#place.tell({ news: 'counted', count: { ...count, cpu } })
  }
}
