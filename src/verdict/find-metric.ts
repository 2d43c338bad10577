import { usageError } from '../check.ts'
import { edits } from '../nearest.ts'
import { listText } from '../text/list.ts'
import { METRICS } from './metrics.ts'
import type { Metric } from './metric.ts'

/** The metric of this name or short name, with or without the prefix `cost.`; `null` for an unknown one. */
export function findMetric(name: string): Metric | null {
  return (
    METRICS.find(
      (metric) => metric.name === name || metric.short === name || metric.name === `cost.${name}`,
    ) ?? null
  )
}

/**
 * The metric of this name or short name.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` with the nearest names
 */
export function metricNamed(name: string): Metric {
  const metric = findMetric(name)
  if (metric === null) throw usageError(unknownMetric(name))
  return metric
}

/** The sentence about an unknown metric, with the nearest names. */
export function unknownMetric(name: string): string {
  const near = nearestMetrics(name)
  const hint = near.length > 0 ? `Did you mean ${listText(near, 'or')}?` : "'wyndrvr metrics' lists them all."
  return `Unknown metric '${name.slice(0, 100)}'. ${hint}`
}

/** Longer than any name: what follows is not compared. */
const LONGEST = 60

/**
 * The metrics whose name, or end of a name, is the fewest edits away from an unknown one. Empty if none is near.
 */
export function nearestMetrics(name: string, most = 3): readonly string[] {
  const wanted = name.slice(0, LONGEST).toLowerCase()
  return METRICS.map((metric) => ({ metric, distance: distanceTo(metric, wanted) }))
    .filter(({ distance }) => distance <= wanted.length / 2)
    .toSorted((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ metric }) => metric.name)
}

/** The end of a name counts nearly as much as all of it, a shorter one less. */
function distanceTo({ name, short }: Metric, wanted: string): number {
  const parts = name.toLowerCase().split('.')
  const ends = parts.map((_, index) => parts.slice(index).join('.'))
  return Math.min(
    ...ends.map((end, index) => edits(wanted, end) + index / 2),
    short === null ? Number.POSITIVE_INFINITY : edits(wanted, short),
  )
}
