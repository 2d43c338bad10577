import type { TcpCounts } from '../../protocol/native.ts'
import type { Direction, TcpFacts, ThroughputMeasurement } from '../../results/types.ts'
import { senderLimited } from '../../stats/validity.ts'
import type { Stream } from './stream.ts'

/** Gives a measurement what the senders' kernels know of its streams. */
export type AddTcpFacts = (measurement: ThroughputMeasurement) => Promise<ThroughputMeasurement>

/**
 * Asks the kernels that are about to send, so that what they count for a connection's whole life can be told of one
 * transfer alone. Neither this nor what it returns may run while anything is measured.
 */
export async function watchTcp(streams: readonly Stream[], direction: Direction): Promise<AddTcpFacts> {
  const before = await countsOf(streams, direction)
  return async (measurement) => {
    // What could not be told before will not be told now, and a tool that hangs takes its time.
    const told = before.some((counts) => counts !== null)
    const after = told ? await countsOf(streams, direction) : []
    const withFacts = measurement.streams.map((stream, index) => ({
      ...stream,
      tcp: factsBetween(before[index] ?? null, after[index] ?? null),
    }))
    const { tcp: _, ...unknown } = measurement.unknown
    const { ok, reasons } = measurement.validity
    return {
      ...measurement,
      validity: { ok, reasons: [...reasons, ...senderNotes(measurement, withFacts)] },
      streams: withFacts,
      unknown: withFacts.every(({ tcp }) => tcp !== null) ? unknown : { ...unknown, tcp: NO_TCP_FACTS },
    }
  }
}

/** Why a complete measurement's streams have no facts of a kernel. */
const NO_TCP_FACTS = 'TCP facts need Linux and its tool ss at the sending end.'

/** A shorter transfer (s) is less than a kernel's clock, of whole milliseconds, can tell shares of. */
const TOLD_IN_SHARES = 0.1

/** Whether the busiest sender had something to send all the time, where it was asked for all that it can do. */
export function senderNotes(
  { asked, seconds }: ThroughputMeasurement,
  streams: readonly { readonly tcp: TcpFacts | null }[],
): readonly string[] {
  const busy = streams.flatMap(({ tcp }) => tcp?.busy ?? [])
  if (asked.rate !== null || busy.length === 0 || seconds < TOLD_IN_SHARES) return []
  return senderLimited(Math.max(...busy) / (seconds + asked.warmup))
}

async function countsOf(
  streams: readonly Stream[],
  direction: Direction,
): Promise<readonly (TcpCounts | null)[]> {
  // A connection that breaks now is no fault of a transfer that is complete, and the next one tells of it.
  return Promise.all(streams.map(async (stream) => stream.tcpCounts(direction).catch(() => null)))
}

/** What happened between two looks at the same connection; `null` where one of them was not to be had. */
export function factsBetween(before: TcpCounts | null, after: TcpCounts | null): TcpFacts | null {
  if (before === null || after === null) return null
  const { congestion, rtt, rttVariation, minRtt, cwnd, mss, deliveryRate } = after
  // Times have whole milliseconds, and their differences should too.
  const added = (key: 'retransmits' | 'busy' | 'rwndLimited' | 'sndbufLimited'): number | null =>
    after[key] === null ? null : Math.max(0, Math.round((after[key] - (before[key] ?? 0)) * 1000) / 1000)
  const busy = added('busy')
  const share = (key: 'rwndLimited' | 'sndbufLimited'): number | null => {
    const part = added(key)
    return part === null || busy === null || busy === 0 ? null : Math.min(1, part / busy)
  }
  return {
    congestion,
    retransmits: added('retransmits'),
    rtt,
    rttVariation,
    minRtt,
    cwnd,
    mss,
    deliveryRate: deliveryRate === null ? null : deliveryRate / 1e6,
    busy,
    rwndLimited: share('rwndLimited'),
    sndbufLimited: share('sndbufLimited'),
  }
}
