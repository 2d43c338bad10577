import { figureDigits } from '../../text/figure.ts'
import { percentileLabel, PERCENTILES } from '../../text/percentile.ts'
import { judgedArm } from '../../verdict/compared-name.ts'
import { shownHead } from '../../verdict/shown-head.ts'
import { reportOf } from '../kinds.ts'
import type { Series } from '../kinds/kind-report.ts'
import { blocks, folded, more, table } from './blocks.ts'
import { MOST_SERIES, xyChart } from './xy-chart.ts'
import { escapeLine, escapeMarkdown } from './escape.ts'
import { shownArmNames } from './headline.ts'
import type { Detail, MarkdownInput } from './input.ts'
import { measuredBy } from './measured.ts'
import type { Measured } from './measured.ts'

const LABELS = PERCENTILES.map(percentileLabel)

/** The percentiles of one latency series. */
interface Ladder {
  readonly name: string
  /** In the order of {@link PERCENTILES}. */
  readonly values: readonly (number | null)[]
  /** The other cells of its row: max, jitter, loss. */
  readonly others: readonly string[]
  readonly unknown: Readonly<Record<string, string>>
}

/** Latencies by percentile: a chart for each group and a table of all. Empty if no latency is known. */
export function percentiles(input: MarkdownInput, detail: Detail): string {
  const groups = groupsOf(input)
  const all = groups.flat()
  if (all.length === 0) return ''
  const figures = tableOf(all, detail)
  return blocks([
    TITLE,
    ...groups.slice(0, MOST_CHARTS).map(chartOf),
    all.length <= MOST_OPEN ? figures : folded(`All ${all.length} latency series`, figures),
  ])
}

/** The table of what was measured without a comparison, whose percentiles have rows of their own. */
export function percentileTable(input: MarkdownInput, detail: Detail): string {
  const all = groupsOf({ ...input, comparisons: [] }).flat()
  return all.length === 0 ? '' : blocks([TITLE, tableOf(all, detail)])
}

const TITLE = '**Latency by percentile**'

/** The series with figures: one whose server was lost before the first answer has none. */
function groupsOf(input: MarkdownInput): readonly (readonly Ladder[])[] {
  return [arms(input), ...measuredLadders(measuredBy(input))]
    .map((ladders) => ladders.filter(({ values }) => values.some(isNumber)))
    .filter((ladders) => ladders.length > 0)
}

function tableOf(all: readonly Ladder[], { rows }: Detail): string {
  const known = PERCENTILES.map((_, index) => all.some(({ values }) => isNumber(values[index])))
  return blocks([
    table(
      ['Latency (ms)', ...LABELS, 'max', 'jitter (RFC 3550)', 'lost'],
      all
        .slice(0, rows)
        .map(({ name, values, others }) =>
          [
            escapeMarkdown(name),
            values.map((value, index) => (known[index] ? digits(value) : '')),
            others,
          ].flat(),
        ),
      1,
    ),
    more(all.length - rows, 'latency distribution'),
    reasons(all),
  ])
}

/** More charts would bury the rest of the report. */
const MOST_CHARTS = 3
const MOST_OPEN = 8

/** Draws the percentiles known in all series, since a chart cannot show a gap. */
function chartOf(ladders: readonly Ladder[]): string {
  const shown = ladders.slice(0, MOST_SERIES)
  const known = PERCENTILES.map((_, index) => index).filter((index) =>
    shown.every(({ values }) => isNumber(values[index])),
  )
  return xyChart(
    {
      places: known.map((index) => LABELS[index] ?? ''),
      across: '',
      unit: 'ms',
      series: shown.map(({ name, values }) => ({ name, values: known.map((index) => values[index] ?? 0) })),
    },
    shown.length === 1 ? 'bar' : 'line',
  )
}

/** Base and head of a comparison. */
function arms(input: MarkdownInput): readonly Ladder[] {
  const { comparisons = [] } = input
  // One of the two, if specs compared both: their percentiles are not those of one distribution.
  const subject = comparisons.some(({ metric }) => metric.startsWith('latency.')) ? 'latency' : 'http.latency'
  const heads = [...new Set(comparisons.map(judgedArm))].map((arm) => ({
    arm,
    rows: PERCENTILES.map(
      (name) =>
        comparisons.find((row) => row.metric === `${subject}.${name}` && judgedArm(row) === arm) ?? null,
    ),
  }))
  const [first] = heads
  // A single percentile is already in the metric table.
  if (first === undefined || first.rows.filter((row) => row !== null).length < 2) return []
  const names = shownArmNames(input)
  const ladder = (name: string, values: Ladder['values']): Ladder => ({
    name,
    values,
    others: ['', '', ''],
    unknown: {},
  })
  return [
    ladder(
      names.base,
      first.rows.map((row) => row?.base ?? null),
    ),
    ...heads.map(({ arm, rows }) =>
      ladder(
        arm ?? names.head,
        rows.map((row) => row && shownHead(row)),
      ),
    ),
  ]
}

/** The group of all measurements with a single series, and one for each with several. */
function measuredLadders(measured: readonly Measured[]): readonly (readonly Ladder[])[] {
  const clients = new Set(measured.map(({ measurement }) => measurement.client)).size
  const groups = measured.map(({ spec, measurement }) => {
    const series = reportOf(measurement).series(measurement)
    const client = clients > 1 && series.length === 1 && spec === null ? `, client ${measurement.client}` : ''
    return series.map(({ name, figures }) => ladderOf(`${name}${client}${ofSpec(spec)}`, figures))
  })
  return [groups.filter(({ length }) => length === 1).flat(), ...groups.filter(({ length }) => length > 1)]
}

/** The spec's name as a suffix, since long labels lose their end. */
function ofSpec(spec: string | null): string {
  return spec === null ? '' : ` (${spec})`
}

function ladderOf(name: string, figures: Series['figures']): Ladder {
  return {
    name,
    values: PERCENTILES.map((percentile) => figures[percentile]),
    others: [digits(figures.max), digits(figures.jitter), `${figures.lost} of ${figures.sent}`],
    unknown: figures.unknown,
  }
}

/** Without the unit, which is in the table's head. */
function digits(ms: number | null): string {
  return figureDigits(ms, 'ms')
}

function isNumber(value: number | null | undefined): value is number {
  return typeof value === 'number'
}

/** Why figures are unknown, each reason once. */
function reasons(ladders: readonly Ladder[]): string {
  const found = new Set(
    ladders.flatMap(({ unknown }) => PERCENTILES.flatMap((name) => unknown[name] ?? []).slice(0, 1)),
  )
  return [...found]
    .slice(0, 2)
    .map((reason) => escapeLine(reason))
    .join(' ')
}
