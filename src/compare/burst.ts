import type { Client } from '../client/client.ts'
import type { Comparison, Measure } from '../results/types.ts'

/** A metric of a measure. */
export interface Metric extends Pick<Comparison, 'metric' | 'unit' | 'better'> {
  /** Its place among the figures of a burst. */
  readonly index: number
}

/** What a burst came to. */
export interface Burst {
  /** One a metric, in the order of {@link metricsOf}, with six significant digits; `null` where there is none. */
  readonly figures: readonly (number | null)[]
  /** Whether this end can't vouch for it: its event loop stood still meanwhile. */
  readonly stalled: boolean
  /** How long it took, in seconds: of a transfer, from its first byte to its last. */
  readonly seconds: number
}

/** Two bursts, one right after the other. */
export type BurstPair = readonly [Burst, Burst]

/** What a block measured of one course: base and head, and base and base. */
export interface MeasuredBlock {
  readonly pairs: readonly BurstPair[]
  readonly same: readonly BurstPair[]
}

/** An event loop of ours that stood still for so long (ms) spoils what was measured meanwhile. */
const STALL = 100

/** A burst in which nothing moves for so long (ms) is given up. */
const TRANSFER_TIME = 5000
const PROBE_TIME = 2000

/** The fewest probes of a burst with which its 99th percentile can be told, and its 90th. */
const PROBES_FOR_P99 = 100
const PROBES_FOR_P90 = 10

/** What is compared of a measure: of latency the median, and of the tail what a burst has probes enough for. */
export function metricsOf(measure: Measure, size: number): readonly Metric[] {
  if (measure !== 'latency') {
    return [{ metric: `${measure}.mbps`, unit: 'Mbps', better: 'higher', index: 0 }]
  }
  const names = [
    'p50',
    ...(size >= PROBES_FOR_P99 ? ['p99'] : size >= PROBES_FOR_P90 ? ['p90'] : []),
  ] as const
  return names.map((name) => ({
    metric: `latency.${name}`,
    unit: 'ms',
    better: 'lower',
    index: ['p50', 'p90', 'p99'].indexOf(name),
  }))
}

/**
 * One burst on a connection.
 * @param size payload in bytes, or how many probes
 */
export async function burst(client: Client, measure: Measure, size: number): Promise<Burst> {
  if (measure === 'latency') {
    const startedAt = performance.now()
    // A loop that turns all the time takes a core from what is compared, a proxy for instance.
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

/** What the document holds is what is computed with, so that anybody gets the same from it. */
function rounded(figure: number | null): number | null {
  return figure === null || figure <= 0 ? null : Number(figure.toPrecision(6))
}
