import type { HistoryEntry } from '../results/history-entry.ts'
import type { Comparison, Measurement, ResultDocument, Verdict } from '../results/types.ts'
import { compareWithBaseline } from './baseline.ts'
import { judgeChange } from './judge-change.ts'
import type { Change, ComparisonChange } from './judge-change.ts'
import { distanceText, figureBeside, limitText } from '../text/figure.ts'
import { metricNamed } from './find-metric.ts'
import type { Metric } from './metric.ts'
import { historyEntry } from './history-figures.ts'
import { judgeShift } from './judge-shift.ts'
import { metricHistory } from './metric-history.ts'
import { namedOtherwise, notMeasured } from './not-measured.ts'
import { parseThreshold } from './parse.ts'
import { isMeasuredIn, readingsOf, worstFigure } from './readings.ts'
import type { Readings } from './readings.ts'
import { holds, toleranceOf, writtenThreshold } from './threshold.ts'
import { unjudgedChange } from './unjudged-change.ts'
import { worstFirst } from './worst-first.ts'
import type { AroundThreshold, LimitThreshold, ShiftThreshold, Threshold } from './threshold.ts'

/** Comparisons and earlier runs that `regress` thresholds are judged against. */
export interface Against {
  /** Comparisons, one for each metric; they take precedence over the baseline. Default: the document's own. */
  readonly comparisons?: readonly ComparisonChange[]
  /** Documents of earlier runs. */
  readonly baseline?: readonly ResultDocument[]
  /** Earlier runs in order, in which `shift` thresholds look for changes; the judged run is the newest. */
  readonly history?: readonly HistoryEntry[]
}

/**
 * Judges a document by thresholds. The verdicts are in the thresholds' order.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for a line that is not a threshold
 */
export function judgeThresholds(
  thresholds: readonly (Threshold | string)[],
  document: ResultDocument,
  { comparisons = document.comparisons, baseline = [], history = [] }: Against = {},
): readonly Verdict[] {
  return thresholds.map((given) => {
    const threshold = typeof given === 'string' ? parseThreshold(given) : given
    if (threshold.kind === 'limit' || threshold.kind === 'around') return judgeLimitIn(threshold, document)
    if (threshold.kind === 'shift') return judgeShiftIn(threshold, document, history)
    const compared = comparisons.filter(({ metric }) => metric === threshold.metric)
    const isMeasured = isMeasuredIn(document.measurements, comparisons)
    const missing = namedOtherwise(metricNamed(threshold.metric), isMeasured)
    if (missing !== null) return unjudgedChange(threshold, `${threshold.metric} ${missing}`)
    const changes =
      compared.length > 0 || baseline.length === 0
        ? compared
        : [compareWithBaseline(threshold.metric, document, baseline)]
    const judged = changes.map((change) => judgeThreshold(threshold, document.measurements, change))
    // It has to hold for each of several arms.
    return judged.toSorted(worstFirst)[0] ?? judgeThreshold(threshold, document.measurements)
  })
}

/**
 * Judges one threshold. It has to hold for every measurement that has the metric: one that breaks it makes it fail,
 * regardless of the others; otherwise one that is not trustworthy, or whose figure is unknown, makes it invalid.
 * @param change what a `regress` threshold is compared with; ignored by others
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for a line that is not a threshold
 */
export function judgeThreshold(
  given: Threshold | string,
  measurements: readonly Measurement[],
  change: Change | null = null,
): Verdict {
  const threshold = typeof given === 'string' ? parseThreshold(given) : given
  const metric = metricNamed(threshold.metric)
  switch (threshold.kind) {
    case 'limit':
    case 'around':
      return judgeLimit(threshold, metric, readingsOf(metric, measurements), isMeasuredIn(measurements))
    case 'regress':
      return judgeChange(threshold, metric, change)
    case 'shift':
      return unjudgedChange(threshold, `${metric.name} ${NO_HISTORY}`)
  }
}

const NO_HISTORY = 'has no history of earlier runs'

/** The judged run is the newest of its history. Without a figure of its own it has nothing to do with it. */
function judgeShiftIn(
  threshold: ShiftThreshold,
  document: ResultDocument,
  history: readonly HistoryEntry[],
): Verdict {
  const metric = metricNamed(threshold.metric)
  const figure = worstFigure(metric, document.measurements)
  if ('reason' in figure) return unjudgedChange(threshold, `${metric.name} ${figure.reason}`)
  if (!Number.isFinite(figure.value)) return unjudgedChange(threshold, `${metric.name} was unbounded`)
  if (history.length === 0) return unjudgedChange(threshold, `${metric.name} ${NO_HISTORY}`)
  const now = historyEntry(document, { branch: '', job: '', commit: null })
  const earlier = history.filter(({ run }) => run !== now.run)
  return judgeShift(threshold, metricHistory(metric, [...earlier, now]))
}

/** What was only compared is judged by head's figure; what specs compared is for them to judge. */
function judgeLimitIn(threshold: FixedThreshold, document: ResultDocument): Verdict {
  const { measurements, comparisons, specs } = document
  const metric = metricNamed(threshold.metric)
  const measured = readingsOf(metric, measurements)
  const compared = comparisons.filter((one) => one.metric === metric.name).map(headReadings)
  const some = measured.trusted.length + measured.others.length > 0
  const usable = some || compared.length === 0 || specs !== undefined ? [measured] : compared
  const readings = {
    trusted: usable.flatMap(({ trusted }) => trusted),
    others: usable.flatMap(({ others }) => others),
  }
  const isMeasured = isMeasuredIn(measurements, specs === undefined ? comparisons : [])
  return judgeLimit(threshold, metric, readings, isMeasured)
}

function headReadings({ head, validity }: Comparison): Readings {
  if (head !== null && validity.ok) return { trusted: [{ value: head, why: null }], others: [] }
  const why = validity.reasons.join(' ').replace(/\.$/, '')
  const other = validity.ok
    ? { reason: 'unknown' as const, sentence: 'is unknown' }
    : { reason: 'untrusted' as const, sentence: `is not trustworthy: ${why}` }
  return { trusted: [], others: [other] }
}

/** @param isMeasured whether the run has figures of another metric */
function judgeLimit(
  threshold: FixedThreshold,
  metric: Metric,
  { trusted, others }: Readings,
  isMeasured: (metric: Metric) => boolean,
): Verdict {
  const { bound, kept: keeps, nearest: nearness, farthest, limit } = boundOf(threshold, metric)
  const nearest = trusted.toSorted((a, b) => nearness(b.value) - nearness(a.value))[0] ?? null
  const kept = nearest === null || keeps(nearest.value)
  const verdict = {
    kind: 'threshold',
    metric: metric.name,
    threshold: writtenThreshold(threshold),
    figure: nearest !== null && Number.isFinite(nearest.value) ? nearest.value : null,
    limit: bound,
  } as const
  if (kept && others.length > 0) {
    const why = others[0]?.sentence ?? ''
    const count = others.length + trusted.length
    const of = count === 1 ? '' : ` in ${others.length} of ${count} measurements`
    return { ...verdict, verdict: 'invalid', sentence: `${metric.name}${of} ${why} (${limit})` }
  }
  if (nearest === null) {
    const missing = notMeasured(metric, isMeasured)
    return { ...verdict, verdict: 'invalid', sentence: `${metric.name} ${missing} (${limit})` }
  }
  const most = trusted.length === 1 ? '' : `, the ${farthest} of ${trusted.length}`
  const sentence = Number.isFinite(nearest.value)
    ? `${metric.name} was ${figureBeside(nearest.value, bound, metric.unit)}${most}, ${limit} (${distanceText(nearest.value, bound, metric.unit)})`
    : `${metric.name} was unbounded${most}, ${limit}${nearest.why === null ? '' : ` (${nearest.why.replace(/\.$/, '')})`}`
  return { ...verdict, verdict: kept ? 'pass' : 'fail', sentence }
}

/** A threshold that needs no other run. */
type FixedThreshold = LimitThreshold | AroundThreshold

/** What a fixed threshold asks of a figure. */
interface Bound {
  /** The figure to measure distances from. */
  readonly bound: number
  readonly kept: (value: number) => boolean
  /** How near a figure is to breaking it: the largest counts. */
  readonly nearest: (value: number) => number
  /** What the nearest of several figures is. */
  readonly farthest: string
  /** The bound in words. */
  readonly limit: string
}

function boundOf(threshold: FixedThreshold, { unit }: Metric): Bound {
  if (threshold.kind === 'around') {
    const { target, relative } = threshold
    const within = toleranceOf(threshold)
    const off = (value: number): number => Math.abs(value - target)
    const text =
      relative === null
        ? limitText(within, unit).replace('%', 'percentage points')
        : limitText(relative, 'share')
    return {
      bound: target,
      kept: (value) => off(value) <= within,
      nearest: off,
      farthest: 'farthest off',
      limit: `target ${limitText(target, unit)} ± ${text}`,
    }
  }
  const { operator, bound } = threshold
  const ceiling = operator === '<' || operator === '<='
  return {
    bound,
    kept: (value) => holds(value, operator, bound),
    nearest: (value) => (ceiling ? value : -value),
    farthest: ceiling ? 'highest' : 'lowest',
    limit: `limit ${limitText(bound, unit)}`,
  }
}
