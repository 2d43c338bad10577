import type { ResultDocument } from '../../results/types.ts'
import { shortCommit } from '../../text/commit.ts'
import { figureDigits, UNIT_NAMES } from '../../text/figure.ts'
import { findMetric } from '../../verdict/find-metric.ts'
import { METRICS } from '../../verdict/metrics.ts'
import { readingsOf, worstValue } from '../../verdict/readings.ts'
import { stateWord } from '../../verdict/run-state.ts'
import { blocks, folded, table } from './blocks.ts'
import { MOST_SERIES, xyChart } from './xy-chart.ts'
import { escapeCode, escapeMarkdown } from './escape.ts'
import type { HistoryPoint, MarkdownInput } from './input.ts'
import { MAIN_METRICS } from './main-metrics.ts'
import { dateText } from './date.ts'

/** The number of runs shown, the latest ones. */
const MOST_POINTS = 20

/** Metrics with a history, in this order. */
const KEPT = METRICS.filter(
  (metric) => MAIN_METRICS.includes(metric) || /^(?:http\.)?latency\.p99$/.test(metric.name),
)

/** The figures that a run adds to the history of its pull request, by metric name: the worst of each. */
export function historyFigures({
  measurements,
}: Pick<ResultDocument, 'measurements'>): Readonly<Record<string, number>> {
  return Object.fromEntries(
    KEPT.flatMap((metric) => {
      const worst = worstValue(metric, readingsOf(metric, measurements).trusted)
      return worst !== null && Number.isFinite(worst) ? [[metric.name, worst]] : []
    }),
  )
}

/** The history of a pull request: a chart for each unit and a table. Empty for fewer than two runs. */
export function historySection({ history = [] }: Pick<MarkdownInput, 'history'>): string {
  const points = history.slice(-MOST_POINTS)
  const metrics = metricsIn(points)
  if (points.length < 2 || metrics.length === 0) return ''
  return blocks([
    `**History of this pull request**: ${points.length} runs, the last is this one`,
    ...runBlocks(points, metrics),
  ])
}

/** A chart for each unit of these metrics, and a table of all figures. */
export function runBlocks(points: readonly HistoryPoint[], metrics: readonly string[]): readonly string[] {
  const charts = UNITS.map((unit) => chartOf(points, metrics, unit))
  return [...charts, folded('Figures', tableOf(points, metrics))]
}

/** The same as one fold without charts. */
export function historyFold({ history = [] }: Pick<MarkdownInput, 'history'>): string {
  const points = history.slice(-MOST_POINTS)
  const metrics = metricsIn(points)
  if (points.length < 2) return ''
  return folded(`History of this pull request (${points.length} runs)`, tableOf(points, metrics))
}

function metricsIn(points: readonly HistoryPoint[]): readonly string[] {
  return KEPT.map(({ name }) => name).filter((name) =>
    points.some(({ figures }) => Number.isFinite(figures[name])),
  )
}

function tableOf(points: readonly HistoryPoint[], metrics: readonly string[]): string {
  return table(
    ['Run', 'Commit', 'When (UTC)', 'Verdict', ...metrics.map(headOf)],
    points.map(({ commit, at, figures, verdict }, index) =>
      [
        [String(index + 1), escapeCode(shortCommit(commit)), at === null ? '' : dateText(at)],
        [escapeMarkdown(stateWord(verdict), 30)],
        metrics.map((name) => digits(name, figures[name] ?? null)),
      ].flat(),
    ),
    4,
  )
}

/** A metric with its unit, which its column's figures omit. */
function headOf(name: string): string {
  const unit = findMetric(name)?.unit ?? ''
  return unit === '' ? escapeCode(name) : `${escapeCode(name)} (${UNIT_NAMES[unit]})`
}

function digits(metric: string, value: number | null): string {
  return figureDigits(value, findMetric(metric)?.unit ?? '')
}

const UNITS = ['ms', 'Mbps', '1/s'] as const

/** Draws the series of the last run, over the runs that have all of them. */
function chartOf(
  points: readonly HistoryPoint[],
  metrics: readonly string[],
  unit: (typeof UNITS)[number],
): string {
  const last = points.at(-1)
  const shown = metrics
    .filter((name) => findMetric(name)?.unit === unit && last && Number.isFinite(last.figures[name]))
    .slice(0, MOST_SERIES)
  const known = points.filter(({ figures }) => shown.every((name) => Number.isFinite(figures[name])))
  if (shown.length === 0) return ''
  return xyChart(
    {
      places: known.map((point) => String(points.indexOf(point) + 1)),
      across: 'run',
      unit: UNIT_NAMES[unit],
      series: shown.map((name) => ({ name, values: known.map(({ figures }) => figures[name] ?? 0) })),
    },
    'line',
  )
}
