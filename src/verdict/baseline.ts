import type { ResultDocument } from '../results/types.ts'
import { worseText } from '../text/change.ts'
import { differenceText, figureText } from '../text/figure.ts'
import { metricNamed } from './find-metric.ts'
import { environmentDifferences, testDifferences } from './fingerprint.ts'
import type { BaselineChange } from './judge-change.ts'
import type { Metric } from './metric.ts'
import { worseBy, worstFigure } from './readings.ts'
import type { Usable } from './readings.ts'

/**
 * Compares a run with earlier ones by one metric. Earlier documents measured under other conditions, or without a
 * trustworthy figure, are skipped; if none remains the verdict is `invalid` and the sentence says why. If a document has
 * several measurements of the metric, its worst figure counts.
 *
 * With nothing changed, the newest of n + 1 runs is the worst in 1 of n + 1 cases, whatever the distribution: a few earlier
 * runs prove little, and a single one proves nothing.
 * @param earlier documents in any order, at least one
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an unknown metric
 */
export function compareWithBaseline(
  name: string,
  document: ResultDocument,
  earlier: readonly ResultDocument[],
): BaselineChange {
  const metric = metricNamed(name)
  const invalid = (sentence: string, head: number | null = null): BaselineChange => ({
    metric: metric.name,
    verdict: 'invalid',
    sentence: `${metric.name} ${sentence}`,
    base: null,
    head,
    spread: null,
    runs: 0,
  })
  const now = worstFigure(metric, document.measurements)
  if ('reason' in now) return invalid(now.reason)
  if (earlier.length === 0) return invalid('has no earlier run to compare with')
  const each = earlier.map((then) => usable(metric, document, then))
  const figures = each.flatMap((then) => ('value' in then ? [then.value] : [])).toSorted((a, b) => a - b)
  const [reason] = each.flatMap((then) => ('reason' in then ? [then.reason] : []))
  const [least, largest] = [figures[0], figures.at(-1)]
  if (least === undefined || largest === undefined) {
    const of = earlier.length === 1 ? 'the earlier run' : `any of ${earlier.length} earlier runs`
    return invalid(`cannot be compared with ${of}: ${reason}`, now.value)
  }
  const base = medianOf(figures)
  const worse = worseBy(metric, base, now.value)
  const spread = [least, largest] as const
  const outside = now.value < least || now.value > largest
  const leftOut =
    figures.length === earlier.length ? '' : `; ${earlier.length - figures.length} more skipped: ${reason}`
  return {
    metric: metric.name,
    verdict: !outside ? 'same' : figures.length === 1 ? 'inconclusive' : worse > 0 ? 'worse' : 'better',
    sentence: `${metric.name} was ${figureText(now.value, metric.unit)} against ${baseText(figures, base, metric)}: ${changeFrom(base, worse, metric)}${leftOut}`,
    base,
    head: now.value,
    spread,
    runs: figures.length,
  }
}

function usable(metric: Metric, now: ResultDocument, then: ResultDocument): Usable {
  const [difference] = [
    ...environmentDifferences(now, then),
    ...testDifferences(metric, now.measurements, then.measurements),
  ]
  if (difference !== undefined) return { reason: `conditions differ (${difference})` }
  const figure = worstFigure(metric, then.measurements)
  if ('reason' in figure) return { reason: `it ${figure.reason} there` }
  return Number.isFinite(figure.value) ? figure : { reason: 'it was unbounded there' }
}

function medianOf(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2
  const [below = 0, above = 0] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]]
  return (below + above) / 2
}

function baseText(figures: readonly number[], base: number, { unit }: Metric): string {
  if (figures.length === 1) return `${figureText(base, unit)} in the earlier run`
  const [least = 0, largest = 0] = [figures[0], figures.at(-1)]
  return `a median of ${figureText(base, unit)} in ${figures.length} earlier runs (${figureText(least, unit)} to ${figureText(largest, unit)})`
}

function changeFrom(base: number, worse: number, { unit }: Metric): string {
  if (worse === 0 || !Number.isFinite(worse)) return worseText(worse)
  const amount = differenceText(Math.abs(worse), unit)
  return base > 0
    ? `${worseText(worse / base)} (by ${amount})`
    : `${amount} ${worse > 0 ? 'worse' : 'better'}`
}
