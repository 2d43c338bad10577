import type { Verdict } from '../results/types.ts'
import { LEAST_VALUES } from '../stats/change-points.ts'
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
 * The verdict on a metric's latest change: `worse` or `better` if it is larger than the margin, otherwise `same`; `invalid` if
 * too few runs are comparable.
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
  const shift = shiftsIn(history).at(-1)
  if (shift === undefined) return { ...told, verdict: 'same', sentence: unchanged(history) }
  const worse = worseBy(metric, shift.before, shift.after)
  const sentence = `${shiftSentence(history, shift)}; margin ${limitText(margin, 'share')}`
  const isWithin = Math.abs(shareOf(worse, shift.before)) <= margin || worse === 0
  return { ...told, verdict: isWithin ? 'same' : worse > 0 ? 'worse' : 'better', sentence }
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
