import { performance } from '../host/clock.ts'
import type { Client } from '../client/client.ts'
import type { Comparison, Measure } from '../results/types.ts'

/** What a comparison needs of a client. */
export type ArmClient = Pick<Client, 'latency' | 'download' | 'upload' | 'close'>

/** A metric of a measure. */
export interface Metric extends Pick<Comparison, 'metric' | 'unit' | 'better'> {
  /** Its index in the figures of a burst. */
  readonly index: number
}

/** The result of a burst. */
export interface Burst {
  /** Figures with six significant digits, indexed by {@link Metric.index}; `null` if unknown. */
  readonly figures: readonly (number | null)[]
  /** Whether the client's event loop stalled during the burst, which makes the figures invalid. */
  readonly stalled: boolean
  /** Duration in seconds; of a transfer, from its first byte to its last. */
  readonly seconds: number
}

/** Two bursts, one directly after the other. */
export type BurstPair = readonly [Burst, Burst]

/** One course's pairs in a block: base and head, and base and base. */
export interface MeasuredBlock {
  readonly pairs: readonly BurstPair[]
  readonly same: readonly BurstPair[]
}

/** A stall of the client's event loop (ms) from which on a burst is invalid. */
const STALL = 100

/** Timeout of a transfer that makes no progress, ms. */
const TRANSFER_TIME = 5000
/** Timeout of a probe, ms. */
const PROBE_TIME = 2000

/** Minimum number of probes for the 99th percentile. */
const PROBES_FOR_P99 = 100
/** Minimum number of probes for the 90th percentile. */
const PROBES_FOR_P90 = 10

/**
 * The metrics of a measure: for latency the median, and the highest of p90 and p99 that a burst has enough probes for.
 * @param subject of a latency: `latency` or `call`
 */
export function metricsOf(measure: Measure, size: number, subject = 'latency'): readonly Metric[] {
  if (measure !== 'latency') {
    return [{ metric: `${measure}.mbps`, unit: 'Mbps', better: 'higher', index: 0 }]
  }
  const names = [
    'p50',
    ...(size >= PROBES_FOR_P99 ? ['p99'] : size >= PROBES_FOR_P90 ? ['p90'] : []),
  ] as const
  return names.map((name) => ({
    metric: `${subject}.${name}`,
    unit: 'ms',
    better: 'lower',
    index: ['p50', 'p90', 'p99'].indexOf(name),
  }))
}

/**
 * Measures one burst on a connection.
 * @param size payload in bytes, or number of probes
 */
export async function burst(client: ArmClient, measure: Measure, size: number): Promise<Burst> {
  if (measure === 'latency') {
    const startedAt = performance.now()
    // Busy polling would take a CPU from what is compared, for instance a proxy.
    const measured = await client.latency({ count: size, timeout: PROBE_TIME, busyPoll: false })
    return {
      figures: [measured.p50, measured.p90, measured.p99].map(rounded),
      stalled: measured.ends.client.loopDelay >= STALL,
      seconds: (performance.now() - startedAt) / 1000,
    }
  }
  const measured = await client[measure]({ size, timeout: TRANSFER_TIME, tcpFacts: false })
  return {
    figures: [rounded(measured.mbps)],
    stalled: measured.ends.client.loopDelay >= STALL,
    seconds: measured.seconds,
  }
}

/** The rounded figures are computed with, so that the document gives the same result again. */
function rounded(figure: number | null): number | null {
  return figure === null || figure <= 0 ? null : Number(figure.toPrecision(6))
}
