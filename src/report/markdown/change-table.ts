import { readableFigure, readablePair } from '../../text/beside.ts'
import { changeText, signedText, sizeText } from '../../text/change.ts'
import { UNKNOWN } from '../../text/digits.ts'
import { findMetric } from '../../verdict/find-metric.ts'
import { readingsOf, worstValue } from '../../verdict/readings.ts'
import { comparedName } from '../../verdict/compared-name.ts'
import { informingText, STATES } from '../../verdict/run-state.ts'
import { shownHead } from '../../verdict/shown-head.ts'
import { worstFirst } from '../../verdict/worst-first.ts'
import { table } from './blocks.ts'
import { escapeMarkdown } from './escape.ts'
import { shownArmNames } from './headline.ts'
import type { MarkdownInput } from './input.ts'
import { judgedIn, onlyInforms } from './judged.ts'
import type { Judged } from './judged.ts'
import { boundOf, limitedFigure } from './limited-figure.ts'
import { MAIN_METRICS } from './main-metrics.ts'
import { metricWords } from './metric-words.ts'

/** Maximum characters of a metric and its document. */
const LONGEST_NAME = 120

/** The row of a metric: its name, both figures, the change, and how it was judged. */
export type ChangeRow = readonly string[]

/** The rows of the metrics that were judged, or else of the main ones, and those of all others. */
export interface ChangeRows {
  readonly judged: readonly ChangeRow[]
  readonly others: readonly ChangeRow[]
}

/** A row for each metric, the worst first. A spec judges its own figures, so they are not among them. */
export function changeRows(input: MarkdownInput): ChangeRows {
  const all = judgedIn(input).filter(({ spec, leg, ofSpec }) => (spec === null || spec === leg) && !ofSpec)
  const asked = byFigures(all.filter((one) => one.asked && !onlyInforms(one)))
  const informing = byFigures(all.filter((one) => !one.asked || onlyInforms(one)))
  const told = new Set(all.map(({ metric }) => metric))
  const measured = MAIN_METRICS.filter(({ name }) => !told.has(name)).flatMap(({ name }) =>
    measuredRow(name, input),
  )
  const others = [...informing.map(changeRow), ...measured]
  return asked.length === 0 ? { judged: others, others: [] } : { judged: asked.map(changeRow), others }
}

/** The rows as a table. Columns without content are left out. */
export function changeTable(rows: readonly ChangeRow[], input: MarkdownInput): string {
  const { base, head } = shownArmNames(input)
  const compared = (input.comparisons ?? []).length > 0
  const names = compared ? [base, head] : ['earlier runs', 'this run']
  const alone = rows.every(([, before = '']) => before === '')
  const heads = ['', names[0] ?? '', alone ? (compared ? head : 'measured') : (names[1] ?? ''), 'change', '']
  return table(
    heads.map((name) => escapeMarkdown(name)),
    rows,
    1,
    4,
  )
}

/** Judged the same figures: a comparison and the thresholds on its change are one row. */
function byFigures(judged: readonly Judged[]): readonly (readonly Judged[])[] {
  const groups = new Map<unknown, Judged[]>()
  for (const one of judged) {
    const key = one.comparison ?? one
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()].map((group) => group.toSorted(worstFirst))
}

function changeRow(group: readonly Judged[]): ChangeRow {
  const [worst] = group
  if (worst === undefined) return []
  const { metric, leg, verdict, asked } = worst
  const bad = asked && (verdict === 'worse' || verdict === 'fail')
  const [base, head] = figuresOf(worst)
  const [change, interval] = changeOf(worst)
  const shown = bad && change !== '' ? `**${change}**` : change
  return [
    escapeMarkdown(
      `${comparedName(metricWords(metric), worst.arm)}${leg === null ? '' : ` (${leg})`}`,
      LONGEST_NAME,
    ),
    unbroken(base),
    unbroken(head),
    [shown, interval]
      .filter((part) => part !== '')
      .map(unbroken)
      .join(' '),
    unbroken(outcomeOf(group)),
  ]
}

/** A narrow page would put a unit into the next line, and each word of an interval or a limit into a line of its own. */
function unbroken(text: string): string {
  return text.replaceAll(/(?<!,) /g, '\u00A0')
}

function figuresOf(judged: Judged): readonly [base: string, head: string] {
  const { metric, figure, comparison, baseline } = judged
  const unit = findMetric(metric)?.unit ?? ''
  const base = (comparison ?? baseline)?.base ?? null
  const head = comparison === null ? (baseline?.head ?? figure) : shownHead(comparison)
  if (base === null) return ['', head === null ? UNKNOWN : limitedFigure(judged)]
  return head === null ? [readableFigure(base, unit), UNKNOWN] : readablePair(base, head, unit)
}

function changeOf({ comparison, baseline }: Judged): readonly [change: string, interval: string] {
  if (comparison !== null) {
    const { change, interval, scale } = comparison
    if (change === null) return ['', '']
    const told = signedText(change, scale)
    return [told, changeText(change, interval, scale).slice(told.length).trim()]
  }
  const { base = null, head = null } = baseline ?? {}
  return base === null || head === null || base <= 0 || !Number.isFinite(head)
    ? ['', '']
    : [signedText(head / base - 1), '']
}

/** The icon, and the limit or the word if the icon does not say everything. */
function outcomeOf(group: readonly Judged[]): string {
  const [worst] = group
  if (worst === undefined || onlyInforms(worst)) return ''
  const { verdict, asked } = worst
  if (!asked) return informingText(verdict)
  const { icon, word } = STATES[verdict]
  const thresholds = group.flatMap(({ threshold, metric }) =>
    threshold === null ? [] : [escapeMarkdown(boundOf(threshold, metric))],
  )
  const { margin = null, scale } = group.find(({ threshold }) => threshold === null)?.comparison ?? {}
  const margins = margin === null || thresholds.length > 0 ? [] : [`±${sizeText(margin, 3, scale)}`]
  const limits = [...thresholds, ...margins].join(', ')
  const isWithin = verdict === 'same' && thresholds.length === 0
  const limit = limits === '' ? '' : ` ${isWithin ? 'within' : 'limit'} ${limits}`
  if (verdict === 'better') return `${icon} ${word}`
  return verdict === 'invalid' || verdict === 'inconclusive' ? `${icon} ${word}` : `${icon}${limit}`
}

/** The worst of several measurements, without a verdict. */
function measuredRow(metric: string, { document }: MarkdownInput): readonly ChangeRow[] {
  const found = findMetric(metric)
  if (found === null || found === undefined) return []
  const { trusted, others } = readingsOf(found, document.measurements)
  const worst = worstValue(found, trusted)
  if (worst === null) {
    return others.some(({ reason }) => reason === 'untrusted')
      ? [[metricWords(metric), '', UNKNOWN, '', `${STATES.invalid.icon} ${STATES.invalid.word}`]]
      : []
  }
  const of = trusted.length > 1 ? ` (worst of ${trusted.length})` : ''
  return [[metricWords(metric), '', `${unbroken(readableFigure(worst, found.unit))}${of}`, '', '']]
}
