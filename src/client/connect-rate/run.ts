import type { Socket } from 'node:net'

import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { WyndrvrError } from '../../errors.ts'
import { failuresInWords, noFailures } from '../../results/connect-failures.ts'
import type { ConnectMeasurement, Validity } from '../../results/types.ts'
import { unitOf } from '../../results/requests.ts'
import { connectFigures, connectValidity } from '../../stats/connect.ts'
import { LongestGap } from '../../stats/longest-gap.ts'
import { nanoseconds, performance } from '../../host/clock.ts'
import { cpuSince, hasCpusFor } from '../../host/cpu.ts'
import { LoopWatch } from '../../host/loop-watch.ts'
import { requireEcho } from '../connection.ts'
import type { Connection } from '../connection.ts'
import { checkManyPorts } from '../wire/local-end.ts'
import { openCycle } from './cycle.ts'
import type { CycleResult, CycleTarget, Exchange, Opened } from './cycle.ts'
import { LOST_IN_A_ROW } from '../latency/plan.ts'
import { cycleTarget } from './cycle-target.ts'
import { askedOf, MOST_CONNECTIONS } from './plan.ts'
import type { ConnectRatePlan } from './plan.ts'
import { beginningOf } from './beginning-of.ts'
import { timeLookups } from './name-lookups.ts'
import type { NameLookups } from './name-lookups.ts'
import { ConnectReport } from './report.ts'
import { seedTalk } from './talk.ts'
import { cutOff } from '../partial.ts'
import { counted, partOf } from '../../text/count.ts'

/** Pause (ms) after a failed connection, so as not to flood a server in trouble. */
const AFTER_FAILURE = 10

/**
 * Opens connections, has each served one exchange and closes it, several at once, until the time is over or the planned
 * number was tried. With `reuse` they stay open, and each is served one exchange after another. Those that are open then are waited for.
 * The session is closed meanwhile: a sequential server would serve no other connection.
 * @throws {WyndrvrError} `ERR_WYNDRVR_CONNECT` if none could be opened, or the reason it was aborted; what was measured
 * until then is in its `measurement`
 */
export async function measureConnectRate(
  connection: Connection,
  plan: ConnectRatePlan,
): Promise<ConnectMeasurement> {
  requireEcho(connection, 'The connect rate')
  connection.requireDirect('The connect rate')
  checkManyPorts(connection.local, 'The connect rate')
  const found = cycleTarget(connection, plan)
  const target = found instanceof Promise ? await found : found
  return connection.without(async (signal) => {
    const { lookedUp } = connection
    const isLookedUp = lookedUp !== null && !plan.reuse
    const lookups = isLookedUp ? await timeLookups(lookedUp, plan.timeout, signal) : null
    await connection.ready()
    const run = new ConnectRun(target, plan, lookups)
    try {
      await run.ended(signal)
    } catch (error) {
      throw cutOff(error, run.soFar, run.attempted > 0 ? (validity) => run.measured(validity) : null)
    }
    const measurement = run.measured()
    if (measurement.connected === 0) {
      const sentence = `None of ${counted(measurement.attempted, 'connection')} to ${connection.name} could be opened: ${failuresInWords(measurement.errors)}.`
      throw new WyndrvrError('ERR_WYNDRVR_CONNECT', sentence, { measurements: [measurement] })
    }
    if (!run.isGone) return measurement
    const lost = `${connection.name} served none of the last ${counted(run.failedInARow, unitOf(run.asked))}. ${run.answered ?? 'Check that the server still runs.'}`
    throw cutOff(new WyndrvrError('ERR_WYNDRVR_LOST', lost), run.soFar, (validity) => run.measured(validity))
  })
}

class ConnectRun {
  readonly #target: CycleTarget
  readonly #plan: ConnectRatePlan
  readonly #lookups: NameLookups | null
  readonly #connectTimes: number[] = []
  readonly #handshakeTimes: number[] = []
  readonly #resumedTimes: number[] = []
  readonly #firstByteTimes: number[] = []
  /** Of connections, or of requests if connections are reused. */
  readonly #wholeTimes: number[] = []
  readonly #errors = noFailures()
  readonly #open = new Set<Socket>()
  readonly #pauses = new Set<NodeJS.Timeout>()
  readonly #cpuAtStart = process.cpuUsage()
  readonly #loopAtStart = performance.eventLoopUtilization()
  readonly #watch = new LoopWatch()
  readonly #still: LongestGap
  readonly #startedAt = nanoseconds()
  /** Connections that were requested, or requests if connections are reused. */
  #begun = 0
  /** What the first unexpected answer said. */
  #said: string | null = null
  #inTime = 0
  #stopped = false
  /** Since the last connection that was served: how many failed, and when it was (s since the begin). */
  #failed = 0
  #servedAt = 0
  #gaveUp = false
  #done: (() => void) | null = null
  #report: ConnectReport | null = null

  constructor(target: CycleTarget, plan: ConnectRatePlan, lookups: NameLookups | null) {
    this.#target = target
    this.#plan = plan
    this.#lookups = lookups
    this.#still = new LongestGap((plan.seconds ?? Number.POSITIVE_INFINITY) * 1000)
  }

  get asked(): ConnectMeasurement['asked'] {
    return askedOf(this.#plan, this.#target.messages === true)
  }

  get completed(): number {
    return this.#wholeTimes.length
  }

  /** How far it got, in words. */
  get soFar(): string {
    return `${partOf(this.completed, this.#plan.count ?? this.attempted, unitOf(this.asked))} served`
  }

  /** A sentence about the first unexpected answer; `null` if there was none. */
  get answered(): string | null {
    return this.#said === null ? null : `The first unexpected answer began with ${this.#said}.`
  }

  /** Whether the server was there and is not any more. */
  get isGone(): boolean {
    return this.#gaveUp || (this.completed > 0 && this.#failed >= this.#plan.concurrency)
  }

  /** Connections or requests that failed since the last one that was served. */
  get failedInARow(): number {
    return this.#failed
  }

  /** Connections or requests whose result is known. */
  get attempted(): number {
    return this.#begun - this.#open.size
  }

  /** Runs to the end. When aborted, open connections are cut and do not count. */
  async ended(signal: AbortSignal): Promise<void> {
    const { concurrency, onInterval, reportInterval } = this.#plan
    let onAbort: (() => void) | undefined
    try {
      await new Promise<void>((resolve, reject) => {
        onAbort = () => reject(signal.reason)
        if (signal.aborted) return onAbort()
        signal.addEventListener('abort', onAbort, { once: true })
        this.#done = resolve
        if (onInterval !== null)
          this.#report = new ConnectReport(onInterval, reportInterval, () => this.#elapsed(), resolve)
        for (let place = 0; place < concurrency; place += 1) this.#next()
      })
    } finally {
      this.#stopped = true
      if (onAbort !== undefined) signal.removeEventListener('abort', onAbort)
      for (const pause of this.#pauses) clearTimeout(pause)
      for (const socket of this.#open) socket.destroy()
      this.#watch.stop()
      this.#report?.end()
    }
  }

  measured(cut: Validity | null = null): ConnectMeasurement {
    const { seconds: planned, reuse, resume } = this.#plan
    const seconds = Math.min(this.#elapsed(), planned ?? Number.POSITIVE_INFINITY)
    const { asked } = this
    const connected = this.#connectTimes.length
    const facts = { attempted: this.attempted, completed: this.completed, errors: { ...this.#errors } }
    const figures = connectFigures({
      reuse,
      attempted: facts.attempted,
      connects: this.#connectTimes,
      wholes: this.#wholeTimes,
      lookups: this.#lookups,
      handshakes: this.#target.tls === undefined ? null : this.#handshakeTimes,
      resumed: resume ? this.#resumedTimes : null,
      firstBytes: this.#target.talk === seedTalk ? null : this.#firstByteTimes,
    })
    const client = this.#watch.stop()
    const conditions = {
      loopBusy: performance.eventLoopUtilization(this.#loopAtStart).utilization,
      client,
      waitsIn: hasCpusFor(1) ? ('times' as const) : undefined,
      still: this.#still.until(this.#elapsed() * 1000, this.#watch.takeDelay()),
      usual: reuse ? figures : figures.whole,
      reuse,
      messages: asked.messages === true,
      answered: this.answered,
    }
    return {
      kind: 'connect',
      client: 1,
      asked,
      ...facts,
      connected,
      failed: facts.attempted - facts.completed,
      seconds,
      rate: seconds > 0 ? this.#inTime / seconds : null,
      ...figures,
      cpu: { client: cpuSince(this.#cpuAtStart), server: null },
      ends: { client, server: null },
      validity: cut ?? connectValidity(facts, conditions),
    }
  }

  #next(): void {
    if (this.#isOver()) {
      if (this.#open.size === 0 && this.#pauses.size === 0) this.#done?.()
      return
    }
    this.#begun += 1
    const onEnd = (result: CycleResult): void => {
      // A connection that had ended before the stop still reports its result.
      if (this.#stopped) return
      this.#open.delete(socket)
      if (result.isUnserved) this.#begun -= 1
      else this.#count(result)
      if (result.failure === null) this.#next()
      else this.#pause()
    }
    const again = (exchange: Exchange, isLast: boolean): boolean => {
      if (this.#stopped) return false
      this.#exchanged(exchange)
      if (!isLast && !this.#isOver()) {
        this.#begun += 1
        return true
      }
      this.#open.delete(socket)
      this.#next()
      return false
    }
    const further = this.#plan.reuse && { again }
    const socket = openCycle(this.#target, this.#plan.timeout, { onEnd, ...further })
    this.#open.add(socket)
  }

  #isOver(): boolean {
    const { count, seconds, concurrency, timeout, reuse } = this.#plan
    const most = count ?? (reuse ? Number.POSITIVE_INFINITY : MOST_CONNECTIONS)
    if (this.#begun >= most) return true
    if (seconds !== null && this.#elapsed() >= seconds) return true
    // A server that is gone for several timeouts does not come back.
    const silence = (this.#elapsed() - this.#servedAt) * 1000
    if (this.#failed >= concurrency && silence >= LOST_IN_A_ROW * timeout) this.#gaveUp = true
    return this.#gaveUp
  }

  /** Yields to the event loop: without a free port, a connection fails at once. */
  #pause(): void {
    const pause = setTimeout(() => {
      this.#pauses.delete(pause)
      this.#next()
    }, AFTER_FAILURE)
    this.#pauses.add(pause)
  }

  #opened({ connect, handshake, isResumed }: Opened): void {
    if (connect !== null) this.#connectTimes.push(connect)
    if (handshake !== null) (isResumed ? this.#resumedTimes : this.#handshakeTimes).push(handshake)
  }

  #count({ firstByte, whole, failure, said, exchanges, ...opened }: CycleResult): void {
    if (exchanges === 0) this.#opened(opened)
    if (firstByte !== null) this.#firstByteTimes.push(firstByte)
    if (said !== '') this.#said ??= beginningOf(said)
    if (failure !== null) {
      this.#errors[failure] += 1
      // What this host lacks says nothing about the server.
      if (failure !== 'noPorts' && failure !== 'noDescriptors') this.#failed += 1
    }
    // A server that refuses connections has not stalled.
    if (failure !== 'timeout') this.#still.happened(this.#elapsed() * 1000, this.#watch.takeDelay())
    if (whole === null) this.#report?.add(false)
    else this.#served(whole)
  }

  #exchanged({ firstByte, whole, opened }: Exchange): void {
    if (opened !== null) this.#opened(opened)
    this.#firstByteTimes.push(firstByte)
    this.#still.happened(this.#elapsed() * 1000, this.#watch.takeDelay())
    this.#served(whole)
  }

  #served(whole: number): void {
    this.#report?.add(true)
    this.#wholeTimes.push(whole)
    this.#failed = 0
    this.#servedAt = this.#elapsed()
    if (this.#elapsed() <= (this.#plan.seconds ?? Number.POSITIVE_INFINITY)) this.#inTime += 1
  }

  /** Seconds since it began. */
  #elapsed(): number {
    return (nanoseconds() - this.#startedAt) / 1e9
  }
}
