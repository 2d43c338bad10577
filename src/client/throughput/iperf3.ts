import { WyndrvrError } from '../../errors.ts'
import { nanoseconds } from '../../host/clock.ts'
import { cpuSince, hasCpusFor } from '../../host/cpu.ts'
import { LoopWatch } from '../../host/loop-watch.ts'
import type { Iperf3Results } from '../../protocol/iperf3.ts'
import type { TcpCounts } from '../../protocol/native.ts'
import type {
  Direction,
  Ends,
  EndsCpu,
  TcpFacts,
  ThroughputMeasurement,
  Validity,
} from '../../results/types.ts'
import { iperf3Disagreements } from '../../stats/iperf3-validity.ts'
import { combine } from '../../stats/streams.ts'
import { judgeValidity } from '../../stats/validity.ts'
import { counted } from '../../text/count.ts'
import { COMPLETE, cutOff } from '../partial.ts'
import { askedTimeout } from '../progress-timeout.ts'
import type { Iperf3Session } from '../session.ts'
import { runIperf3Test } from '../wire/iperf3-test.ts'
import {
  inOrderOfStreams,
  iperf3CpuTime,
  iperf3OwnResults,
  iperf3Seconds,
  iperf3StreamIds,
  reportsOf,
} from '../wire/iperf3-results.ts'
import { asCountedBy, reportedFacts, sentFacts } from './iperf3-figures.ts'
import { checkIperf3Plan, iperf3Blocks } from './iperf3-plan.ts'
import { Iperf3Way } from './iperf3-way.ts'
import type { Iperf3Blocks } from './iperf3-way.ts'
import type { ThroughputPlan } from './plan.ts'
import { NOT_DIRECT, senderNotes, TOO_SHORT, WORTH_A_LOOK } from './tcp-facts.ts'

/** Why a measurement has no TCP facts. */
const NO_TCP = {
  download: 'The iperf3 server did not report the retransmits of its streams.',
  upload: 'TCP facts need Linux and its tool ss at the sending end.',
  short:
    'TCP facts of an upload of an amount to an iperf3 server are read only if it takes at least 1 s, because the look at them prolongs it.',
  notAsked: 'TCP facts were not requested.',
  partial: 'TCP facts are read for complete transfers only.',
} as const

/**
 * Throughput in the iperf3 dialect: one test, with streams in one direction or in both. This end counts a download; the
 * server counts an upload, and its figures are those of the measurement.
 * @returns in the order of the directions
 * @throws {WyndrvrError} its `measurement` is what was measured until then
 */
export async function measureIperf3Throughput(
  session: Iperf3Session,
  directions: readonly Direction[],
  plan: ThroughputPlan,
): Promise<readonly ThroughputMeasurement[]> {
  const test = new ThroughputTest(session, directions, plan)
  return test.measure()
}

/** An upload of an amount waits for a look at the kernel, some 10 ms: too long if it takes less than this (s). */
const WORTH_WAITING = 1

/** What the server said about a test, and what this end saw of it. */
interface Outcome {
  readonly results: Iperf3Results
  /** Seconds from the start to the end, by this end's clock. */
  readonly seconds: number
}

class ThroughputTest {
  readonly #session: Iperf3Session
  readonly #plan: ThroughputPlan
  readonly #blocks: Iperf3Blocks
  readonly #ways: readonly Iperf3Way[]
  readonly #cpuAtStart = process.cpuUsage()
  readonly #watch = new LoopWatch()
  #direct = true
  #startedAt = 0
  #endedAt = 0
  /** What this kernel knows of the streams of an upload. */
  #tcp: readonly (TcpCounts | null)[] | null = null

  constructor(session: Iperf3Session, directions: readonly Direction[], plan: ThroughputPlan) {
    checkIperf3Plan(plan, directions)
    this.#session = session
    this.#plan = plan
    this.#blocks = iperf3Blocks(plan)
    this.#ways = directions.map((direction) => new Iperf3Way(session, direction, plan, this.#blocks))
  }

  async measure(): Promise<readonly ThroughputMeasurement[]> {
    try {
      const results = await this.#session.test(async (start) => {
        this.#direct = start.control.isDirect(undefined)
        return runIperf3Test(start, {
          parameters: this.#parameters(),
          open: async () => {
            for (const way of inOrderOfStreams(this.#ways)) await way.open(start)
          },
          run: async () => this.#run(),
          results: async () => this.#ownResults(),
        })
      })
      const outcome = { results, seconds: this.#seconds }
      return this.#ways.map((way) => this.#complete(way, outcome))
    } catch (error) {
      throw this.#cutOff(error)
    } finally {
      this.#watch.stop()
      for (const way of this.#ways) way.stop()
    }
  }

  #parameters(): Readonly<Record<string, unknown>> {
    const { bytes, seconds, warmup, rate, streams } = this.#plan
    const [only, other] = this.#ways
    return {
      tcp: true,
      // A download is counted here, from the end of the warm-up.
      omit: this.#uploads ? warmup : 0,
      time: Math.ceil(seconds === null ? 0 : seconds + (this.#uploads ? 0 : warmup)),
      num: bytes ?? 0,
      blockcount: 0,
      parallel: streams,
      len: this.#blocks.unit,
      ...(rate === null ? {} : { bandwidth: Math.round(rate / streams) }),
      ...(other !== undefined
        ? { bidirectional: true }
        : only?.direction === 'download'
          ? { reverse: true }
          : {}),
    }
  }

  async #run(): Promise<void> {
    this.#startedAt = nanoseconds()
    for (const way of this.#ways) way.begin()
    await Promise.all(this.#ways.map(async ({ over }) => over))
    // The server closes the streams of a test that is over.
    if (this.#wantsTcp && this.#uploads) this.#tcp = (await this.#upload?.tcpCounts()) ?? null
    for (const way of this.#ways) way.stop()
    this.#endedAt = nanoseconds()
  }

  #ownResults(): unknown {
    const ids = iperf3StreamIds(this.#ways, this.#plan.streams)
    const streams = this.#ways.flatMap((way) => way.results((index) => ids(way.direction, index)))
    return iperf3OwnResults(streams, this.#seconds)
  }

  #complete(way: Iperf3Way, { results, seconds }: Outcome): ThroughputMeasurement {
    const ids = iperf3StreamIds(this.#ways, this.#plan.streams)
    const reports = reportsOf(results, this.#session.name, this.#plan.streams, (index) =>
      ids(way.direction, index),
    )
    const told = reports.reduce((most, report) => Math.max(most, iperf3Seconds(report) ?? 0), 0)
    const server = told > 0 ? told : null
    // The server leaves out its warm-up in both directions.
    const warmup = this.#uploads ? this.#plan.warmup : 0
    const here = this.#counted(way, true)
    // An upload of an amount may have ended long before the download beside it.
    const ended = this.#ways.length > 1 ? way.sentIn : null
    const took = ended === null ? (server ?? seconds - warmup) : ended - warmup
    const measured = way.direction === 'upload' ? asCountedBy(here, reports, took) : here
    const tcp = way.direction === 'upload' ? sentFacts(this.#tcp ?? []) : reportedFacts(results, reports)
    const withFacts: ThroughputMeasurement = {
      ...measured,
      ...this.#tcpOf(measured, tcp),
      cpu: { ...here.cpu, server: iperf3CpuTime(results, server ?? seconds) },
    }
    way.finish(withFacts.intervals ?? [])
    const disagreements = iperf3Disagreements({
      direction: way.direction,
      // Each end leaves out its own warm-up of a download, so that its amounts cannot be compared.
      here: way.direction === 'download' && warmup > 0 ? 0 : way.moved,
      there: reports.reduce((sum, { bytes }) => sum + bytes, 0),
      slack: this.#blocks.unit * this.#plan.streams,
      sized: this.#plan.bytes !== null,
      seconds: { client: seconds - warmup, server },
      roundTrip: this.#session.roundTrip() / 1000,
    })
    const { ok, reasons } = judgeValidity({
      ...here.ends,
      seconds: withFacts.seconds,
      unpaced: this.#plan.rate === null,
      ...(hasCpusFor(1) && { waitsIn: 'rate' }),
    })
    const notes = way.direction === 'upload' ? senderNotes(withFacts, withFacts.streams) : []
    return {
      ...withFacts,
      validity: { ok: ok && disagreements.length === 0, reasons: [...disagreements, ...reasons, ...notes] },
    }
  }

  /** What this end has counted. */
  #counted(
    way: Iperf3Way,
    isComplete: boolean,
    validity: Validity = COMPLETE,
  ): ThroughputMeasurement & { readonly cpu: EndsCpu; readonly ends: Ends } {
    const { bytes, seconds, streams, warmup, rate, interval, timeout, samples } = this.#plan
    const figures = combine(way.tallies(isComplete), interval, seconds, samples)
    return {
      kind: 'throughput',
      client: 1,
      direction: way.direction,
      bidirectional: this.#ways.length > 1,
      asked: { bytes, seconds, streams, warmup, rate, ...askedTimeout(timeout) },
      ...figures,
      streams: figures.streams.map((stream) => ({ ...stream, tcp: null })),
      unknown: { ...figures.unknown, tcp: NO_TCP.partial },
      cpu: { client: cpuSince(this.#cpuAtStart), server: null },
      ends: { client: this.#watch.stop(), server: null },
      validity,
    }
  }

  #cutOff(error: unknown): unknown {
    if (!(error instanceof WyndrvrError) || error.code === 'ERR_WYNDRVR_VALUE') return error
    for (const way of this.#ways) way.stop()
    const way = this.#ways.find(({ taken }) => taken > 0)
    const bytes = way?.taken ?? 0
    const soFar = `${counted(bytes, 'byte')} had ${way?.direction === 'upload' ? 'been sent' : 'arrived'}`
    if (way === undefined) return cutOff(error, soFar, null)
    return cutOff(error, soFar, (validity) => {
      const measurement = this.#counted(way, false, validity)
      way.finish(measurement.intervals ?? [])
      return measurement
    })
  }

  /** The TCP facts of each stream, and why there are none. */
  #tcpOf(
    measured: ThroughputMeasurement,
    facts: readonly (TcpFacts | null)[],
  ): Pick<ThroughputMeasurement, 'streams' | 'unknown'> {
    const { tcp: _, ...unknown } = measured.unknown
    const { direction } = measured
    const why =
      this.#plan.tcpFacts === false
        ? NO_TCP.notAsked
        : direction === 'upload' && !this.#direct
          ? NOT_DIRECT
          : direction === 'upload' && !this.#wantsTcp
            ? this.#plan.bytes === null
              ? TOO_SHORT
              : NO_TCP.short
            : NO_TCP[direction]
    const known = this.#plan.tcpFacts !== false && facts.length > 0 && facts.every((each) => each !== null)
    return {
      streams: measured.streams.map((stream, index) => ({
        ...stream,
        tcp: known ? (facts[index] ?? null) : null,
      })),
      unknown: known ? unknown : { ...unknown, tcp: why },
    }
  }

  get #wantsTcp(): boolean {
    const { tcpFacts, bytes } = this.#plan
    if (tcpFacts === false || !this.#direct) return false
    if (bytes !== null) return this.#seconds >= WORTH_WAITING
    return tcpFacts === true || this.#seconds >= WORTH_A_LOOK
  }

  get #upload(): Iperf3Way | undefined {
    return this.#ways.find(({ direction }) => direction === 'upload')
  }

  get #uploads(): boolean {
    return this.#upload !== undefined
  }

  /** Seconds since the start of the test, until its end. */
  get #seconds(): number {
    return ((this.#endedAt === 0 ? nanoseconds() : this.#endedAt) - this.#startedAt) / 1e9
  }
}
