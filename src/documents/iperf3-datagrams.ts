import type { DatagramMeasurement } from '../results/types.ts'
import { mbps } from '../units.ts'
import type { Iperf3Way } from './iperf3-direction.ts'
import { iperf3Validity, secondsOf, sizeOf } from './iperf3-transfer.ts'
import { intervalOf } from '../stats/streams.ts'

/** One direction of a UDP test, all streams together; none without what the receiver counted. */
export function iperf3Flow(way: Iperf3Way): readonly DatagramMeasurement[] {
  const { output, direction, bidirectional } = way
  const { test_start: asked } = output.start
  // Before release 3.12, one sum has the sender's bytes beside the receiver's counts.
  const counts = way.received ?? way.flow
  const { packets, lost_packets: lost } = counts ?? {}
  if (counts === undefined || packets === undefined || lost === undefined) return []
  const received = Math.min(packets, Math.max(0, packets - lost))
  const bytes = way.received?.bytes ?? received * asked.blksize
  const seconds = secondsOf(counts)
  const offered = offeredBy(way)
  const rate = mbps(bytes, seconds)
  const validity = iperf3Validity(way, { seconds, samples: packets, threadShare: null })
  const wrong = lost < 0 || lost > packets ? [`iperf3 counted ${lost} lost of ${packets} datagrams.`] : []
  return [
    {
      kind: 'datagram',
      client: 1,
      direction,
      bidirectional,
      asked: {
        ...sizeOf(asked),
        rate: asked.target_bitrate ? asked.target_bitrate * asked.num_streams : null,
        payload: asked.blksize,
      },
      sent: packets,
      received,
      lost: packets - received,
      loss: packets > 0 ? (packets - received) / packets : null,
      duplicates: null,
      reordered: reorderedIn(way),
      droppedByHost: null,
      bytes,
      seconds,
      mbps: rate,
      offered,
      jitter: received > 1 ? (counts.jitter_ms ?? null) : null,
      jitterMean: null,
      intervals: direction === 'download' ? intervalsOf(way) : [],
      unknown: {
        droppedByHost: 'iperf3 does not count datagrams that the receiving host drops.',
        jitterMean: 'iperf3 measures only the jitter of RFC 3550.',
        ...(offered === null && { offered: 'The sender did not report what it sent.' }),
        ...(received <= 1 && { jitter: 'At least two datagrams must arrive.' }),
        ...(rate === null && { mbps: 'No time passed between the first datagram and the last.' }),
      },
      cpu: null,
      ends: null,
      validity: { ok: validity.ok && wrong.length === 0, reasons: [...wrong, ...validity.reasons] },
    },
  ]
}

/** What the sender sent. A client that ended before the server reported has zeros in place of the server's figures. */
function offeredBy({ sent, flow, cutOff }: Iperf3Way): number | null {
  const counted = sent ?? flow
  if (counted === undefined || (cutOff !== null && counted.bytes === 0)) return null
  return mbps(counted.bytes, secondsOf(counted))
}

/** Datagrams out of order in all streams of this direction; `null` if a stream does not say. */
function reorderedIn({ output, direction, bidirectional }: Iperf3Way): number | null {
  const flows = output.end.streams.flatMap(({ udp }) =>
    udp !== undefined && (!bidirectional || udp.sender === (direction === 'upload')) ? [udp] : [],
  )
  if (flows.length === 0 || flows.some(({ out_of_order: count = -1 }) => count < 0)) return null
  return flows.reduce((sum, { out_of_order: count = 0 }) => sum + count, 0)
}

/** The intervals after the omitted beginning, as the client received them. */
function intervalsOf({ output, bidirectional }: Iperf3Way): DatagramMeasurement['intervals'] {
  return output.intervals.flatMap((each) => {
    const sum = bidirectional ? each.sum_bidir_reverse : each.sum
    if (sum === undefined || sum.omitted || sum.packets === undefined) return []
    const received = Math.max(0, sum.packets - (sum.lost_packets ?? 0))
    return [{ ...intervalOf(sum.start, sum.end, sum.bytes), received }]
  })
}
