import { asError } from '../../errors.ts'
import type { LatencyMeasurement } from '../../results/types.ts'
import { counted, partOf } from '../../text/count.ts'
import type { HttpSession } from '../session.ts'
import { headerOf, whenGood } from '../wire/http-answer.ts'
import type { HttpLink } from '../wire/http-link.ts'
import { unexpectedAnswer } from '../wire/unexpected-answer.ts'
import type { LatencyPlan } from './plan.ts'
import { oneProbeLink } from './probe-links.ts'
import type { ProbeLinks } from './probe-links.ts'
import { ProbeSchedule } from './probe-schedule.ts'
import { measureScheduled } from './scheduled.ts'
import { failIfSilent } from './silence.ts'

/**
 * Latency over HTTP: requests on one connection that stays open, each answered by the payload of a probe. Over HTTP/1.1, it has one request
 * at a time, so a probe that is due earlier waits for its turn, and its time counts from when it was due.
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureHttpLatency(
  session: HttpSession,
  plan: LatencyPlan,
): Promise<LatencyMeasurement> {
  const run = new HttpProbeRun(session, plan)
  const measurement = await measureScheduled(run, plan, async () => run.measure())
  const { ok, reasons } = measurement.validity
  return { ...measurement, validity: { ok, reasons: [...reasons, ...run.notes] } }
}

/** Share of the probes that may wait for a connection, of several. */
const WAITED = 0.01

/** A connection with probes. */
interface Lane {
  link: HttpLink
  /** Probes that are on it, or wait until it is open again. */
  inFlight: number
  isReopening: boolean
}

/** Sends a schedule's probes as requests. With several connections, they take turns: a probe goes to the next one that is free. */
export class HttpProbeRun {
  readonly schedule: ProbeSchedule
  readonly transport = 'http'
  /** The server tells nothing of itself. */
  readonly serverEnd = null
  readonly #session: HttpSession
  readonly #plan: LatencyPlan
  readonly #links: ProbeLinks
  #lanes: readonly Lane[] = []
  /** The lane that is asked first. */
  #turn = 0
  /** Probes that wait for a connection. */
  readonly #waiting: number[] = []
  /** How many have waited. */
  #waited = 0
  /** How often a connection was closed and opened again. */
  #reopened = 0
  /** Whether the token is being proved again, without which no request is answered. */
  #isRenewing = false
  #fail: (error: unknown) => void = () => undefined

  constructor(session: HttpSession, plan: LatencyPlan, links = oneProbeLink(session)) {
    this.#session = session
    this.#plan = plan
    this.#links = links
    this.schedule = new ProbeSchedule(plan)
  }

  /** Which ends busy-polled. */
  get busyPoll(): { readonly client: boolean; readonly server: false } {
    return { client: this.schedule.busyPolled, server: false }
  }

  /** What is to be said of the connections. */
  get notes(): readonly string[] {
    if (this.#reopened === 0) return []
    const what = this.#lanes.length > 1 ? 'Connections were' : 'The connection was'
    return [
      `${what} closed ${counted(this.#reopened, 'time')} after an answer, and opened again for the next request: a proxy may limit how many requests it has, or how long it waits for one.`,
    ]
  }

  /** What makes the figures untrustworthy: those of one connection are defined with its waits. */
  get doubts(): readonly string[] {
    const { length } = this.#lanes
    if (length < 2 || this.#waited <= this.schedule.sent * WAITED) return []
    return [
      `${partOf(this.#waited, this.schedule.sent, 'probe')} not sent when due: all ${length} connections of probes, which have one request at a time over HTTP/1.1, waited for an answer. Choose a longer interval.`,
    ]
  }

  /** Ends a running measurement. */
  fail(error: unknown): void {
    this.schedule.fail(error)
  }

  async measure(): Promise<void> {
    const { schedule } = this
    try {
      const links = await this.#links.open()
      this.#lanes = links.map((link) => ({ link, inFlight: 0, isReopening: false }))
      await new Promise<void>((resolve, reject) => {
        this.#fail = (error) => {
          schedule.stop()
          reject(asError(error))
        }
        schedule.start({
          send: (sequence) => {
            this.#waiting.push(sequence)
            this.#next()
            if (this.#waiting.length > 0) this.#waited += 1
          },
          onLost: () => failIfSilent(schedule, this.#session.name, this.#plan.timeout),
          onDone: resolve,
          onFail: (error) => reject(asError(error)),
        })
      })
    } finally {
      schedule.stop()
      // Its answer is still to come, so the connection cannot be used again.
      for (const { link, inFlight } of this.#lanes)
        if (inFlight > 0) link.destroy(unexpectedAnswer(this.#session.name, 'nothing', 'an answer'))
    }
  }

  #next(): void {
    while (this.schedule.running && !this.#isRenewing) {
      const [sequence] = this.#waiting
      if (sequence === undefined) return
      const isAwaited = this.schedule.awaits(sequence)
      const lane = isAwaited ? this.#freeLane() : null
      if (isAwaited && lane === null) return
      this.#waiting.shift()
      // It was lost while it waited.
      if (lane === null) continue
      lane.inFlight += 1
      if (lane.link.isOpen) this.#send(sequence, lane)
      else void this.#reopen(lane, () => this.#send(sequence, lane))
    }
  }

  #freeLane(): Lane | null {
    const { length } = this.#lanes
    for (let step = 0; step < length; step += 1) {
      const index = (this.#turn + step) % length
      const lane = this.#lanes[index]
      if (lane === undefined || lane.isReopening || lane.inFlight >= lane.link.mostRequests) continue
      this.#turn = index + 1
      return lane
    }
    return null
  }

  #send(sequence: number, lane: Lane): void {
    const { link } = lane
    const take = (arrivedAt: number, held: number): void => {
      lane.inFlight -= 1
      this.schedule.take(sequence, arrivedAt, held)
      this.#next()
    }
    const onAnswer = (held: number, arrivedAt: number): void => {
      // Node has prepared the request until then, which is no part of the path.
      if (link.sentAt !== null) this.schedule.wentOut(sequence, link.sentAt)
      if (lane.isReopening || (link.isOpen && !link.isOld)) return take(arrivedAt, held)
      // Before the answer counts, so that opening it again is no part of the next probe's time.
      void this.#reopen(lane, () => take(arrivedAt, held))
    }
    const onFail = (error: unknown): void => {
      if (!link.isUnserved(error)) return this.#fail(link.reason(error))
      lane.inFlight -= 1
      this.#waiting.unshift(sequence)
      this.#next()
    }
    sendHttpProbe(link, this.#plan.payload, onAnswer, onFail)
  }

  async #reopen(lane: Lane, next: () => void): Promise<void> {
    const { link } = lane
    if (!link.isOpen) this.#reopened += 1
    lane.isReopening = true
    const renews = link.isOld && !this.#isRenewing
    if (renews) this.#isRenewing = true
    try {
      lane.link = await this.#links.renewed(link)
      lane.isReopening = false
      if (renews) this.#isRenewing = false
      next()
      this.#next()
    } catch (error) {
      this.#fail(link.reason(error))
    }
  }
}

/**
 * Sends one probe.
 * @param onAnswer called with the time (ns) that the server held it, and when (ns) its answer had arrived
 */
export function sendHttpProbe(
  link: HttpLink,
  payload: number,
  onAnswer: (held: number, arrivedAt: number) => void,
  onFail: (error: unknown) => void,
): void {
  let asked: ReturnType<HttpLink['request']>
  try {
    asked = link.request({ method: 'GET', path: 'echo', query: `bytes=${payload}` })
  } catch (error) {
    return onFail(error)
  }
  whenGood(asked, link.name, onFail, (answer) => {
    let length = 0
    let { arrivedAt } = link
    answer.body.on('data', (chunk: Buffer) => {
      length += chunk.length
      arrivedAt = link.arrivedAt
    })
    answer.body.once('end', () => {
      if (length === payload) onAnswer(heldFor(headerOf(answer, 'server-timing')), arrivedAt)
      else onFail(unexpectedAnswer(link.name, `${length} bytes`, `${payload} bytes`))
    })
  })
  asked.body.end()
}

/** The time (ns) that the server held a probe, by `Server-Timing`, to which a proxy may have added; 0 if it is missing. */
function heldFor(header = ''): number {
  const [, ms = '0'] = /(?:^|, *)echo;dur=(\d{1,9}(?:\.\d{1,9})?)(?:,|$)/.exec(header) ?? []
  return Number(ms) * 1e6
}
