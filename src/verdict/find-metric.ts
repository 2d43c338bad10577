import { usageError } from '../check.ts'
import { METRICS } from './metrics.ts'
import type { Metric } from './metric.ts'

/** The metric of this name or short name; `null` for an unknown one. */
export function findMetric(name: string): Metric | null {
  return METRICS.find((metric) => metric.name === name || metric.short === name) ?? null
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
  const [last = '', ...others] = near.toReversed()
  const choice = others.length > 0 ? `${others.toReversed().join(', ')} or ${last}` : last
  const hint = near.length > 0 ? `Did you mean ${choice}?` : "'wyndrvr metrics' lists them all."
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

/** The end of a name counts nearly as much as all of it. */
function distanceTo({ name, short }: Metric, wanted: string): number {
  const parts = name.toLowerCase().split('.')
  const ends = parts.map((_, index) => parts.slice(index).join('.'))
  return Math.min(
    ...ends.map((end, index) => changes(wanted, end) + (index > 0 ? 0.5 : 0)),
    short === null ? Number.POSITIVE_INFINITY : changes(wanted, short),
  )
}

/** How many letters have to be changed, added or removed (Levenshtein 1966). */
function changes(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [index, letter] of Array.from(from).entries()) {
    const next = [index + 1]
    for (const [column, other] of Array.from(to).entries()) {
      const [left = 0, above = 0, diagonal = 0] = [next[column], row[column + 1], row[column]]
      next.push(Math.min(left + 1, above + 1, diagonal + (letter === other ? 0 : 1)))
    }
    row = next
  }
  return row[to.length] ?? 0
}
