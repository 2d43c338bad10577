import { WyndrvrError } from '../../errors.ts'
import { nanoseconds } from '../../host/clock.ts'
import { cpuSince, hasCpusFor } from '../../host/cpu.ts'
import { LoopWatch } from '../../host/loop-watch.ts'
import type { FlowSent, FlowTally } from '../../protocol/flow.ts'
import { plannedDatagrams, plannedSeconds } from '../../protocol/flow.ts'
import type { Iperf3Results, Iperf3StreamResults } from '../../protocol/iperf3.ts'
import type { CpuTime, DatagramMeasurement, Direction, Ends } from '../../results/types.ts'
import { judgeDatagrams } from '../../stats/datagram-validity.ts'
import { flowFigures } from '../../stats/datagrams.ts'
import type { FlowFigures } from '../../stats/datagrams.ts'
import { iperf3Disagreements } from '../../stats/iperf3-validity.ts'
import { reportedFlow } from '../../stats/iperf3-flow.ts'
import { counted } from '../../text/count.ts'
import { COMPLETE, cutOff } from '../partial.ts'
import { askedTimeout } from '../progress-timeout.ts'
import type { Iperf3Session } from '../session.ts'
import {
  inOrderOfStreams,
  iperf3CpuTime,
  iperf3OwnResults,
  iperf3Seconds,
  iperf3StreamIds,
  reportsOf,
} from '../wire/iperf3-results.ts'
import { runIperf3Test } from '../wire/iperf3-test.ts'
import { openIperf3Flow } from '../wire/iperf3-udp.ts'
import { shifted } from '../wire/local-end.ts'
import { Iperf3FlowWay } from './iperf3-flow-way.ts'
import type { DatagramPlan } from './plan.ts'

/**
 * Measures datagrams in the iperf3 dialect, in one direction or in both at once. This end counts a download, and the server
 * an upload.
 * @returns in the order of the directions
 * @throws {WyndrvrError} its `measurement` is what a download had measured until then
 */
export async function measureIperf3Flow(
  session: Iperf3Session,
  directions: readonly Direction[],
  plan: DatagramPlan,
): Promise<readonly DatagramMeasurement[]> {
  const test = new FlowTest(session, directions, plan)
  return test.measure()
}

class FlowTest {
  readonly #session: Iperf3Session
  readonly #plan: DatagramPlan
  readonly #ways: readonly Iperf3FlowWay[]
  readonly #idOf: (direction: Direction) => number
  readonly #cpuAtStart = process.cpuUsage()
  readonly #watch = new LoopWatch()
  #startedAt = 0
  #endedAt = 0

  constructor(session: Iperf3Session, directions: readonly Direction[], plan: DatagramPlan) {
    this.#session = session
    this.#plan = plan
    this.#ways = directions.map(
      (direction) => new Iperf3FlowWay(session.name, direction, plan, session.roundTrip()),
    )
    const ids = iperf3StreamIds(this.#ways, 1)
    this.#idOf = (direction) => ids(direction, 0)
  }

  async measure(): Promise<readonly DatagramMeasurement[]> {
    const { udpPort, port, local } = this.#session.target
    try {
      const results = await this.#session.test(async (start) =>
        runIperf3Test(start, {
          parameters: this.#parameters(),
          open: async () => {
            for (const [number, way] of inOrderOfStreams(this.#ways).entries()) {
              const target = { port: udpPort ?? port, local: shifted(local, number) }
              way.take(await openIperf3Flow(start.control, target))
            }
          },
          run: async () => this.#run(),
          results: async () => {
            const all = await Promise.all(
              this.#ways.map(async (way) => way.settle(this.#idOf(way.direction))),
            )
            return iperf3OwnResults(all, this.#seconds)
          },
        }),
      )
      return await Promise.all(this.#ways.map(async (way) => this.#complete(way, results)))
    } catch (error) {
      throw this.#cutOff(error)
    } finally {
      this.#watch.stop()
      for (const way of this.#ways) way.close()
    }
  }

  #parameters(): Readonly<Record<string, unknown>> {
    const { bytes, seconds, rate, payload } = this.#plan
    const [only, other] = this.#ways
    return {
      udp: true,
      omit: 0,
      time: Math.ceil(seconds ?? 0),
      num: bytes === null ? 0 : plannedDatagrams(this.#plan) * payload,
      blockcount: 0,
      parallel: 1,
      len: payload,
      bandwidth: Math.round(rate),
      udp_counters_64bit: 1,
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
    this.#endedAt = nanoseconds()
  }

  async #complete(way: Iperf3FlowWay, results: Iperf3Results): Promise<DatagramMeasurement> {
    const { payload } = this.#plan
    const id = this.#idOf(way.direction)
    const [report] = reportsOf(results, this.#session.name, 1, () => id)
    if (report === undefined) throw new Error('A stream has no report.')
    const tally = await way.tally()
    const server = iperf3Seconds(report)
    const sent = way.sent ?? sentByServer(report, server ?? this.#seconds)
    const figures = tally === null ? reportedFlow(report, sent, payload) : this.#figuresOf(tally, sent)
    const cpu = iperf3CpuTime(results, server ?? this.#seconds)
    const measurement = this.#measured(way.direction, figures, cpu)
    way.finish(measurement.intervals)
    const wrong = [
      ...(way.repeated && tally === null ? [REPEATED] : []),
      ...iperf3Disagreements({
        direction: way.direction,
        here: tally === null ? sent.datagrams * payload : measurement.bytes,
        there: report.bytes,
        slack: payload,
        sized: false,
        seconds: { client: this.#seconds, server },
        roundTrip: this.#session.roundTrip() / 1000,
      }),
    ]
    const { ok, reasons } = judgeDatagrams({
      ...measurement.ends,
      flow: measurement,
      buffer: tally?.buffer ?? 0,
      missed: sent.missed,
      waitsIn: hasCpusFor(1) ? 'times' : undefined,
    })
    return { ...measurement, validity: { ok: ok && wrong.length === 0, reasons: [...wrong, ...reasons] } }
  }

  #figuresOf(tally: FlowTally, sent: FlowSent | null, until = plannedSeconds(this.#plan)): FlowFigures {
    const { payload, interval } = this.#plan
    return flowFigures({ ...tally, sent }, { payload, width: interval, until })
  }

  #measured(
    direction: Direction,
    figures: FlowFigures,
    server: CpuTime | null,
  ): DatagramMeasurement & { readonly ends: Ends } {
    const { bytes, seconds, rate, payload, timeout } = this.#plan
    return {
      kind: 'datagram',
      client: 1,
      direction,
      bidirectional: this.#ways.length > 1,
      asked: { bytes, seconds, rate, payload, ...askedTimeout(timeout) },
      ...figures,
      cpu: { client: cpuSince(this.#cpuAtStart), server },
      ends: { client: this.#watch.stop(), server: null },
      validity: COMPLETE,
    }
  }

  #cutOff(error: unknown): unknown {
    if (!(error instanceof WyndrvrError) || error.code === 'ERR_WYNDRVR_VALUE') return error
    const way = this.#ways.find(({ direction }) => direction === 'download')
    const tally = way?.soFar ?? null
    const soFar = `${counted(tally?.received ?? 0, 'datagram')} had arrived here`
    if (way === undefined || tally === null || tally.received === 0) return cutOff(error, soFar, null)
    return cutOff(error, soFar, (validity) => {
      const measurement = this.#measured('download', this.#figuresOf(tally, null, way.toldSeconds), null)
      way.finish(measurement.intervals)
      return { ...measurement, validity }
    })
  }

  /** Seconds since the start of the test, until its end. */
  get #seconds(): number {
    return ((this.#endedAt === 0 ? nanoseconds() : this.#endedAt) - this.#startedAt) / 1e9
  }
}

const REPEATED =
  'The first datagram was sent again after 3 s of silence. If both arrived, an iperf3 server takes the second one for payload, and its loss and jitter are wrong. Measure again.'

/** What the server says that it sent. */
function sentByServer({ packets }: Iperf3StreamResults, seconds: number): FlowSent {
  return {
    datagrams: Math.max(0, Math.round(packets)),
    elapsed: Math.round(seconds * 1e9),
    missed: 0,
    failed: 0,
  }
}
