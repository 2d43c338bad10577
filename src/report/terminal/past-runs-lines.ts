import { shiftSentence, shiftsIn } from '../../verdict/judge-history.ts'
import type { MetricHistory } from '../../verdict/metric-history.ts'
import { latestChange, medianNow, runName, runsText } from '../past-runs.ts'
import type { PastRuns } from '../past-runs.ts'
import { plain } from '../plain.ts'
import { blocks } from './bars.ts'
import { painter } from './paint.ts'
import { tableLines } from './table.ts'
import type { Column } from './table.ts'
import type { TerminalStyle } from './terminal-report.ts'
import { cut, wrap } from './width.ts'

/** Range of supported widths. */
const [LEAST, MOST] = [40, 120]

/** A history as a table with a row for each metric, and a sentence for each change. */
export function pastRunsLines(
  { branch, job, entries, metrics }: PastRuns,
  style: TerminalStyle,
): readonly string[] {
  const columns = Math.min(Math.max(style.columns, LEAST), MOST)
  const paint = painter(style.color)
  const title = `History of ${plain(branch)}, job ${plain(job)}: ${runsText(entries)}`
  const { head, rows } = tableLines(
    {
      title: 'METRIC',
      name: ({ metric }) => metric.name,
      ok: () => true,
      columns: COLUMNS,
      chart: {
        worth: 4,
        least: 12,
        most: 40,
        title: (width) => `last ${Math.min(width, mostRuns(metrics))} runs`,
        cell: ({ runs }, width) => blocks(runs.slice(-width).map(({ value }) => value)),
      },
      rows: metrics,
    },
    columns,
    paint,
  )
  const changes = metrics.flatMap((history) =>
    shiftsIn(history).map((shift) => `${shiftSentence(history, shift)}.`),
  )
  return [
    paint('title', cut(title, columns)),
    paint('aside', '─'.repeat(columns)),
    head,
    ...rows,
    ...(changes.length === 0 ? [] : ['']),
    ...changes.flatMap((sentence) => wrap(sentence, columns)),
  ]
}

const COLUMNS: readonly Column<MetricHistory>[] = [
  { title: 'runs', worth: 6, cell: ({ runs }) => String(runs.length) },
  { title: 'median now', worth: 9, cell: medianNow, role: 'main' },
  { title: 'before', worth: 2, cell: (history) => latestChange(history)?.before ?? '-' },
  { title: 'latest change', worth: 8, cell: (history) => latestChange(history)?.change ?? '-' },
  { title: 'since', worth: 7, cell: sinceText },
]

function sinceText(history: MetricHistory): string {
  const since = latestChange(history)?.since
  return since === undefined ? '-' : runName(since)
}

function mostRuns(metrics: readonly MetricHistory[]): number {
  return Math.max(0, ...metrics.map(({ runs }) => runs.length))
}
