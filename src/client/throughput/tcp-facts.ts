import type { TcpCounts } from '../../protocol/native.ts'
import type { Direction, TcpFacts, TcpLeg, ThroughputMeasurement } from '../../results/types.ts'
import { senderLimited } from '../../stats/validity.ts'
import { throughputLength } from './plan.ts'
import type { ThroughputPlan } from './plan.ts'
import type { Stream } from './stream.ts'

/** Adds to a measurement what the senders' kernels know of its streams. */
export type AddTcpFacts = (measurement: ThroughputMeasurement) => Promise<ThroughputMeasurement>

/**
 * Asks the kernels that are about to send: they count over a connection's whole life, and the difference belongs to one
 * transfer. Neither this nor the function that it returns may run during a measurement.
 */
export async function watchTcp(streams: readonly Stream[], direction: Direction): Promise<AddTcpFacts> {
  const direct = streams.every((stream) => stream.direct)
  const before = await countsOf(streams, direction)
  return async (measurement) => {
    // If the first look failed, so will the second, and a tool that hangs takes its time.
    const told = before.some((counts) => counts !== null)
    const after = told ? await countsOf(streams, direction) : []
    const withFacts = measurement.streams.map((stream, index) => {
      const facts = factsBetween(before[index] ?? null, after[index] ?? null)
      if (streams[index]?.direct !== false) return { ...stream, tcp: facts }
      return { ...stream, ...(facts && { leg: legOf(direction, streams[index], facts) }) }
    })
    const { tcp: _, ...unknown } = measurement.unknown
    const { ok, reasons } = measurement.validity
    return {
      ...measurement,
      validity: { ok, reasons: [...reasons, ...senderNotes(measurement, withFacts)] },
      streams: withFacts,
      unknown: withFacts.every(({ tcp }) => tcp !== null)
        ? unknown
        : { ...unknown, tcp: direct ? NO_TCP_FACTS : NOT_DIRECT },
    }
  }
}

/** A look at the kernels takes some 10 ms: too long beside a transfer that takes less than this (s). */
export const WORTH_A_LOOK = 0.2

/** Decides which transfers of a session are long enough for TCP facts, by the rates of those before. */
export class TcpFactsPolicy {
  /** Rate (bit/s) of the last transfer in each direction. */
  readonly #rates: Partial<Record<Direction, number>> = {}

  /** Looks at the kernels if the plan says so or the transfer is long enough. */
  async watch(streams: readonly Stream[], direction: Direction, plan: ThroughputPlan): Promise<AddTcpFacts> {
    if (plan.tcpFacts === false) return async (measurement) => measurement
    const asked = plan.tcpFacts === true
    const add =
      asked || this.#expected(direction, plan) >= WORTH_A_LOOK ? await watchTcp(streams, direction) : null
    return async (measurement) => {
      const { bytes, seconds, unknown } = measurement
      // A transfer that arrives in one piece takes no time, and its rate is unlimited.
      if (bytes > 0) this.#rates[direction] = (bytes * 8) / seconds
      return add !== null && (asked || seconds >= WORTH_A_LOOK)
        ? add(measurement)
        : { ...measurement, unknown: { ...unknown, tcp: TOO_SHORT } }
    }
  }

  /** Seconds that the transfer will take; unlimited if nothing tells. */
  #expected(direction: Direction, plan: ThroughputPlan): number {
    const { seconds } = throughputLength(plan)
    if (seconds > 0) return seconds
    const rate = this.#rates[direction]
    return rate === undefined ? Infinity : ((plan.bytes ?? 0) * 8) / rate
  }
}

export const TOO_SHORT = 'TCP facts are read only for transfers of at least 200 ms, unless tcpFacts is true.'

/** Why the streams of a complete measurement have no TCP facts. */
const NO_TCP_FACTS = 'TCP facts need Linux and its tool ss at the sending end.'

/** Why streams through a proxy have none: the sender's kernel knows only its own connection to the proxy. */
export const NOT_DIRECT =
  "The client and the server see different addresses: a proxy (or NAT) is between them, and the sender's TCP facts end there. They are figures of one leg, not of the path."

function legOf(direction: Direction, { leadsTo }: Stream, tcp: TcpFacts): TcpLeg {
  return { from: direction === 'upload' ? 'client' : 'server', to: leadsTo[direction], tcp }
}

/** A kernel's clock of whole milliseconds is too coarse for shares of a shorter transfer (s). */
const TOLD_IN_SHARES = 0.1

/** Whether the busiest sender always had data to send, if its rate was unlimited. */
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
  // The transfer is complete. If its connection breaks now, the next transfer reports it.
  return Promise.all(streams.map(async (stream) => stream.tcpCounts(direction).catch(() => null)))
}

/** What happened between two looks at a connection; `null` if one of them failed. */
export function factsBetween(before: TcpCounts | null, after: TcpCounts | null): TcpFacts | null {
  if (before === null || after === null) return null
  const { congestion, rtt, rttVariation, minRtt, cwnd, mss, deliveryRate } = after
  // Times are whole milliseconds, and so are their differences.
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
