import type { FlowRequest, FlowSent, FlowTally } from '../../protocol/flow.ts'
import { departed, plannedSeconds } from '../../protocol/flow.ts'
import type { NativeAnswer } from '../../protocol/native.ts'
import type {
  CpuTime,
  DatagramMeasurement,
  Direction,
  EndFacts,
  Ends,
  Validity,
} from '../../results/types.ts'
import { judgeDatagrams } from '../../stats/datagram-validity.ts'
import { flowFigures } from '../../stats/datagrams.ts'
import { nanoseconds } from '../../host/clock.ts'
import { cpuSince, hasCpusFor } from '../../host/cpu.ts'
import { nativeFormat } from '../../protocol/datagram.ts'
import { DatagramReceiver, LONGEST_WAIT } from '../../transfer/datagram-receiver.ts'
import { DatagramSender, flowLimit } from '../../transfer/datagram-sender.ts'
import { LoopWatch } from '../../host/loop-watch.ts'
import type { NativeSession } from '../session.ts'
import { unexpectedAnswer } from '../wire/unexpected-answer.ts'
import type { DatagramPlan } from './plan.ts'
import { CUT_UPLOAD, cutUpload } from './cut-flow.ts'
import type { CutWay } from './cut-flow.ts'
import { FlowIntervals } from './flow-intervals.ts'
import { COMPLETE, cutOff } from '../partial.ts'
import { askedTimeout } from '../progress-timeout.ts'
import { withUdpLink } from '../wire/udp-link.ts'
import type { UdpLink } from '../wire/udp-link.ts'
import { counted } from '../../text/count.ts'

const DIRECTIONS = ['download', 'upload'] as const

/** The direction of a flow; `both` runs both over one flow. */
export type FlowDirection = FlowRequest['direction']

/** One direction of a flow, when it is over. */
interface Way {
  readonly sent: FlowSent
  readonly tally: FlowTally
}

/** The result of a flow. */
interface FlowResult {
  readonly ways: Partial<Record<Direction, Way>>
  readonly serverCpu: CpuTime | null
  readonly serverEnd: EndFacts | null
}

/**
 * Measures datagrams in one direction, or in both at once, each counted by its receiver on the receiver's clock.
 * @param ready resolves when it may begin
 * @returns download before upload
 * @throws {WyndrvrError} its `measurements` are what was measured of each direction until then
 */
export async function measureFlow(
  session: NativeSession,
  direction: FlowDirection,
  plan: DatagramPlan,
  ready: () => Promise<void>,
): Promise<readonly DatagramMeasurement[]> {
  const { rate, payload, bytes, seconds, interval } = plan
  const request: FlowRequest = {
    request: 'udp',
    direction,
    payload,
    rate,
    bytes,
    seconds,
    interval,
    // What the server has reported of an upload is known even if it is cut off.
    ...(direction === 'download' ? {} : { progress: true }),
  }
  const planned = plannedSeconds(plan)
  const cpuAtStart = process.cpuUsage()
  let startedAt = nanoseconds()
  const watch = new LoopWatch()
  const run = new FlowRun(session.channel.name, request, plan)
  const measured = (
    of: Direction,
    tally: FlowTally,
    { sent, until }: { readonly sent: FlowSent | null; readonly until: number },
    server: Pick<FlowResult, 'serverCpu' | 'serverEnd'>,
  ): DatagramMeasurement & { readonly ends: Ends } => ({
    kind: 'datagram',
    client: 1,
    direction: of,
    bidirectional: direction === 'both',
    asked: { bytes, seconds, rate, payload, ...askedTimeout(plan.timeout) },
    ...flowFigures({ ...tally, sent }, { payload, width: interval, until }),
    cpu: { client: cpuSince(cpuAtStart), server: server.serverCpu },
    ends: { client: watch.stop(), server: server.serverEnd },
    validity: COMPLETE,
  })
  const cutWays = (
    ways: Partial<Record<Direction, CutWay | undefined>>,
    validity: Validity,
  ): readonly DatagramMeasurement[] =>
    DIRECTIONS.flatMap((of) => {
      const way = ways[of]
      if (way === undefined) return []
      const until = (run.intervals[of]?.told ?? 0) * interval
      const measurement = measured(
        of,
        way.tally,
        { sent: way.sent, until },
        { serverCpu: null, serverEnd: null },
      )
      run.intervals[of]?.finish(measurement.intervals)
      if (of === 'download') return [{ ...measurement, validity }]
      const nothing = { loss: CUT_UPLOAD, jitter: CUT_UPLOAD, jitterMean: CUT_UPLOAD }
      const unknown = { ...measurement.unknown, ...nothing }
      return [{ ...measurement, loss: null, unknown, validity }]
    })
  try {
    const { ways, ...server } = await withUdpLink(session, request, async (link) => {
      await ready()
      startedAt = nanoseconds()
      return run.measure(link)
    })
    return DIRECTIONS.flatMap((of) => {
      const way = ways[of]
      if (way === undefined) return []
      const measurement = measured(of, way.tally, { sent: way.sent, until: planned }, server)
      run.intervals[of]?.finish(measurement.intervals)
      const validity = judgeDatagrams({
        ...measurement.ends,
        flow: measurement,
        buffer: way.tally.buffer,
        missed: way.sent.missed,
        // Waits are in the jitter, and let datagrams go out and arrive in bursts.
        waitsIn: hasCpusFor(1) ? 'times' : undefined,
        clocks: { client: (nanoseconds() - startedAt) / 1e9, server: measurement.seconds },
      })
      return [{ ...measurement, validity }]
    })
  } catch (error) {
    const { download, upload } = run.soFar()
    const soFar = [
      ...(download ? [`${counted(download.tally.received, 'datagram')} had arrived here`] : []),
      ...(upload ? [`${counted(upload.sent?.datagrams ?? 0, 'datagram')} had been sent from here`] : []),
    ]
    const any = download !== undefined || upload !== undefined
    throw cutOff(
      error,
      soFar.join(' and '),
      any ? (validity) => cutWays({ download, upload }, validity) : null,
    )
  } finally {
    watch.stop()
    run.close()
  }
}

/** One run of a flow, from its start to the server's last word. */
class FlowRun {
  readonly intervals: Partial<Record<Direction, FlowIntervals>>
  readonly #server: string
  readonly #request: FlowRequest
  readonly #timeout: number
  #receiver: DatagramReceiver | null = null
  #sender: DatagramSender | null = null
  /** What the server has said so far. */
  #sent: FlowSent | null = null

  constructor(server: string, request: FlowRequest, plan: DatagramPlan) {
    this.#server = server
    this.#request = request
    this.#timeout = plan.timeout
    const { direction } = request
    this.intervals = {
      ...(direction !== 'upload' && intervalsOf('download', plan)),
      ...(direction !== 'download' && intervalsOf('upload', plan)),
    }
  }

  async measure(link: UdpLink): Promise<FlowResult> {
    const arrived = this.#receive(link)
    const startedAt = nanoseconds()
    await link.start()
    const sent = this.#send(link)
    // A server may be slow, but a limited time is enough for an amount.
    const latest = startedAt + (flowLimit(this.#request) * 1e3 + LONGEST_WAIT) * 1e6
    const last = await this.#lastLine(link, () => {
      const moved = Math.max(startedAt + plannedSeconds(this.#request) * 1e9, this.#receiver?.lastAt ?? 0)
      return Math.min(latest, moved) / 1e6 + this.#timeout + link.drain - nanoseconds() / 1e6
    })
    // The last datagrams may still be on their way.
    link.ended()
    const [tally, uploaded] = await Promise.all([arrived, sent])
    return {
      ways: {
        ...(tally !== null && this.#sent !== null ? { download: { sent: this.#sent, tally } } : {}),
        ...(uploaded !== null && last.flow !== undefined
          ? { upload: { sent: uploaded, tally: last.flow } }
          : {}),
      },
      serverCpu: last.cpu ?? null,
      serverEnd: last.end ?? null,
    }
  }

  /** What is known so far of the directions in which anything moved. */
  soFar(): Partial<Record<Direction, CutWay>> {
    const tally = this.#receiver?.tallySoFar()
    const sent = this.#sender?.sent()
    const counts = this.intervals.upload?.counts ?? []
    return {
      ...(tally && tally.received > 0 ? { download: { tally, sent: null } } : {}),
      ...(sent && sent.datagrams > 0 ? { upload: cutUpload(sent, counts, this.#request.interval) } : {}),
    }
  }

  close(): void {
    this.#receiver?.close()
    this.#sender?.close()
  }

  /** Resolves with what arrived, after the last datagram; with `null` without a download. */
  async #receive({ socket, peer, token }: UdpLink): Promise<FlowTally | null> {
    if (this.#request.direction === 'upload') return null
    const intervals = this.intervals.download
    const onInterval = intervals
      ? (index: number, bytes: number): boolean => intervals.take(index, bytes)
      : null
    const receiver = await new Promise<DatagramReceiver>((resolve) => {
      const created = new DatagramReceiver(socket, this.#request, peer, nativeFormat(token), onInterval, () =>
        resolve(created),
      )
      this.#receiver = created
    })
    return receiver.tally()
  }

  /** Resolves with what was sent, when the kernel has it and the server was told; with `null` without an upload. */
  async #send(link: UdpLink): Promise<FlowSent | null> {
    if (this.#request.direction === 'download') return null
    const sent = await new Promise<FlowSent>((resolve) => {
      this.#sender = new DatagramSender(link.socket, this.#request, nativeFormat(link.token), resolve)
    })
    link.say({ sent, drain: link.drain })
    return sent
  }

  async #lastLine(link: UdpLink, left: () => number): Promise<NativeAnswer> {
    for (;;) {
      const answer = await link.answers.next(left)
      if (answer.sent !== undefined && this.#sent === null && this.#receiver !== null) {
        this.#sent = answer.sent
        this.#receiver.expect(departed(answer.sent), link.drain)
      } else if (answer.interval !== undefined) this.#takeInterval(answer.interval)
      else if (this.#isLast(answer)) return answer
      else throw unexpectedAnswer(this.#server, JSON.stringify(answer), 'the end of a flow')
    }
  }

  /** The last line follows what the server sent, and has what it counted, if anything. */
  #isLast(answer: NativeAnswer): boolean {
    const { direction } = this.#request
    return (
      (direction === 'download' || answer.flow !== undefined) &&
      (direction === 'upload' || this.#sent !== null) &&
      answer.heard === true
    )
  }

  #takeInterval({ index, bytes }: { readonly index: number; readonly bytes: number }): void {
    if (this.intervals.upload?.take(index, bytes) === true) return
    const said = JSON.stringify({ interval: { index, bytes } })
    throw unexpectedAnswer(this.#server, said, 'the next interval')
  }
}

function intervalsOf(direction: Direction, plan: DatagramPlan): FlowRun['intervals'] {
  const { onInterval } = plan
  // The receiver of a download is at this end.
  if (onInterval === null && direction === 'download') return {}
  return { [direction]: new FlowIntervals(plan, (interval) => onInterval?.(interval, direction)) }
}
