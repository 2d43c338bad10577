import { clearImmediate, clearTimeout, setImmediate, setTimeout } from '../../host/timers.ts'
import { BusyPoll } from '../../host/busy-poll.ts'
import { nanoseconds } from '../../host/clock.ts'
import { SampleRecorder } from '../../stats/sample-recorder.ts'
import { LOST_IN_A_ROW } from './plan.ts'
import type { LatencyPlan } from './plan.ts'

/** What carries the probes of a running schedule. */
export interface ProbeCarrier {
  readonly send: (sequence: number) => void
  /** A probe was lost. */
  readonly onLost: (sequence: number) => void
  /** Every probe was sent, and answered or lost. */
  readonly onDone: () => void
  /** The measurement failed. No more probes are sent. */
  readonly onFail: (error: unknown) => void
}

/** How far (ms) ahead of a scheduled probe its timer fires. The loop spins for the rest. */
const TIMER_SLACK = 2

/** Rounding (ms) of a multiple of the interval. */
const ROUNDING = 1e-6

/**
 * Decides when each probe is sent (open or closed loop) and when it is lost, and keeps the round-trip times: ms, in the
 * order of the answers. It runs from `start` until every probe is answered or lost, it fails, or `stop` is called.
 */
export class ProbeSchedule {
  readonly rtts: number[] = []
  /** Round-trip times without the time that the server held each probe. */
  readonly network: number[] = []
  lost = 0
  /** Probes that this kernel refused: neither answered nor lost. */
  notSent = 0
  /** Probes that were sent so late that the next one was already due. */
  missed = 0
  /** `null` if the plan does not ask for every probe. */
  readonly samples: SampleRecorder | null
  readonly #plan: LatencyPlan
  readonly #poll: BusyPoll
  /** When each unanswered probe was sent or, in an open loop, was due (ns). */
  readonly #outstanding = new Map<number, number>()
  /** `null` unless it runs. */
  #carrier: ProbeCarrier | null = null
  #next = 0
  #startedAt = 0
  /** When (ns) the last answer arrived, even a late one, and how many probes were lost since the last one in time. */
  #answeredAt = 0
  #lostInARow = 0
  #sendTimer: NodeJS.Timeout | undefined
  #turn: NodeJS.Immediate | undefined
  #lossTimer: NodeJS.Timeout | undefined

  constructor(plan: LatencyPlan) {
    this.#plan = plan
    this.samples = plan.samples ? new SampleRecorder() : null
    this.#poll = new BusyPoll(plan.busyPoll)
  }

  /** Whether probes are still to be sent or answered. */
  get running(): boolean {
    return this.#carrier !== null
  }

  /** Probes that were sent. */
  get sent(): number {
    return this.#next
  }

  /** Whether this end busy-polled. */
  get busyPolled(): boolean {
    return this.#poll.worked
  }

  /** Probes lost since the last one that was answered. */
  get lostInARow(): number {
    return this.#lostInARow
  }

  /** Whether the server seems to be gone. Once it has answered, it may be silent for a while: probes in flight at once are lost at once. */
  get isSilent(): boolean {
    if (this.#lostInARow < LOST_IN_A_ROW) return false
    if (this.rtts.length === 0) return true
    return nanoseconds() - this.#answeredAt >= LOST_IN_A_ROW * this.#plan.timeout * 1e6
  }

  /** Sends the first probe. */
  start(carrier: ProbeCarrier): void {
    this.#carrier = carrier
    this.#plan.onBegin?.()
    this.#startedAt = nanoseconds()
    this.#sendDue()
  }

  /**
   * Takes an answer.
   * @param arrivedAt ns
   * @param held ns that the server held the probe
   * @returns whether its probe was waited for: not if it was lost, or answered before
   */
  take(sequence: number, arrivedAt: number, held: number): boolean {
    this.#answeredAt = arrivedAt
    const sentAt = this.#outstanding.get(sequence)
    if (sentAt === undefined) return false
    this.#outstanding.delete(sequence)
    const rtt = (arrivedAt - sentAt) / 1e6
    this.#lostInARow = 0
    this.rtts.push(rtt)
    this.network.push(rtt - held / 1e6)
    this.samples?.add(sequence, sentAt - this.#startedAt, arrivedAt - sentAt)
    this.#settle(sequence, rtt)
    return true
  }

  /** A probe of a closed loop went out only then (ns). In an open loop it counts from when it was due. */
  wentOut(sequence: number, sentAt: number): void {
    if (this.#plan.interval === null && this.#outstanding.has(sequence))
      this.#outstanding.set(sequence, sentAt)
  }

  /** Whether a probe is neither answered nor lost. */
  awaits(sequence: number): boolean {
    return this.#outstanding.has(sequence)
  }

  /** Counts a probe as lost, unless it was answered or lost before. */
  lose(sequence: number): void {
    const sentAt = this.#outstanding.get(sequence)
    if (sentAt === undefined) return
    this.#outstanding.delete(sequence)
    this.lost += 1
    this.#lostInARow += 1
    this.samples?.add(sequence, sentAt - this.#startedAt, null)
    this.#carrier?.onLost(sequence)
    this.#settle(sequence, null)
  }

  /** Takes back a probe that this kernel refused to send. */
  takeBack(sequence: number): void {
    if (!this.#outstanding.delete(sequence)) return
    this.notSent += 1
    this.#goOn()
  }

  /** Ends the measurement with an error. */
  fail(error: unknown): void {
    const carrier = this.#carrier
    this.stop()
    carrier?.onFail(error)
  }

  /** Sends no more probes, and waits for no answer. Idempotent. */
  stop(): void {
    this.#carrier = null
    this.#poll.stop()
    clearTimeout(this.#sendTimer)
    clearImmediate(this.#turn)
    clearTimeout(this.#lossTimer)
    this.#lossTimer = undefined
  }

  /** Sends the probes that are due, and arranges for the next one. */
  #sendDue(): void {
    if (this.#plan.interval === null) {
      if (this.#outstanding.size > 0) return
      const now = nanoseconds()
      if (this.#isOver(now)) this.#finish()
      else this.#send(now)
      return
    }
    while (!this.#isOver() && this.#dueAt() <= nanoseconds()) this.#send(this.#dueAt())
    if (!this.#isOver()) this.#waitUntil(this.#dueAt())
    else if (this.#outstanding.size === 0) this.#finish()
  }

  #waitUntil(dueAt: number): void {
    this.#poll.renew()
    const wait = (dueAt - nanoseconds()) / 1e6
    const spins = this.#poll.turning || this.#plan.punctual
    if (spins && wait < TIMER_SLACK) this.#turn = setImmediate(() => this.#sendDue())
    else this.#sendTimer = setTimeout(() => this.#sendDue(), Math.max(0, spins ? wait - TIMER_SLACK : wait))
  }

  #dueAt(): number {
    return this.#startedAt + this.#next * (this.#plan.interval ?? 0) * 1e6
  }

  /** Whether no more probes are to be sent. */
  #isOver(now = 0): boolean {
    const { count, duration, interval } = this.#plan
    if (count !== null) return this.#next >= count
    const elapsed = interval === null ? (now - this.#startedAt) / 1e6 : this.#next * interval
    return elapsed >= (duration ?? 0) - ROUNDING
  }

  #send(dueAt: number): void {
    this.#poll.renew()
    const { interval } = this.#plan
    if (interval !== null && nanoseconds() - dueAt > interval * 1e6) this.missed += 1
    const sequence = this.#next
    this.#outstanding.set(sequence, dueAt)
    this.#next += 1
    this.#carrier?.send(sequence)
    if (this.#lossTimer === undefined) this.#watch()
  }

  /**
   * Sets a timer for the oldest outstanding probe: all have the same timeout. It stays set when that probe is answered:
   * a timer for each probe would lengthen each round trip.
   */
  #watch(): void {
    const [oldest] = this.#outstanding
    if (oldest === undefined || !this.running) return
    this.#lossTimer = setTimeout(() => this.#loseOverdue(), Math.max(0, this.#left(oldest[1])))
  }

  #loseOverdue(): void {
    this.#lossTimer = undefined
    const [oldest] = this.#outstanding
    // Timers count whole milliseconds, and may be early by a part of one.
    if (oldest !== undefined && this.#left(oldest[1]) < 1) this.lose(oldest[0])
    if (this.#lossTimer === undefined) this.#watch()
  }

  /** Time (ms) until a probe that was sent then is lost. */
  #left(sentAt: number): number {
    return this.#plan.timeout - (nanoseconds() - sentAt) / 1e6
  }

  /** A probe was answered or lost. */
  #settle(sequence: number, rtt: number | null): void {
    try {
      this.#plan.onProbe?.({ number: sequence + 1, count: this.#plan.count, rtt })
    } catch (error) {
      this.fail(error)
    }
    this.#goOn()
  }

  #goOn(): void {
    if (!this.running) return
    if (this.#plan.interval === null) this.#sendDue()
    else if (this.#outstanding.size === 0 && this.#isOver()) this.#finish()
  }

  #finish(): void {
    const carrier = this.#carrier
    this.stop()
    carrier?.onDone()
  }
}
