import type { HistoryEntry } from '../results/history-entry.ts'
import { worseText } from '../text/change.ts'
import { shortCommit } from '../text/commit.ts'
import { counted } from '../text/count.ts'
import { UNKNOWN } from '../text/digits.ts'
import { figureText } from '../text/figure.ts'
import { shiftsIn } from '../verdict/judge-history.ts'
import type { HistoryRun, MetricHistory } from '../verdict/metric-history.ts'
import { worseBy } from '../verdict/readings.ts'

/** The history of a branch and a job, as reports show it. */
export interface PastRuns {
  readonly branch: string
  readonly job: string
  /** In the order in which they ran. */
  readonly entries: readonly HistoryEntry[]
  readonly metrics: readonly MetricHistory[]
}

/** How many runs there are, and of which days: `42 runs, 2026-10-01 to 2026-11-28`. */
export function runsText(entries: readonly Pick<HistoryEntry, 'at'>[]): string {
  const [first, last] = [entries[0], entries.at(-1)].map((entry) => entry?.at.slice(0, 10))
  const days =
    first === undefined || last === undefined ? '' : first === last ? `, ${first}` : `, ${first} to ${last}`
  return `${counted(entries.length, 'run')}${days}`
}

/** The latest change of a metric: the median before it, its size, and its first run. `null` if the metric never changed. */
export function latestChange(
  history: MetricHistory,
): { readonly before: string; readonly change: string; readonly since: HistoryRun } | null {
  const { metric } = history
  const shift = shiftsIn(history).at(-1)
  if (shift === undefined) return null
  const { before, after, since } = shift
  return {
    before: figureText(before, metric.unit),
    change: before > 0 ? worseText(worseBy(metric, before, after) / before) : UNKNOWN,
    since,
  }
}

/** The median of a metric since its latest change. */
export function medianNow({ metric, levels }: MetricHistory): string {
  return figureText(levels.at(-1)?.median ?? null, metric.unit)
}

/** A run by its commit, or by its day if the commit is unknown. */
export function runName({ commit, at }: Pick<HistoryRun, 'commit' | 'at'>): string {
  return commit === null ? at.slice(0, 10) : shortCommit(commit)
}
