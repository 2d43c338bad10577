import { COST_METRICS } from './cost-metrics.ts'
import { KIND_METRICS } from './kinds.ts'
import type { Metric } from './metric.ts'

/**
 * All metrics: the source for `wyndrvr metrics`, the reference page and the JSON Schema. UDP comes last, because a summary
 * shows the first figures only.
 */
export const METRICS: readonly Metric[] = [
  ...KIND_METRICS.flatMap(({ metrics }) => metrics).toSorted(
    (one, other) => Number(isUdp(one)) - Number(isUdp(other)),
  ),
  ...COST_METRICS,
]

function isUdp({ name }: Metric): boolean {
  return name.startsWith('udp.')
}
