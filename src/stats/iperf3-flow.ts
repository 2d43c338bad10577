import { mbps } from '../units.ts'
import type { FlowFigures } from './datagrams.ts'

/** What an iperf3 server counted of an upload. */
export interface ReportedFlow {
  /** Datagrams lost, and the highest sequence number. */
  readonly errors: number
  readonly packets: number
  /** Seconds; negative if unknown. */
  readonly jitter: number
}

/**
 * The figures of an upload as an iperf3 server reports it. It counts as lost only what is missing before the last datagram
 * that arrived; what the client sent after that is lost too. Rates are over the time from the first datagram that was sent
 * to the last.
 */
export function reportedFlow(
  { errors, packets, jitter }: ReportedFlow,
  sent: { readonly datagrams: number; readonly elapsed: number },
  payload: number,
): FlowFigures {
  const received = Math.round(Math.max(0, Math.min(packets - errors, sent.datagrams)))
  const lost = sent.datagrams - received
  const seconds = sent.elapsed / 1e9
  const rate = mbps(Math.max(0, received - 1) * payload, seconds)
  const offered = mbps(Math.max(0, sent.datagrams - 1) * payload, seconds)
  const known = jitter >= 0 && received > 1
  return {
    sent: sent.datagrams,
    received,
    lost,
    loss: sent.datagrams > 0 ? lost / sent.datagrams : null,
    duplicates: null,
    reordered: null,
    droppedByHost: null,
    bytes: received * payload,
    seconds,
    mbps: rate,
    offered,
    jitter: known ? jitter * 1000 : null,
    jitterMean: null,
    intervals: [],
    unknown: {
      ...NOT_REPORTED,
      ...(known ? {} : { jitter: 'At least two datagrams must arrive.' }),
      ...(rate === null ? { mbps: 'At least two datagrams must be sent at different times.' } : {}),
      ...(offered === null ? { offered: 'At least two datagrams must be sent at different times.' } : {}),
    },
  }
}

const NONE = 'An iperf3 server does not report it.'
const NOT_REPORTED = { duplicates: NONE, reordered: NONE, droppedByHost: NONE, jitterMean: NONE }
