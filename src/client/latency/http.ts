import { asError } from '../../errors.ts'
import type { LatencyMeasurement } from '../../results/types.ts'
import { counted } from '../../text/count.ts'
import type { HttpSession } from '../session.ts'
import { headerOf, whenGood } from '../wire/http-answer.ts'
import type { HttpLink } from '../wire/http-link.ts'
import { unexpectedAnswer } from '../wire/unexpected-answer.ts'
import type { LatencyPlan } from './plan.ts'
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

/** Sends a schedule's probes as requests. */
export class HttpProbeRun {
  readonly schedule: ProbeSchedule
  readonly transport = 'http'
  /** The server tells nothing of itself. */
  readonly serverEnd = null
  readonly #session: HttpSession
  readonly #plan: LatencyPlan
  /** Probes that wait for the connection. */
  readonly #waiting: number[] = []
  #link: HttpLink | null = null
  /** How often the connection was closed and opened again. */
  #reopened = 0
  /** Probes that are on the connection, or wait until it is open again. */
  #inFlight = 0
  #isReopening = false
  #fail: (error: unknown) => void = () => undefined

  constructor(session: HttpSession, plan: LatencyPlan) {
    this.#session = session
    this.#plan = plan
    this.schedule = new ProbeSchedule(plan)
  }

  /** Which ends busy-polled. */
  get busyPoll(): { readonly client: boolean; readonly server: false } {
    return { client: this.schedule.busyPolled, server: false }
  }

  /** What is to be said of the connection. */
  get notes(): readonly string[] {
    if (this.#reopened === 0) return []
    return [
      `The connection was closed ${counted(this.#reopened, 'time')} after an answer, and opened again for the next request: a proxy may limit how many requests it has, or how long it waits for one.`,
    ]
  }

  /** Ends a running measurement. */
  fail(error: unknown): void {
    this.schedule.fail(error)
  }

  async measure(): Promise<void> {
    const { schedule } = this
    try {
      this.#link = await this.#opened()
      await new Promise<void>((resolve, reject) => {
        this.#fail = (error) => {
          schedule.stop()
          reject(this.#link?.reason(error) ?? asError(error))
        }
        schedule.start({
          send: (sequence) => {
            this.#waiting.push(sequence)
            this.#next()
          },
          onLost: () => failIfSilent(schedule, this.#session.name, this.#plan.timeout),
          onDone: resolve,
          onFail: (error) => reject(asError(error)),
        })
      })
    } finally {
      schedule.stop()
      // Its answer is still to come, so the connection cannot be used again.
      if (this.#inFlight > 0)
        this.#link?.destroy(unexpectedAnswer(this.#session.name, 'nothing', 'an answer'))
    }
  }

  async #opened(): Promise<HttpLink> {
    const [link] = await this.#session.links(1)
    if (link === undefined) throw new Error('A session has no connection.')
    return link
  }

  #next(): void {
    while (this.schedule.running && !this.#isReopening && this.#inFlight < (this.#link?.mostRequests ?? 1)) {
      const sequence = this.#waiting.shift()
      if (sequence === undefined) return
      this.#inFlight += 1
      if (this.#link?.isOpen === true) this.#send(sequence, this.#link)
      else void this.#reopen((link) => this.#send(sequence, link))
    }
  }

  #send(sequence: number, link: HttpLink): void {
    const take = (arrivedAt: number, held: number): void => {
      this.#inFlight -= 1
      this.schedule.take(sequence, arrivedAt, held)
      this.#next()
    }
    const onAnswer = (held: number, arrivedAt: number): void => {
      // Node has prepared the request until then, which is no part of the path.
      if (link.sentAt !== null) this.schedule.wentOut(sequence, link.sentAt)
      if (this.#isReopening || (link.isOpen && !link.isOld)) return take(arrivedAt, held)
      // Before the answer counts, so that opening it again is no part of the next probe's time.
      void this.#reopen(() => take(arrivedAt, held))
    }
    const onFail = (error: unknown): void => {
      if (!link.isUnserved(error)) return this.#fail(error)
      this.#inFlight -= 1
      this.#waiting.unshift(sequence)
      this.#next()
    }
    sendHttpProbe(link, this.#plan.payload, onAnswer, onFail)
  }

  async #reopen(next: (link: HttpLink) => void): Promise<void> {
    if (this.#link?.isOpen === false) this.#reopened += 1
    this.#isReopening = true
    try {
      this.#link = await this.#opened()
      this.#isReopening = false
      next(this.#link)
      this.#next()
    } catch (error) {
      this.#fail(error)
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
