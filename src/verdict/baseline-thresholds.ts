import type { ResultDocument } from '../results/types.ts'
import { METRICS } from './metrics.ts'
import type { RegressThreshold } from './threshold.ts'

/** Times that are not longer by more than so much (ms) are no worse, whatever share of a short time that is. */
const NO_LONGER = 0.1

/**
 * What a run is held to by its baseline alone: each figure that has a short name and was measured may be worse by a share.
 * @param tolerance 0..1
 */
export function baselineThresholds(document: ResultDocument, tolerance: number): readonly RegressThreshold[] {
  const relative = { operator: '<', bound: tolerance } as const
  const absolute = { operator: '<', bound: NO_LONGER } as const
  return METRICS.filter(
    ({ short, read }) => short !== null && document.measurements.some((each) => read(each).length > 0),
  ).map(({ name, unit }) => ({
    kind: 'regress',
    metric: name,
    relative,
    absolute: unit === 'ms' ? absolute : null,
  }))
}
