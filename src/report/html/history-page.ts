import { figureText } from '../../text/figure.ts'
import { runText, shiftSentence, shiftsIn } from '../../verdict/judge-history.ts'
import type { MetricHistory } from '../../verdict/metric-history.ts'
import { latestChange, medianNow, runsText } from '../past-runs.ts'
import type { PastRuns } from '../past-runs.ts'
import { folded, section, table } from './blocks-html.ts'
import { courseChart } from './course-chart.ts'
import { markup, NOTHING } from './markup.ts'
import type { Html } from './markup.ts'
import { page } from './page.ts'

/** A history as one page for a browser: the metrics and their latest changes, and the course of each with its commits. */
export function historyPage({ branch, job, entries, metrics }: PastRuns): string {
  return page(`History of ${branch}, job ${job}: ${runsText(entries)}`, [
    metrics.length === 0 ? markup`<p>No run has one of the metrics.</p>\n` : NOTHING,
    section('Latest changes', [
      table(
        'Metrics',
        ['Metric', 'Runs', 'Median now', 'Before', 'Latest change', 'Since'],
        metrics.map(rowOf),
      ),
    ]),
    ...metrics.map((history) => section(history.metric.name, [courseChart(history), details(history)])),
  ])
}

function rowOf(history: MetricHistory): readonly string[] {
  const { metric, runs, others } = history
  const latest = latestChange(history)
  return [
    metric.name,
    others === 0 ? String(runs.length) : `${runs.length}, and ${others} under other conditions, left out`,
    medianNow(history),
    latest?.before ?? '',
    latest?.change ?? 'none',
    latest === null ? '' : runText(latest.since),
  ]
}

/** Every change in a sentence, and every run. */
function details(history: MetricHistory): Html {
  const { metric, runs, levels } = history
  const starts = new Set(levels.slice(1).map(({ from }) => from))
  const changes = shiftsIn(history).map((shift) => markup`<li>${shiftSentence(history, shift)}</li>\n`)
  const rows = runs.map(({ at, commit, value }, index) => [
    String(index + 1),
    `${at.slice(0, 10)} ${at.slice(11, 16)}`,
    commit ?? '',
    figureText(value, metric.unit),
    starts.has(index) ? 'changed' : '',
  ])
  return markup`${changes.length === 0 ? NOTHING : markup`<ul>${changes}</ul>\n`}${folded(
    'Runs',
    table(
      `Runs of ${metric.name}`,
      ['Run', 'Started (UTC)', 'Commit', metric.name, 'Change'],
      rows.toReversed(),
    ),
  )}`
}
