import type { ResultDocument } from '../results/types.ts'
import { amountText, changeText, figureText, worseBy } from './figure-text.ts'
import { metricNamed } from './find-metric.ts'
import { environmentDifferences, testDifferences } from './fingerprint.ts'
import type { BaselineChange } from './judge-change.ts'
import type { Metric } from './metrics.ts'
import { readingsOf } from './readings.ts'

/**
 * Holds a run against earlier ones by one metric. Earlier documents of other conditions, or without a figure that is to be
 * trusted, are left out; where none is left the verdict is `invalid` and the sentence says why. Where a document has several
 * measurements of the metric its worst figure counts.
 *
 * Were nothing changed, the next run would be the worst of n + 1 once in n + 1 times, whatever the distribution: so few
 * earlier runs tell little, and one alone tells nothing.
 * @param earlier documents in any order, one at least
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for a name that is no metric's
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
  const now = worstFigure(metric, document)
  if ('reason' in now) return invalid(now.reason)
  if (earlier.length === 0) return invalid('has no earlier run to be compared with')
  const each = earlier.map((then) => usable(metric, document, then))
  const figures = each.flatMap((then) => ('value' in then ? [then.value] : [])).toSorted((a, b) => a - b)
  const [reason] = each.flatMap((then) => ('reason' in then ? [then.reason] : []))
  const [least, largest] = [figures[0], figures.at(-1)]
  if (least === undefined || largest === undefined) {
    const of = earlier.length === 1 ? 'the earlier run' : `any of ${earlier.length} earlier runs`
    return invalid(`can't be compared with ${of}: ${reason}`, now.value)
  }
  const base = medianOf(figures)
  const worse = worseBy(metric, base, now.value)
  const spread = [least, largest] as const
  const outside = now.value < least || now.value > largest
  const leftOut =
    figures.length === earlier.length
      ? ''
      : `; ${earlier.length - figures.length} more left out, the first as ${reason}`
  return {
    metric: metric.name,
    verdict: !outside ? 'same' : figures.length === 1 ? 'inconclusive' : worse > 0 ? 'worse' : 'better',
    sentence: `${metric.name} was ${valueText(now.value, metric)}, ${baseText(figures, base, metric)}: ${differenceText(worse, base, metric)}${leftOut}`,
    base,
    head: now.value,
    spread,
    runs: figures.length,
  }
}

type Usable = { readonly value: number } | { readonly reason: string }

function usable(metric: Metric, now: ResultDocument, then: ResultDocument): Usable {
  const [difference] = [
    ...environmentDifferences(now, then),
    ...testDifferences(metric, now.measurements, then.measurements),
  ]
  if (difference !== undefined) return { reason: `conditions differ (${difference})` }
  const figure = worstFigure(metric, then)
  if ('reason' in figure) return { reason: `it ${figure.reason} there` }
  return Number.isFinite(figure.value) ? figure : { reason: 'it was without end there' }
}

function worstFigure(metric: Metric, { measurements }: ResultDocument): Usable {
  const { trusted, others } = readingsOf(metric, measurements)
  const [other] = others
  if (other !== undefined) return { reason: other }
  const worst = trusted.map(({ value }) => value).toSorted((a, b) => worseBy(metric, a, b))[0]
  return worst === undefined ? { reason: 'was not measured' } : { value: worst }
}

function medianOf(sorted: readonly number[]): number {
  const middle = (sorted.length - 1) / 2
  const [below = 0, above = 0] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]]
  return (below + above) / 2
}

function valueText(value: number, { unit }: Metric): string {
  return Number.isFinite(value) ? figureText(value, unit) : 'without end'
}

function baseText(figures: readonly number[], base: number, { unit }: Metric): string {
  if (figures.length === 1) return `and ${figureText(base, unit)} in the earlier run`
  const [least = 0, largest = 0] = [figures[0], figures.at(-1)]
  return `and ${figureText(base, unit)} in the median of ${figures.length} earlier runs (${figureText(least, unit)} to ${figureText(largest, unit)})`
}

function differenceText(worse: number, base: number, { unit }: Metric): string {
  if (worse === 0 || !Number.isFinite(worse)) return changeText(worse)
  const amount = amountText(Math.abs(worse), unit)
  return base > 0
    ? `${changeText(worse / base)} (by ${amount})`
    : `${amount} ${worse > 0 ? 'worse' : 'better'}`
}
