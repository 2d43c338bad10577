import type { Measure } from '../results/types.ts'

/** Everything that can be compared, in the order in which it is measured. */
export const MEASURES: readonly Measure[] = ['download', 'latency', 'upload']

/** A percentile of latency that can be asked for. */
export type ComparedPercentile = 'p50' | 'p95' | 'p99'

/** What to compare and judge: a measure by its main metric, or a percentile of latency. */
export type MeasureName = Measure | `latency.${ComparedPercentile}`

/** Every name. `latency` is `latency.p50`. */
export const MEASURE_NAMES: readonly MeasureName[] = [
  'download',
  'latency',
  'latency.p50',
  'latency.p95',
  'latency.p99',
  'upload',
]

/** Minimum number of probes of a burst for its percentile: with fewer, it would be the slowest probe. */
export const LEAST_PROBES: Readonly<Record<ComparedPercentile | 'p90', number>> = {
  p50: 10,
  p90: 10,
  p95: 20,
  p99: 100,
}

/** The measure of a name. */
export function measureOf(name: MeasureName): Measure {
  return name === 'download' || name === 'upload' ? name : 'latency'
}

/** The percentile of a name; `null` for throughput. */
export function percentileOf(name: MeasureName): ComparedPercentile | null {
  if (name === 'download' || name === 'upload') return null
  return name === 'latency.p95' ? 'p95' : name === 'latency.p99' ? 'p99' : 'p50'
}
