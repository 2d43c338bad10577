import { performance } from '../host/clock.ts'
import type { Client } from '../client/client.ts'
import type { Comparison, Measure } from '../results/types.ts'
import { LEAST_PROBES } from './measures.ts'

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

/** One course's pairs in a block: base and head, and one arm and itself. */
export interface MeasuredBlock {
  readonly pairs: readonly BurstPair[]
  readonly same: readonly BurstPair[]
}

/** A stall of the client's event loop (ms) from which on a burst is invalid. */
const STALL = 100

/** Default timeout of a transfer that makes no progress, ms. */
const TRANSFER_TIME = 5000
/** Default timeout of a probe, ms. */
const PROBE_TIME = 2000

const PERCENTILES = ['p50', 'p90', 'p95', 'p99'] as const

/**
 * The metrics of a measure: for latency the median, and p95 and p99 if a burst has enough probes for them, or else p90.
 * @param subject of a latency: `latency` or `call`
 */
export function metricsOf(measure: Measure, size: number, subject = 'latency'): readonly Metric[] {
  if (measure !== 'latency') {
    return [{ metric: `${measure}.mbps`, unit: 'Mbps', better: 'higher', index: 0 }]
  }
  const tail = (['p95', 'p99'] as const).filter((name) => size >= LEAST_PROBES[name])
  const names = [
    'p50',
    ...(tail.length > 0 ? tail : size >= LEAST_PROBES.p90 ? (['p90'] as const) : []),
  ] as const
  return names.map((name) => ({
    metric: `${subject}.${name}`,
    unit: 'ms',
    better: 'lower',
    index: PERCENTILES.indexOf(name),
  }))
}

/**
 * Measures one burst on a connection.
 * @param size payload in bytes, or number of probes
 * @param timeout of a probe, and of a transfer that makes no progress, ms
 */
export async function burst(
  client: ArmClient,
  measure: Measure,
  size: number,
  timeout?: number,
): Promise<Burst> {
  if (measure === 'latency') {
    const startedAt = performance.now()
    // Busy polling would take a CPU from what is compared, for instance a proxy.
    const measured = await client.latency({ count: size, timeout: timeout ?? PROBE_TIME, busyPoll: false })
    return {
      figures: PERCENTILES.map((name) => rounded(measured[name])),
      stalled: measured.ends.client.loopDelay >= STALL,
      seconds: (performance.now() - startedAt) / 1000,
    }
  }
  const measured = await client[measure]({ size, timeout: timeout ?? TRANSFER_TIME, tcpFacts: false })
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
