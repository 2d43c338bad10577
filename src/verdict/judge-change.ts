import type { Comparison, Verdict } from '../results/types.ts'
import { sizeText, worseRangeText, worseText } from '../text/change.ts'
import type { ChangeScale } from '../text/change.ts'
import { figureText, limitText } from '../text/figure.ts'
import { undecidedWays } from './comparison-sentence.ts'
import { worseBy } from './readings.ts'
import { shownHead } from './shown-head.ts'
import type { Metric } from './metric.ts'
import { holds, writtenThreshold } from './threshold.ts'
import type { Allowed, RegressThreshold, ShiftThreshold } from './threshold.ts'

/** How a metric's figure differs from another one. */
export type Change = ComparisonChange | BaselineChange

/** What a comparison of two arms found for a metric. Shares: 0.1 is 10 %. */
export interface ComparisonChange {
  readonly metric: string
  /** Its arms; missing in the figures of forks. */
  readonly arms?: Comparison['arms']
  readonly verdict: 'better' | 'same' | 'worse' | 'inconclusive' | 'invalid'
  /** The reason for the verdict. */
  readonly sentence: string
  /** Figures of the two arms, in the metric's unit; `null` if unknown. */
  readonly base: number | null
  readonly head: number | null
  /** Whether changes are differences of two figures; missing: shares of base. */
  readonly scale?: ChangeScale
  /** Change from base to head, positive if head's figures are larger; `null` if unknown. */
  readonly change: number | null
  /** 95 % confidence interval of the change; `null` if unknown. */
  readonly interval: { readonly from: number; readonly to: number } | null
  /** The smallest change that this machine can detect: smaller ones do not count. `null` if unknown. */
  readonly floor: number | null
}

/** How a run differs from earlier ones. */
export interface BaselineChange {
  readonly metric: string
  /** Without a threshold: `same` within the spread of the earlier runs. A single run has no spread: `inconclusive`. */
  readonly verdict: 'better' | 'same' | 'worse' | 'inconclusive' | 'invalid'
  readonly sentence: string
  /** Median of the comparable earlier runs, in the metric's unit; `null` without any. */
  readonly base: number | null
  /** This run's figure; +infinity for a percentile that falls on a lost sample; `null` if it cannot be judged. */
  readonly head: number | null
  /** The smallest and the largest figure of the earlier runs; `null` without any. */
  readonly spread: readonly [least: number, largest: number] | null
  /** Number of comparable earlier runs. */
  readonly runs: number
}

/** Judges a change by a threshold with `regress`. */
export function judgeChange(threshold: RegressThreshold, metric: Metric, change: Change | null): Verdict {
  const told = {
    kind: change === null || 'runs' in change ? 'baseline' : 'comparison',
    metric: metric.name,
    threshold: writtenThreshold(threshold),
    figure: change?.head != null && Number.isFinite(change.head) ? change.head : null,
    limit: null,
  } as const
  if (change === null) {
    const sentence = `${metric.name} has nothing to compare with: give the documents of earlier runs as a baseline`
    return { ...told, verdict: 'invalid', sentence }
  }
  if (change.verdict === 'invalid' || change.base === null || change.head === null) {
    return { ...told, verdict: 'invalid', sentence: change.sentence }
  }
  const { base, head } = change
  if (base <= 0 && threshold.absolute === null && worseBy(metric, base, head) > 0) {
    return { ...told, verdict: 'invalid', sentence: noPercentage(threshold, metric, base) }
  }
  const known = { ...told, limit: limitOf(threshold, metric, change, base) }
  return 'runs' in change
    ? { ...known, ...fromBaseline(threshold, metric, change, base, head) }
    : { ...known, ...fromComparison(threshold, metric, change, base, shownHead(change) ?? head) }
}

/** Why a change from a figure of 0 or less cannot be judged by a percentage. */
export function noPercentage(
  { kind }: RegressThreshold | ShiftThreshold,
  { name, unit }: Metric,
  base: number,
): string {
  return `${name} was ${figureText(base, unit)} before, and a change from that has no percentage: add an absolute bound, as in '${kind} < 5% and < …'`
}

type Judged = Pick<Verdict, 'verdict' | 'sentence'>

/** A regression exceeds all bounds and the spread of the earlier runs. */
function fromBaseline(
  threshold: RegressThreshold,
  metric: Metric,
  { sentence, spread }: BaselineChange,
  base: number,
  head: number,
): Judged {
  const limit = limitsText(threshold, metric)
  if (withinBounds(threshold, shareOf(worseBy(metric, base, head), base), worseBy(metric, base, head))) {
    return { verdict: 'pass', sentence: `${sentence}; ${limit}` }
  }
  const [least, largest] = spread ?? [base, base]
  const worst = metric.better === 'lower' ? largest : least
  if (worseBy(metric, worst, head) <= 0) {
    return { verdict: 'pass', sentence: `${sentence}; ${limit}, but an earlier run was no better` }
  }
  return { verdict: 'fail', sentence: `${sentence}; ${limit}` }
}

/** Fails if the whole interval exceeds all bounds, passes if all of it is within one of them. */
function fromComparison(
  threshold: RegressThreshold,
  metric: Metric,
  { sentence, scale, change, interval, floor }: ComparisonChange,
  base: number,
  head: number,
): Judged {
  if (change === null || interval === null) return { verdict: 'invalid', sentence }
  const worse = worseBy(metric, 0, change)
  const [least = 0, most = 0] = [interval.from, interval.to]
    .map((end) => worseBy(metric, 0, end))
    .toSorted((a, b) => a - b)
  const told = [
    worseRangeText({ from: least, to: most }, worse, scale),
    ...(floor === null ? [] : [`floor ${sizeText(floor, 2, scale)}`]),
  ]
  const figures = `${metric.name} was ${figureText(base, metric.unit)} in base and ${figureText(head, metric.unit)} in head: ${worseText(worse, scale)} (${told.join('; ')}); ${limitsText(threshold, metric)}`
  const within = (by: number): boolean =>
    scale === 'difference'
      ? withinBounds(threshold, shareOf(by, base), by)
      : withinBounds(threshold, by, by * base)
  if (within(most)) return { verdict: 'pass', sentence: figures }
  const counts = floor === null || worse > floor
  if (counts && !within(least)) return { verdict: 'fail', sentence: figures }
  const bound =
    threshold.absolute === null && scale === undefined ? (threshold.relative?.bound ?? null) : null
  const ways = bound === null ? '' : undecidedWays({ change: worse, from: least, to: most }, bound)
  return {
    verdict: 'inconclusive',
    sentence: `${figures}; cannot tell whether the change exceeds the limit${ways}`,
  }
}

/** A change counts only if it exceeds every bound: one that holds is enough. */
export function withinBounds({ relative, absolute }: Allowed, share: number, amount: number): boolean {
  return (
    (relative !== null && holds(share, relative.operator, relative.bound)) ||
    (absolute !== null && holds(amount, absolute.operator, absolute.bound))
  )
}

/** Any change for the worse from 0 is infinite as a share. */
export function shareOf(worse: number, base: number): number {
  if (base > 0) return worse / base
  return worse > 0 ? Number.POSITIVE_INFINITY : 0
}

/** The figure at which a regression begins. */
function limitOf({ relative, absolute }: Allowed, metric: Metric, change: Change, base: number): number {
  const most = Math.max((relative?.bound ?? 0) * Math.max(base, 0), absolute?.bound ?? 0)
  const limit = metric.better === 'lower' ? base + most : base - most
  if (!('runs' in change) || change.spread === null) return limit
  const [least, largest] = change.spread
  return metric.better === 'lower' ? Math.max(limit, largest) : Math.min(limit, least)
}

/** The bounds on the change: `limit 5 % and 0.2 ms`. A bound on the change of a share is in percentage points. */
export function limitsText({ relative, absolute }: Allowed, { unit }: Metric): string {
  const bounds = [
    ...(relative === null ? [] : [limitText(relative.bound, 'share')]),
    ...(absolute === null ? [] : [limitText(absolute.bound, unit).replace('%', 'percentage points')]),
  ]
  return `limit ${bounds.join(' and ')}`
}
