import type { ResultDocument } from '../results/types.ts'
import { METRICS } from './metrics.ts'
import type { RegressThreshold } from './threshold.ts'

/** Below this difference (ms) a time is not worse, since it is a large share of a short time. */
const NEGLIGIBLE = 0.1

/**
 * The thresholds of a baseline without its own thresholds: no measured figure with a short name may be worse by this share.
 * @param tolerance 0..1
 */
export function baselineThresholds(document: ResultDocument, tolerance: number): readonly RegressThreshold[] {
  const relative = { operator: '<', bound: tolerance } as const
  const absolute = { operator: '<', bound: NEGLIGIBLE } as const
  return METRICS.filter(
    ({ short, read }) => short !== null && document.measurements.some((each) => read(each).length > 0),
  ).map(({ name, unit }) => ({
    kind: 'regress',
    metric: name,
    relative,
    absolute: unit === 'ms' ? absolute : null,
  }))
}
