import type { StreamFigures, TcpFacts, ThroughputMeasurement } from '../results/types.ts'
import { burstPart } from '../stats/first-second.ts'
import { intervalOf, jainIndex, steadyPart } from '../stats/streams.ts'
import { judgeValidity } from '../stats/validity.ts'
import { mbps } from '../units.ts'
import type { Iperf3Way } from './iperf3-direction.ts'
import type { Iperf3Output, Iperf3Sum } from './iperf3-output.ts'

/**
 * One direction of a TCP test: what the receiver counted, over its own time; none without it.
 * @param oneThread whether this release has one thread for all streams, whose share of a CPU is that of the process
 */
export function iperf3Transfer(way: Iperf3Way, oneThread: boolean): readonly ThroughputMeasurement[] {
  const { output, direction, bidirectional, received } = way
  const { test_start: asked } = output.start
  if (received === undefined) return []
  const seconds = secondsOf(received)
  const streams = streamsOf(way)
  const slices = direction === 'download' ? slicesOf(way) : []
  const width = slices[0]?.seconds ?? 1
  const steady = slices.length === 0 ? NO_INTERVALS : steadyPart(slices, width, seconds)
  const first = slices.length === 0 ? NO_INTERVALS : burstPart(slices)
  const unpaced = asked.target_bitrate === 0
  return [
    {
      kind: 'throughput',
      client: 1,
      direction,
      bidirectional,
      asked: {
        ...sizeOf(asked),
        streams: asked.num_streams,
        warmup: asked.omit,
        rate: asked.target_bitrate ? asked.target_bitrate * asked.num_streams : null,
      },
      bytes: received.bytes,
      seconds,
      mbps: mbps(received.bytes, seconds),
      intervals: slices.length === 0 ? null : slices,
      steady: steady.steady,
      burst: first.burst,
      streams,
      fairness: jainIndex(streams.flatMap((stream) => stream.mbps ?? [])),
      unknown: {
        ...steady.unknown,
        ...first.unknown,
        ...(streams.some(({ tcp }) => tcp === null) && { tcp: NO_FACTS }),
      },
      cpu: null,
      ends: null,
      validity: iperf3Validity(way, {
        seconds,
        unpaced,
        threadShare: oneThread ? hostShare(output) : null,
      }),
    },
  ]
}

const NO_SLICES = 'The client of iperf3 does not report intervals of what the server received.'

const NO_INTERVALS = {
  steady: null,
  burst: null,
  unknown: { steady: NO_SLICES, burst: NO_SLICES },
}

const NO_FACTS = 'The sender did not report its retransmits.'

/** The size or the duration that was asked for. */
export function sizeOf({
  bytes,
  blocks,
  blksize,
  duration,
}: Iperf3Output['start']['test_start']): Pick<ThroughputMeasurement['asked'], 'bytes' | 'seconds'> {
  const size = bytes > 0 ? bytes : blocks * blksize
  return size > 0 ? { bytes: size, seconds: null } : { bytes: null, seconds: duration }
}

/** The time of one side, by its own clock. */
export function secondsOf({ start, end }: Pick<Iperf3Sum, 'start' | 'end'>): number {
  return Math.max(0, end - start)
}

/** What makes the figures of iperf3 untrustworthy: it ended early, or too soon. A full CPU is a note. */
export function iperf3Validity(
  { cutOff }: Pick<Iperf3Way, 'cutOff'>,
  {
    threadShare,
    ...given
  }: { seconds: number; unpaced?: boolean; samples?: number; threadShare: number | null },
): ThroughputMeasurement['validity'] {
  // iperf3 has no event loop that could stall.
  const client = { loopDelay: 0, threadShare, otherSessions: null }
  const { ok, reasons } = judgeValidity({ client, server: null, ...given })
  return cutOff === null
    ? { ok, reasons }
    : { ok: false, reasons: [`iperf3 ended early: ${cutOff.slice(0, 500)}.`, ...reasons] }
}

function hostShare({ end }: Iperf3Output): number | null {
  const percent = end.cpu_utilization_percent?.host_total
  return percent === undefined ? null : Math.min(1, percent / 100)
}

/** Streams that carry payload in this direction; `sender` says whether the client sent. */
function streamsOf({ output, direction, bidirectional }: Iperf3Way): readonly StreamFigures[] {
  const ofWay = ({ sender }: { readonly sender?: boolean | undefined }): boolean =>
    !bidirectional || sender === (direction === 'upload')
  const last = output.intervals.at(-1)?.streams.filter(ofWay) ?? []
  const both = output.end.streams.filter(({ sender }) => sender !== undefined && ofWay(sender))
  return both.flatMap(({ sender, receiver }, index) => {
    if (receiver === undefined) return []
    // Some releases write the sender's time as the receiver's seconds, but its end is always its own.
    const seconds = secondsOf(receiver)
    const facts = direction === 'upload' ? last[index] : undefined
    const tcp = tcpFacts(output, sender?.retransmits, facts)
    return [{ bytes: receiver.bytes, seconds, mbps: mbps(receiver.bytes, seconds), tcp }]
  })
}

/** Microseconds in a millisecond. */
const MICROSECONDS = 1000

function tcpFacts(
  { end }: Iperf3Output,
  retransmits: number | undefined,
  facts: { readonly rtt?: number | undefined; readonly rttvar?: number | undefined } | undefined,
): TcpFacts | null {
  const known = retransmits !== undefined && Number.isSafeInteger(retransmits) && retransmits >= 0
  if (!known && facts?.rtt === undefined) return null
  return {
    congestion: end.sender_tcp_congestion ?? null,
    retransmits: known ? retransmits : null,
    rtt: facts?.rtt === undefined ? null : facts.rtt / MICROSECONDS,
    rttVariation: facts?.rttvar === undefined ? null : facts.rttvar / MICROSECONDS,
    // The `min_rtt` of iperf3 is the least of the smoothed times that it read, not the shortest round trip.
    minRtt: null,
    cwnd: null,
    mss: null,
    deliveryRate: null,
    busy: null,
    rwndLimited: null,
    sndbufLimited: null,
  }
}

/** The intervals after the omitted beginning, as the receiver counted them. */
function slicesOf({ output, bidirectional }: Iperf3Way): NonNullable<ThroughputMeasurement['intervals']> {
  return output.intervals.flatMap((each) => {
    const sum = bidirectional ? each.sum_bidir_reverse : each.sum
    return sum === undefined || sum.omitted ? [] : [intervalOf(sum.start, sum.end, sum.bytes)]
  })
}
