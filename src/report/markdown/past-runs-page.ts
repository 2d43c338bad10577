import { runText, shiftSentence, shiftsIn } from '../../verdict/judge-history.ts'
import type { MetricHistory } from '../../verdict/metric-history.ts'
import { latestChange, medianNow, runsText } from '../past-runs.ts'
import type { PastRuns } from '../past-runs.ts'
import { blocks, list, table } from './blocks.ts'
import { escapeCode, escapeMarkdown } from './escape.ts'
import { runBlocks } from './history.ts'
import type { HistoryPoint } from './input.ts'

/**
 * A history as Markdown: a table of the metrics, their changes, and charts and figures of the latest runs.
 * @param last how many of the latest runs are shown one by one
 */
export function pastRunsPage({ branch, job, entries, metrics }: PastRuns, last: number): string {
  const points = entries.slice(-last).map(({ commit, at, tests }): HistoryPoint => ({
    commit: commit ?? 'unknown',
    at,
    figures: Object.fromEntries(tests.flatMap(({ figures }) => Object.entries(figures))),
    verdict: '',
  }))
  const changes = metrics.flatMap((history) =>
    shiftsIn(history).map((shift) => escapeMarkdown(shiftSentence(history, shift))),
  )
  const page = blocks([
    `### History of ${escapeCode(branch)}, job ${escapeCode(job)}`,
    `${runsText(entries)}.`,
    table(['Metric', 'Runs', 'Median now', 'Before', 'Latest change', 'Since'], metrics.map(rowOf), 1, 5),
    list(changes),
    ...runBlocks(
      points,
      metrics.map(({ metric }) => metric.name),
    ),
  ])
  return `${page}\n`
}

function rowOf(history: MetricHistory): readonly string[] {
  const latest = latestChange(history)
  const cells = [escapeCode(history.metric.name), String(history.runs.length), medianNow(history)]
  return latest === null
    ? [...cells, '', 'none', '']
    : [...cells, latest.before, latest.change, escapeMarkdown(runText(latest.since))]
}
