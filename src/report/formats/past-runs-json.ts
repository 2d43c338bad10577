import type { Verdict } from '../../results/types.ts'
import { shiftsIn } from '../../verdict/judge-history.ts'
import type { PastRuns } from '../past-runs.ts'

/** The name and version of the format. A later version adds fields, and renames none. */
const SCHEMA = 'wyndrvr.history-report/1'

/** A history as JSON: the runs of each metric with its levels and changes, and the verdicts about it. */
export function pastRunsJson(
  { branch, job, entries, metrics }: PastRuns,
  verdicts: readonly Verdict[] = [],
): string {
  const report = {
    schema: SCHEMA,
    branch,
    job,
    entries: entries.length,
    metrics: metrics.map((history) => ({
      metric: history.metric.name,
      unit: history.metric.unit,
      better: history.metric.better,
      leftOut: history.others,
      runs: history.runs.map(({ at, commit, value }) => ({ at, commit, value })),
      levels: history.levels.map(({ from, runs, median }) => ({ from, runs, median })),
      changes: shiftsIn(history).map(({ since, before, after }) => ({
        at: since.at,
        commit: since.commit,
        before,
        after,
      })),
    })),
    verdicts,
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
