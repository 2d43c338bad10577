import type { Verdict } from '../results/types.ts'
import { LEAST_VALUES } from '../stats/change-points.ts'
import { middleOf } from '../stats/middle.ts'
import { worseText } from '../text/change.ts'
import { shortCommit } from '../text/commit.ts'
import { counted } from '../text/count.ts'
import { differenceText, figureText, limitText } from '../text/figure.ts'
import { shareOf } from './judge-change.ts'
import type { HistoryRun, MetricHistory } from './metric-history.ts'
import { worseBy } from './readings.ts'

/** The change from one level of a metric to the next. */
export interface Shift {
  /** The first run of the new level. */
  readonly since: HistoryRun
  /** Medians, in the metric's unit, and the runs that they are of. */
  readonly before: number
  readonly after: number
  readonly runsBefore: number
  readonly runsAfter: number
}

/** The changes in a metric's history, the oldest first. */
export function shiftsIn({ runs, levels }: MetricHistory): readonly Shift[] {
  return levels.slice(1).flatMap(({ from, runs: runsAfter, median: after }, index) => {
    const [since, earlier] = [runs[from], levels[index]]
    if (since === undefined || earlier === undefined) return []
    return [{ since, before: earlier.median, after, runsBefore: earlier.runs, runsAfter }]
  })
}

/**
 * The change that a metric is judged by: the latest one that is not small. Levels that differ little from today's count as
 * one with it, so that a small change does not hide an earlier large one, and several small ones add up. If all are small, the
 * latest one; `undefined` if the metric never changed.
 */
export function judgedShift(history: MetricHistory, isSmall: (shift: Shift) => boolean): Shift | undefined {
  const shifts = shiftsIn(history)
  return shifts.map((shift) => untilNow(history, shift)).findLast((shift) => !isSmall(shift)) ?? shifts.at(-1)
}

/** A change with all runs since then as its new level. */
function untilNow({ runs }: MetricHistory, shift: Shift): Shift {
  const values = runs.slice(runs.indexOf(shift.since)).map(({ value }) => value)
  return { ...shift, after: middleOf(values.toSorted((a, b) => a - b)), runsAfter: values.length }
}

/** When and by how much a metric changed: `latency.p50 became 12.3 % worse with commit 1a2b3c4 (2026-11-20): …`. */
export function shiftSentence({ metric }: MetricHistory, shift: Shift): string {
  const { since, before, after, runsBefore, runsAfter } = shift
  const amount = worseBy(metric, before, after)
  const by =
    before > 0
      ? worseText(amount / before)
      : `${differenceText(Math.abs(amount), metric.unit)} ${amount > 0 ? 'worse' : 'better'}`
  const figures = `median ${figureText(after, metric.unit)} in ${counted(runsAfter, 'run')}, ${figureText(before, metric.unit)} in the ${runsBefore} before`
  // Changes of the spread alone are found, too.
  return `${metric.name} ${amount === 0 ? 'has varied differently since' : `became ${by} with`} ${runText(since)}: ${figures}`
}

/** A run in a sentence: `commit 1a2b3c4 (2026-11-20)`, or `the run of 2026-11-20 04:07 UTC` if its commit is unknown. */
export function runText({ commit, at }: Pick<HistoryRun, 'commit' | 'at'>): string {
  if (commit !== null) return `commit ${shortCommit(commit)} (${at.slice(0, 10)})`
  return `the run of ${at.slice(0, 10)} ${at.slice(11, 16)} UTC`
}

/**
 * The verdict on a metric's latest change beyond the margin: `worse` or `better`; `same` without one, `invalid` if too few runs
 * are comparable.
 * @param margin a share of the earlier level
 */
export function judgeHistory(history: MetricHistory, margin: number): Verdict {
  const { metric, runs } = history
  const told = {
    kind: 'baseline',
    metric: metric.name,
    threshold: null,
    figure: history.levels.at(-1)?.median ?? null,
    limit: null,
  } as const
  if (runs.length < LEAST_VALUES) return { ...told, verdict: 'invalid', sentence: tooFew(history) }
  const isWithin = withinMargin(history, margin)
  const shift = judgedShift(history, isWithin)
  if (shift === undefined) return { ...told, verdict: 'same', sentence: unchanged(history) }
  const sentence = `${shiftSentence(history, shift)}; margin ${limitText(margin, 'share')}`
  const change = worseBy(metric, shift.before, shift.after) > 0 ? 'worse' : 'better'
  return { ...told, figure: shift.after, verdict: isWithin(shift) ? 'same' : change, sentence }
}

/** Whether a change of a metric is at most the margin, a share of the level before. */
export function withinMargin({ metric }: MetricHistory, margin: number): (shift: Shift) => boolean {
  return ({ before, after }) => {
    const worse = worseBy(metric, before, after)
    return worse === 0 || Math.abs(shareOf(worse, before)) <= margin
  }
}

/** That a metric has not changed, as a sentence without a full stop. */
export function unchanged({ metric, runs, levels }: MetricHistory): string {
  return `${metric.name} has not changed in ${counted(runs.length, 'run')}: median ${figureText(levels[0]?.median ?? null, metric.unit)}`
}

/** That a metric has too few runs, in the same way. */
export function tooFew({ metric, runs, others }: MetricHistory): string {
  const leftOut = others === 0 ? '' : `, and ${others} under other conditions`
  return `${metric.name} has ${counted(runs.length, 'comparable run')}${leftOut}; a change can be told from noise in ${LEAST_VALUES} or more`
}
