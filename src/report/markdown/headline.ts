import { figureText } from '../../text/figure.ts'
import { readableFigure } from '../../text/beside.ts'
import { signedText } from '../../text/change.ts'
import type { ChangeScale } from '../../text/change.ts'
import { counted } from '../../text/count.ts'
import type { Verdict } from '../../results/types.ts'
import { comparedName, judgedArm } from '../../verdict/compared-name.ts'
import { findMetric } from '../../verdict/find-metric.ts'
import { readingsOf } from '../../verdict/readings.ts'
import { STATES } from '../../verdict/run-state.ts'
import { plain } from '../plain.ts'
import { reportOf } from '../kinds.ts'
import type { ArmNames, ComparisonRow, MarkdownInput } from './input.ts'
import { judgedIn } from './judged.ts'
import type { Judged } from './judged.ts'
import { MAIN_METRICS } from './main-metrics.ts'
import { metricInSentence, metricsInSentence } from './metric-words.ts'
import { boundOf, limitedFigure } from './limited-figure.ts'
import { stateOf } from './run-outcome.ts'

/** Names of arms that come from a repository, and could be long. */
const LONGEST_NAME = 30

/** What the arms of a comparison are called. */
export function shownArmNames({ arms, comparisons }: Pick<MarkdownInput, 'arms' | 'comparisons'>): ArmNames {
  const names = arms ?? ownNames(comparisons ?? [])
  return { base: short(names.base), head: short(names.head) }
}

/** Several arms have names of their own. */
function ownNames(comparisons: readonly ComparisonRow[]): ArmNames {
  const [first, ...others] = new Set(comparisons.map((row) => judgedArm(row)))
  const base = comparisons[0]?.arms?.base.name ?? 'base'
  return { base, head: first === undefined ? 'head' : others.length === 0 ? first : 'the other arm' }
}

/**
 * What was measured, and how much it changed: `latency is 157 % higher than main`. Plain text, not yet escaped, and without
 * anything whose length others choose, such as the names of specs.
 */
export function headline(input: MarkdownInput): string {
  const state = stateOf(input)
  const judged = judgedIn(input).filter(({ asked }) => asked)
  const of = (verdict: Verdict['verdict']): readonly Judged[] =>
    judged.filter((one) => one.verdict === verdict)
  const { base } = shownArmNames(input)
  switch (state) {
    case 'fail':
      return failed(input, of('fail'))
    case 'worse':
      return changes(of('worse'), base)
    case 'better':
      return changes(of('better'), base)
    case 'same':
      return [sameAs(of('same'), base), changes(of('better'), base)].filter((part) => part !== '').join('; ')
    case 'inconclusive':
      return `${STATES.inconclusive.word} whether ${undecided(of('inconclusive'))}`
    case 'invalid':
      return invalid(input, of('invalid'))
    case 'pass':
    case 'measured':
      return mainFigures(input)
  }
}

/** The outcome as a line of plain text: `❔ Network: cannot tell yet whether latency changed`. */
export function outcomeLine(input: MarkdownInput): string {
  return `${STATES[stateOf(input)].icon} Network: ${headline(input)}`
}

function short(name: string): string {
  const characters = Array.from(plain(name))
  return characters.length <= LONGEST_NAME
    ? characters.join('')
    : `${characters.slice(0, LONGEST_NAME - 1).join('')}…`
}

/** Broken specs first: their limits have the names of specs. */
function failed({ specs: own, document }: MarkdownInput, broken: readonly Judged[]): string {
  const specs = own.length > 0 ? own : (document.specs ?? [])
  const count = specs.filter(({ state }) => state === 'failed' || state === 'incomplete').length
  if (count > 0) return `${count} of ${counted(specs.length, 'spec')} ${STATES.fail.word}`
  const [first, ...others] = broken
  if (first === undefined) return `the measurement ${STATES.fail.word}`
  const rest =
    others.length === 0
      ? ''
      : `, and ${counted(others.length, 'more limit')} ${others.length === 1 ? 'is' : 'are'} broken`
  return `${brokenLimit(first)}${rest}`
}

function brokenLimit(judged: Judged): string {
  const { metric, threshold, comparison, baseline } = judged
  const bound = threshold === null ? '' : `, limit ${boundOf(threshold, metric).replace(/^regress /, '')}`
  if (comparison?.change != null) return `${changed(judged, 'base')}${bound}`
  const before = baseline?.base ?? null
  if (before !== null && before > 0 && baseline?.head != null && Number.isFinite(baseline.head)) {
    return `${byShare(metricInSentence(metric), baseline.head / before - 1)} than in earlier runs${bound}`
  }
  return `${metricInSentence(metric)} is ${limitedFigure(judged)}${bound}`
}

function changes(judged: readonly Judged[], base: string): string {
  const compared = judged.filter(({ comparison }) => comparison?.change != null)
  const [first, second, ...others] = compared
  if (first === undefined)
    return judged.length === 0 ? '' : `${metricsInSentence(judged.map(({ metric }) => metric))} changed`
  if (second === undefined) return changed(first, base)
  const rest = others.length === 0 ? '' : `, and ${others.length} more`
  return `${changeIn(first)} and ${changeIn(second)} than ${base}${rest}`
}

function changed(judged: Judged, base: string): string {
  return `${changeIn(judged)} than ${base}`
}

function changeIn({ metric, arm, comparison }: Judged): string {
  return byShare(comparedName(metricInSentence(metric), arm), comparison?.change ?? 0, comparison?.scale)
}

/** `latency is 157 % higher`. */
function byShare(subject: string, change: number, scale?: ChangeScale): string {
  return `${subject} is ${signedText(Math.abs(change), scale).slice(1)} ${change < 0 ? 'lower' : 'higher'}`
}

function sameAs(judged: readonly Judged[], base: string): string {
  const metrics = [...new Set(judged.map(({ metric }) => metric))]
  if (metrics.length === 0) return ''
  return `${metricsInSentence(metrics)} ${metrics.length === 1 ? 'is' : 'are'} the ${STATES.same.word} as ${base}`
}

function undecided(judged: readonly Judged[]): string {
  const metrics = [...new Set(judged.map(({ metric }) => metric))]
  return metrics.length === 0 ? 'anything changed' : `${metricsInSentence(metrics)} changed`
}

/** What could not be judged. */
function invalid({ document, specs, busy, unjudged }: MarkdownInput, judged: readonly Judged[]): string {
  const { word } = STATES.invalid
  if (unjudged !== undefined) return 'too few specs could be judged'
  if (busy !== undefined && judged.length === 0) return `${word}, because other measurements took too long`
  if (judged.length > 0) return `${metricsInSentence(judged.map(({ metric }) => metric))} ${word}`
  const untrusted = document.measurements.filter(({ validity }) => !validity.ok)
  const [first] = untrusted
  if (first === undefined) return specs.length > 0 ? `all ${counted(specs.length, 'spec')} skipped` : word
  const rest = untrusted.length === 1 ? '' : ` and ${untrusted.length - 1} more`
  return `${reportOf(first).nameOf(first).split(',')[0]}${rest} ${word}`
}

/** Up to three main figures, for a run with nothing wrong. */
function mainFigures({ document, specs, comparisons = [] }: MarkdownInput): string {
  if (specs.length > 0) {
    const passed = specs.filter(({ state }) => state === 'passed').length
    return `${passed === specs.length ? '' : `${passed} of `}${counted(specs.length, 'spec')} ${STATES.pass.word}`
  }
  const untrusted = document.measurements.filter(({ validity }) => !validity.ok).length
  const figures = MAIN_METRICS.flatMap((metric) => {
    const { trusted } = readingsOf(metric, document.measurements)
    const [only] = trusted
    return trusted.length === 1 && only && Number.isFinite(only.value)
      ? [`${metricInSentence(metric.name)} ${readableFigure(only.value, metric.unit)}`]
      : []
  })
  const compared = comparisons.flatMap(({ metric, head }) =>
    head === null ? [] : [`${metricInSentence(metric)} ${figureText(head, findMetric(metric)?.unit ?? '')}`],
  )
  const told = [...figures, ...compared].slice(0, 3).join(', ')
  const rest =
    untrusted === 0
      ? ''
      : `${untrusted} of ${counted(document.measurements.length, 'measurement')} ${STATES.invalid.word}`
  const all = [told, rest].filter((part) => part !== '').join('; ')
  return all === '' ? STATES.measured.word : all
}
