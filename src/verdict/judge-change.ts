import type { Verdict } from '../results/types.ts'
import { changeText, figureText, percent, worseBy } from './figure-text.ts'
import type { Metric } from './metrics.ts'
import { holds, printThreshold } from './threshold.ts'
import type { RegressThreshold } from './threshold.ts'

/** How a metric's figure differs from another one of it. */
export type Change = ComparisonChange | BaselineChange

/** What an interleaved comparison of two arms found of a metric. Shares: 0.1 is 10 %. */
export interface ComparisonChange {
  readonly metric: string
  readonly verdict: 'better' | 'same' | 'worse' | 'inconclusive' | 'invalid'
  /** Why it is that verdict. */
  readonly sentence: string
  /** Figures of the two arms, in the metric's unit; `null` where they are not known. */
  readonly base: number | null
  readonly head: number | null
  /** How much more than the base's the head's figures are; `null` where that is not known. */
  readonly change: number | null
  /** Where the true change lies; `null` where that is not known. */
  readonly interval: { readonly from: number; readonly to: number } | null
  /** The least change that can be told here: no smaller one counts. `null` where that is not known. */
  readonly floor: number | null
}

/** What a run is, held against earlier ones. */
export interface BaselineChange {
  readonly metric: string
  /** Without any bound: within the spread of the earlier runs, or outside of it. With one run there is none to tell. */
  readonly verdict: 'better' | 'same' | 'worse' | 'inconclusive' | 'invalid'
  readonly sentence: string
  /** Median of the earlier runs that fit, in the metric's unit; `null` where there is none. */
  readonly base: number | null
  /** This run's figure; +infinity for a percentile that falls on a lost sample; `null` where it can't be judged. */
  readonly head: number | null
  /** The least and the largest figure of the earlier runs; `null` where there is none. */
  readonly spread: readonly [least: number, largest: number] | null
  /** How many earlier runs fit. */
  readonly runs: number
}

/** Judges a change by a threshold with `regress`. */
export function judgeChange(threshold: RegressThreshold, metric: Metric, change: Change | null): Verdict {
  const told = {
    kind: change === null || 'runs' in change ? 'baseline' : 'comparison',
    metric: metric.name,
    threshold: printThreshold(threshold),
    figure: change?.head != null && Number.isFinite(change.head) ? change.head : null,
    limit: null,
  } as const
  if (change === null) {
    const sentence = `${metric.name} has nothing to be compared with: give the documents of earlier runs as baseline`
    return { ...told, verdict: 'invalid', sentence }
  }
  if (change.verdict === 'invalid' || change.base === null || change.head === null) {
    return { ...told, verdict: 'invalid', sentence: change.sentence }
  }
  const { base, head } = change
  if (base <= 0 && threshold.absolute === null && worseBy(metric, base, head) > 0) {
    const sentence = `${metric.name} was ${figureText(base, metric.unit)} before, of which there are no percentages: add an absolute bound, as in 'regress < 5% and < …'`
    return { ...told, verdict: 'invalid', sentence }
  }
  const known = { ...told, limit: limitOf(threshold, metric, change, base) }
  return 'runs' in change
    ? { ...known, ...fromBaseline(threshold, metric, change, base, head) }
    : { ...known, ...fromComparison(threshold, metric, change, base, head) }
}

type Judged = Pick<Verdict, 'verdict' | 'sentence'>

/** A regression is out of all bounds, and outside of what the earlier runs were. */
function fromBaseline(
  threshold: RegressThreshold,
  metric: Metric,
  { sentence, spread }: BaselineChange,
  base: number,
  head: number,
): Judged {
  const allowed = `allowed ${allowedOf(threshold)}`
  if (withinBounds(threshold, shareOf(worseBy(metric, base, head), base), worseBy(metric, base, head))) {
    return { verdict: 'pass', sentence: `${sentence}; ${allowed}` }
  }
  const [least, largest] = spread ?? [base, base]
  const worst = metric.better === 'lower' ? largest : least
  if (worseBy(metric, worst, head) <= 0) {
    return { verdict: 'pass', sentence: `${sentence}; ${allowed}, and an earlier run was no better` }
  }
  return { verdict: 'fail', sentence: `${sentence}; ${allowed}` }
}

/** What is sure to be out of all bounds fails, what is sure to be within one of them passes. */
function fromComparison(
  threshold: RegressThreshold,
  metric: Metric,
  { sentence, change, interval, floor }: ComparisonChange,
  base: number,
  head: number,
): Judged {
  if (change === null || interval === null) return { verdict: 'invalid', sentence }
  const worse = worseBy(metric, 0, change)
  const [least = 0, most = 0] = [interval.from, interval.to]
    .map((end) => worseBy(metric, 0, end))
    .toSorted((a, b) => a - b)
  const told = [
    `${changeText(least)} to ${changeText(most)}`,
    ...(floor === null ? [] : [`floor ${percent(floor)}`]),
  ]
  const figures = `${metric.name} was ${figureText(base, metric.unit)} in base and ${figureText(head, metric.unit)} in head: ${changeText(worse)} (${told.join('; ')}); allowed ${allowedOf(threshold)}`
  if (withinBounds(threshold, most, most * base)) return { verdict: 'pass', sentence: figures }
  const counts = floor === null || worse > floor
  if (counts && !withinBounds(threshold, least, least * base)) return { verdict: 'fail', sentence: figures }
  return { verdict: 'inconclusive', sentence: `${figures}; whether it is more can't be told` }
}

/** A change counts only where it passes every bound: one that is kept is enough. */
function withinBounds({ relative, absolute }: RegressThreshold, share: number, amount: number): boolean {
  return (
    (relative !== null && holds(share, relative.operator, relative.bound)) ||
    (absolute !== null && holds(amount, absolute.operator, absolute.bound))
  )
}

/** Any change for the worse from nothing is endless as a share. */
function shareOf(worse: number, base: number): number {
  if (base > 0) return worse / base
  return worse > 0 ? Number.POSITIVE_INFINITY : 0
}

/** The figure from which on it would be a regression, as far as the bounds say. */
function limitOf(
  { relative, absolute }: RegressThreshold,
  metric: Metric,
  change: Change,
  base: number,
): number {
  const most = Math.max((relative?.bound ?? 0) * Math.max(base, 0), absolute?.bound ?? 0)
  const limit = metric.better === 'lower' ? base + most : base - most
  if (!('runs' in change) || change.spread === null) return limit
  const [least, largest] = change.spread
  return metric.better === 'lower' ? Math.max(limit, largest) : Math.min(limit, least)
}

function allowedOf(threshold: RegressThreshold): string {
  return printThreshold(threshold).replace(/^\S+ regress /, '')
}
