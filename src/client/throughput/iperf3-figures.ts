import type { Iperf3Results, Iperf3StreamResults } from '../../protocol/iperf3.ts'
import type { TcpCounts } from '../../protocol/native.ts'
import type { TcpFacts, ThroughputMeasurement } from '../../results/types.ts'
import { jainIndex } from '../../stats/streams.ts'
import { mbps } from '../../units.ts'
import { factsBetween } from './tcp-facts.ts'

/** A measurement with the figures that the server counted. */
export function asCountedBy(
  counted: ThroughputMeasurement,
  reports: readonly Iperf3StreamResults[],
  seconds: number,
): ThroughputMeasurement {
  const bytes = reports.reduce((sum, report) => sum + Math.round(report.bytes), 0)
  const streams = reports.map((report) => ({
    bytes: Math.round(report.bytes),
    seconds,
    mbps: mbps(report.bytes, seconds),
    tcp: null,
  }))
  const fairness = jainIndex(streams.flatMap((stream) => stream.mbps ?? []))
  return { ...counted, bytes, seconds, mbps: mbps(bytes, seconds), streams, fairness }
}

/** What the server's kernel knows of the streams on which it sent. */
export function reportedFacts(
  { congestion_used: congestion, sender_has_retransmits: has }: Iperf3Results,
  reports: readonly Iperf3StreamResults[],
): readonly (TcpFacts | null)[] {
  return reports.map(({ retransmits }) =>
    has !== 1 || retransmits < 0
      ? null
      : {
          congestion: congestion ?? null,
          retransmits,
          rtt: null,
          rttVariation: null,
          minRtt: null,
          cwnd: null,
          mss: null,
          deliveryRate: null,
          busy: null,
          rwndLimited: null,
          sndbufLimited: null,
        },
  )
}

/** What this end's kernel knows of the streams on which it sent. The connections are new: their counts are those of the test. */
export function sentFacts(counts: readonly (TcpCounts | null)[]): readonly (TcpFacts | null)[] {
  return counts.map((each) => factsBetween(each && NOTHING_YET, each))
}

/** The counts of a connection that has sent nothing. */
const NOTHING_YET: TcpCounts = {
  congestion: null,
  retransmits: 0,
  rtt: null,
  rttVariation: null,
  minRtt: null,
  cwnd: null,
  mss: null,
  deliveryRate: null,
  busy: 0,
  rwndLimited: 0,
  sndbufLimited: 0,
}
