import { readableFigure } from '../../text/beside.ts'
import type { Measurement } from '../../results/types.ts'
import type { Metric } from '../../verdict/metric.ts'
import { METRICS } from '../../verdict/metrics.ts'
import { readingsOf, worstValue } from '../../verdict/readings.ts'
import { runState, STATES, stateText } from '../../verdict/run-state.ts'
import { blocks, more, table } from './blocks.ts'
import { escapeMarkdown } from './escape.ts'
import type { Detail, MarkdownInput } from './input.ts'
import { judgedIn } from './judged.ts'
import { legName } from './legs.ts'
import { MAIN_METRICS } from './main-metrics.ts'
import { metricWords } from './metric-words.ts'

/** More columns do not fit beside each other. */
const MOST_COLUMNS = 5

/** Maximum characters of the name of a document. */
const LONGEST_NAME = 80

/** The documents of a merged one as a row each: the judged figures, or else the main ones, and the outcome. Empty for others. */
export function legTable(input: MarkdownInput, { rows }: Pick<Detail, 'rows'>): string {
  const { document } = input
  const { origins = [], measurements, specs = [] } = document
  if (origins.length === 0) return ''
  const judged = judgedIn(input).filter(({ leg, ofSpec }) => leg !== null && !ofSpec)
  const columns = columnsOf(measurements, new Set(judged.map(({ metric }) => metric)))
  const lines = origins.map((origin) => {
    const name = legName(origin, origins)
    const verdicts = judged.filter(({ leg }) => leg === name)
    const own = origin.measurements.flatMap((index) => measurements[index] ?? [])
    const state = runState({
      asked: verdicts.filter(({ asked }) => asked).map(({ verdict }) => verdict),
      specs: (origin.specs ?? []).flatMap((index) => specs[index] ?? []),
      measurements: own,
      broken: false,
    })
    const cells = columns.map((metric) => {
      const bad = verdicts.some(
        (one) => one.metric === metric.name && one.asked && ['fail', 'worse'].includes(one.verdict),
      )
      return `${bad ? `${STATES.fail.icon} ` : ''}${figureIn(metric, own)}`
    })
    return [escapeMarkdown(name, LONGEST_NAME)].concat(cells, stateText(state))
  })
  return blocks([
    table(['', ...columns.map(({ name }) => escapeMarkdown(metricWords(name))), ''], lines.slice(0, rows), 1),
    more(lines.length - rows, 'document'),
  ])
}

function columnsOf(measurements: readonly Measurement[], judged: ReadonlySet<string>): readonly Metric[] {
  const all = judged.size > 0 ? METRICS.filter(({ name }) => judged.has(name)) : MAIN_METRICS
  return all.filter(({ read }) => measurements.some((one) => read(one).length > 0)).slice(0, MOST_COLUMNS)
}

/** The worst figure of a document; a mark if it is not trustworthy. */
function figureIn(metric: Metric, measurements: readonly Measurement[]): string {
  const { trusted, others } = readingsOf(metric, measurements)
  const worst = worstValue(metric, trusted)
  if (worst !== null) return readableFigure(worst, metric.unit).replaceAll(' ', '\u00A0')
  return others.length > 0 ? STATES.invalid.icon : ''
}
