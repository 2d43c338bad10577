import type { Socket } from 'node:net'

import { WyndrvrError } from '../../errors.ts'
import { LAST_PROBE, readSequence, readTurnaround, writeProbe } from '../../protocol/echo.ts'
import type { EndFacts } from '../../results/types.ts'
import { BusyPoll } from '../../host/busy-poll.ts'
import { AnswerReader } from '../wire/ask.ts'
import { unexpectedAnswer } from '../wire/channel.ts'
import type { Receiver, Task } from '../wire/channel.ts'
import { nanoseconds } from '../../host/clock.ts'
import { LOST_IN_A_ROW } from './plan.ts'
import type { LatencyPlan } from './plan.ts'

/** A line begins with a brace; a probe's first byte, of a number below a million, is 0. */
const BRACE = 0x7b

/** How far (ms) ahead a timer wakes up for a probe that is due; the rest is waited for turn by turn. */
const TIMER_SLACK = 2

/** Sends probes by number or by schedule, and takes their answers. Times in ms, in the order of the answers. */
export class ProbeRun {
  readonly rtts: number[] = []
  /** Round-trip times less what the server held each. */
  readonly held: number[] = []
  lost = 0
  /** Probes that went out so late that the next one was due already. */
  missed = 0
  #serverPolls = false
  #serverEnd: EndFacts | null = null
  readonly #server: string
  readonly #plan: LatencyPlan
  readonly #poll: BusyPoll
  readonly #answer: AnswerReader
  readonly #probe: Buffer
  readonly #frame: Buffer
  /** When the probes that are on their way went out, or by their schedule should have (ns). */
  readonly #outstanding = new Map<number, number>()
  #task: Task<void> | null = null
  #have = 0
  #next = 0
  #lostInARow = 0
  #startedAt = 0
  #ended = false
  #inLine = false
  #sendTimer: NodeJS.Timeout | undefined
  #turn: NodeJS.Immediate | undefined
  #lossTimer: NodeJS.Timeout | undefined

  constructor(server: string, plan: LatencyPlan) {
    this.#server = server
    this.#plan = plan
    this.#poll = new BusyPoll(plan.busyPoll)
    this.#answer = new AnswerReader(server)
    this.#probe = Buffer.alloc(plan.payload)
    this.#frame = Buffer.alloc(plan.payload)
  }

  /** Which ends kept their event loops turning. */
  get busyPoll(): { readonly client: boolean; readonly server: boolean } {
    return { client: this.#poll.worked, server: this.#serverPolls }
  }

  /** What the server saw of itself; `null` where it did not tell. */
  get serverEnd(): EndFacts | null {
    return this.#serverEnd
  }

  /** Sends the first probe; what is returned takes the answers. */
  begin(task: Task<void>): Receiver {
    this.#task = task
    this.#plan.onBegin?.()
    this.#startedAt = nanoseconds()
    this.#sendDue()
    return (length, buffer) => this.#receive(length, buffer)
  }

  close(): void {
    // What an event loop that turns has still to do comes after this.
    this.#ended = true
    this.#poll.stop()
    clearTimeout(this.#sendTimer)
    clearImmediate(this.#turn)
    clearTimeout(this.#lossTimer)
  }

  /** Sends the next probe, or those that are due by the schedule, and sees to it that the following go out too. */
  #sendDue(): void {
    clearTimeout(this.#sendTimer)
    clearImmediate(this.#turn)
    if (this.#ended) return
    const { interval } = this.#plan
    const now = nanoseconds()
    if (interval === null) {
      if (this.#outstanding.size > 0) return
      if (this.#isLast(now)) this.#finish()
      else this.#send(now)
      return
    }
    while (!this.#isLast(this.#dueAt()) && this.#dueAt() <= nanoseconds()) this.#send(this.#dueAt())
    if (this.#isLast(this.#dueAt())) {
      if (this.#outstanding.size === 0) this.#finish()
      return
    }
    this.#waitUntil(this.#dueAt())
  }

  #waitUntil(dueAt: number): void {
    this.#poll.renew()
    const wait = (dueAt - nanoseconds()) / 1e6
    const turns = this.#poll.turning || this.#plan.punctual
    if (turns && wait < TIMER_SLACK) this.#turn = setImmediate(() => this.#sendDue())
    else this.#sendTimer = setTimeout(() => this.#sendDue(), Math.max(0, turns ? wait - TIMER_SLACK : wait))
  }

  #dueAt(): number {
    return this.#startedAt + this.#next * (this.#plan.interval ?? 0) * 1e6
  }

  #isLast(at: number): boolean {
    const { count, duration } = this.#plan
    if (count !== null) return this.#next >= count
    return at - this.#startedAt >= (duration ?? 0) * 1e6
  }

  #send(intendedAt: number): void {
    this.#poll.renew()
    const socket = this.#socket()
    // What the kernel has not taken yet must not be written over; as a rule it takes all at once.
    const probe = socket.writableLength === 0 ? this.#probe : Buffer.from(this.#probe)
    writeProbe(probe, this.#next)
    const { interval } = this.#plan
    if (interval !== null && nanoseconds() - intendedAt > interval * 1e6) this.missed += 1
    this.#outstanding.set(this.#next, intendedAt)
    this.#next += 1
    socket.write(probe)
    if (this.#outstanding.size === 1) this.#watchOldest()
  }

  /** One timer for the oldest probe on its way: all have the same time. */
  #watchOldest(): void {
    clearTimeout(this.#lossTimer)
    const [oldest] = this.#outstanding
    if (oldest === undefined || this.#ended) return
    const [sequence, sentAt] = oldest
    const left = this.#plan.timeout - (nanoseconds() - sentAt) / 1e6
    this.#lossTimer = setTimeout(() => this.#lose(sequence), Math.max(0, left))
  }

  #lose(sequence: number): void {
    this.#outstanding.delete(sequence)
    this.lost += 1
    this.#lostInARow += 1
    this.#tell(sequence, null)
    if (this.#lostInARow >= LOST_IN_A_ROW && this.rtts.length === 0) {
      const sentence = `${this.#server} answered none of the last ${this.#lostInARow} probes within ${this.#plan.timeout / 1000} s each.`
      this.#task?.fail(new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence))
      return
    }
    this.#watchOldest()
    this.#sendDue()
  }

  #receive(length: number, buffer: Buffer): void {
    const arrivedAt = nanoseconds()
    let at = 0
    while (at < length) {
      if (this.#inLine || (this.#have === 0 && buffer[at] === BRACE)) {
        this.#inLine = true
        this.#readLine(length - at, buffer.subarray(at))
        return
      }
      const taken = buffer.copy(
        this.#frame,
        this.#have,
        at,
        Math.min(length, at + this.#frame.length - this.#have),
      )
      at += taken
      this.#have += taken
      if (this.#have < this.#frame.length) return
      this.#have = 0
      this.#take(readSequence(this.#frame, 0), arrivedAt)
    }
  }

  #readLine(length: number, buffer: Buffer): void {
    const read = this.#answer.read(length, buffer)
    if (read === null) return
    if (!this.#ended) throw unexpectedAnswer(this.#server, buffer.toString('latin1', 0, length), 'a probe')
    this.#serverPolls = read.answer.busyPoll ?? false
    this.#serverEnd = read.answer.end ?? null
    this.#task?.done()
  }

  #take(sequence: number, arrivedAt: number): void {
    const sentAt = this.#outstanding.get(sequence)
    // A probe that was given up is lost, whenever its answer comes.
    if (sentAt === undefined) return
    this.#outstanding.delete(sequence)
    this.#lostInARow = 0
    const rtt = (arrivedAt - sentAt) / 1e6
    this.rtts.push(rtt)
    this.held.push(rtt - readTurnaround(this.#frame, 0) / 1e6)
    this.#tell(sequence, rtt)
    this.#watchOldest()
    if (this.#plan.interval === null || this.#outstanding.size === 0) this.#sendDue()
  }

  #tell(sequence: number, rtt: number | null): void {
    try {
      this.#plan.onProbe?.({ number: sequence + 1, count: this.#plan.count, rtt })
    } catch (error) {
      this.#task?.fail(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #finish(): void {
    if (this.#ended) return
    this.#ended = true
    this.close()
    writeProbe(this.#probe, LAST_PROBE)
    this.#socket().write(this.#probe)
  }

  #socket(): Socket {
    if (this.#task === null) throw new Error('The run has not begun.')
    return this.#task.socket
  }
}
