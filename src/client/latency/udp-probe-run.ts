import type { Socket as UdpSocket } from 'node:dgram'

import { markOf, readHeld, readMark, readSequenceNumber } from '../../protocol/datagram.ts'
import { BusyPoll } from '../../host/busy-poll.ts'
import { nanoseconds } from '../../host/clock.ts'
import type { LatencyPlan } from './plan.ts'
import type { UdpLink } from '../wire/udp-link.ts'

/** How far (ms) ahead a timer wakes up for a probe that is due; the rest is waited for turn by turn. */
const TIMER_SLACK = 2

/** Sends probes by a schedule as datagrams, and takes their answers. Times in ms, in the order of the answers. */
export class UdpProbeRun {
  readonly rtts: number[] = []
  /** Round-trip times less what the server held each. */
  readonly held: number[] = []
  lost = 0
  /** Answers that came again. */
  duplicates = 0
  /** Probes that went out so late that the next one was due already. */
  missed = 0
  readonly #plan: LatencyPlan
  readonly #interval: number
  readonly #poll: BusyPoll
  /** When the probes that are on their way should have gone out (ns). */
  readonly #outstanding = new Map<number, number>()
  /** Lost ones, whose answers may still come, late: those are no duplicates. */
  readonly #givenUp = new Set<number>()
  #socket: UdpSocket | null = null
  #probeMark = 0
  #answerMark = 0
  #next = 0
  #startedAt = 0
  #settle: { readonly done: () => void; readonly fail: (error: unknown) => void } | null = null
  #sendTimer: NodeJS.Timeout | undefined
  #lossTimer: NodeJS.Timeout | undefined

  constructor(plan: LatencyPlan) {
    this.#plan = plan
    this.#interval = plan.interval ?? 0
    this.#poll = new BusyPoll(plan.busyPoll)
  }

  /** Whether this end kept its event loop turning. */
  get busyPolls(): boolean {
    return this.#poll.worked
  }

  /** Probes that went out. */
  get sent(): number {
    return this.#next
  }

  /** Sends all probes; resolves when each was answered or given up. */
  async measure({ socket, token }: UdpLink): Promise<void> {
    this.#socket = socket
    this.#probeMark = markOf('probe', token)
    this.#answerMark = markOf('answer', token)
    socket.on('message', this.#take)
    await new Promise<void>((resolve, reject) => {
      this.#settle = { done: resolve, fail: reject }
      this.#plan.onBegin?.()
      this.#startedAt = nanoseconds()
      this.#sendDue()
    })
  }

  close(): void {
    this.#settle = null
    this.#poll.stop()
    clearTimeout(this.#sendTimer)
    clearTimeout(this.#lossTimer)
    this.#socket?.removeListener('message', this.#take)
  }

  #sendDue(): void {
    if (this.#settle === null) return
    while (!this.#isLast() && this.#dueAt() <= nanoseconds()) this.#send(this.#dueAt())
    if (!this.#isLast()) this.#waitUntil(this.#dueAt())
    else if (this.#outstanding.size === 0) this.#settle.done()
  }

  #waitUntil(dueAt: number): void {
    this.#poll.renew()
    const wait = (dueAt - nanoseconds()) / 1e6
    if (this.#poll.turning && wait < TIMER_SLACK) setImmediate(() => this.#sendDue())
    else {
      const time = Math.max(0, this.#poll.turning ? wait - TIMER_SLACK : wait)
      this.#sendTimer = setTimeout(() => this.#sendDue(), time)
    }
  }

  #dueAt(): number {
    return this.#startedAt + this.#next * this.#interval * 1e6
  }

  #isLast(): boolean {
    const { count, duration } = this.#plan
    if (count !== null) return this.#next >= count
    return this.#next * this.#interval >= (duration ?? 0)
  }

  #send(dueAt: number): void {
    this.#poll.renew()
    if (nanoseconds() - dueAt > this.#interval * 1e6) this.missed += 1
    const probe = Buffer.alloc(this.#plan.payload)
    probe.writeUInt32BE(this.#probeMark, 0)
    probe.writeUInt32BE(this.#next, 4)
    this.#outstanding.set(this.#next, dueAt)
    this.#next += 1
    // A probe that the kernel refuses is one that gets no answer.
    this.#socket?.send(probe, () => undefined)
    if (this.#outstanding.size === 1) this.#watchOldest()
  }

  /** One timer for the oldest probe on its way: all have the same time. */
  #watchOldest(): void {
    clearTimeout(this.#lossTimer)
    const [oldest] = this.#outstanding
    if (oldest === undefined) return
    const [sequence, dueAt] = oldest
    const left = this.#plan.timeout - (nanoseconds() - dueAt) / 1e6
    this.#lossTimer = setTimeout(() => this.#lose(sequence), Math.max(0, left))
  }

  #lose(sequence: number): void {
    this.#outstanding.delete(sequence)
    this.#givenUp.add(sequence)
    this.lost += 1
    this.#tell(sequence, null)
    this.#watchOldest()
    this.#endIfLast()
  }

  readonly #take = (answer: Buffer): void => {
    const arrivedAt = nanoseconds()
    if (answer.length !== this.#plan.payload || readMark(answer) !== this.#answerMark) return
    const sequence = readSequenceNumber(answer)
    const dueAt = this.#outstanding.get(sequence)
    if (dueAt === undefined) {
      if (sequence < this.#next && !this.#givenUp.delete(sequence)) this.duplicates += 1
      return
    }
    this.#outstanding.delete(sequence)
    const rtt = (arrivedAt - dueAt) / 1e6
    this.rtts.push(rtt)
    this.held.push(rtt - readHeld(answer) / 1e6)
    this.#tell(sequence, rtt)
    this.#watchOldest()
    this.#endIfLast()
  }

  #tell(sequence: number, rtt: number | null): void {
    try {
      this.#plan.onProbe?.({ number: sequence + 1, count: this.#plan.count, rtt })
    } catch (error) {
      this.#settle?.fail(error)
    }
  }

  #endIfLast(): void {
    if (this.#isLast() && this.#outstanding.size === 0) this.#settle?.done()
  }
}
