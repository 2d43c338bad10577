import { changeText } from '../../text/change.ts'
import { estimatedShareText } from '../../text/share.ts'
import { METRICS } from '../../verdict/metrics.ts'
import { readingsOf } from '../../verdict/readings.ts'
import { reportOf } from '../kinds.ts'
import { escapeMarkdown } from './escape.ts'
import type { MarkdownInput } from './input.ts'
import { judgedIn } from './judged.ts'
import type { Judged } from './judged.ts'
import { metricText } from './metric-text.ts'

/** The outcome of a run. */
export interface Outcome {
  readonly word: 'failed' | 'worse' | 'invalid' | 'inconclusive' | 'better' | 'same' | 'passed' | 'measured'
  /** Its most important reason as plain text, not yet escaped. Empty without one. */
  readonly sentence: string
}

const WORDS = {
  fail: 'failed',
  worse: 'worse',
  invalid: 'invalid',
  inconclusive: 'inconclusive',
  better: 'better',
  same: 'same',
  pass: 'passed',
} as const

/**
 * The outcome of a run and the reason. Verdicts that the user asked for come first, then measurements that are not
 * trustworthy, then comparisons with earlier runs.
 */
export function outcomeOf(input: MarkdownInput): Outcome {
  const judged = judgedIn(input)
  const asked = judged.find((one) => one.asked)
  const [failure] = input.failures
  if (failure !== undefined && asked?.verdict !== 'fail' && asked?.verdict !== 'worse') {
    return { word: 'failed', sentence: failure }
  }
  if (input.busy !== undefined) return { word: 'invalid', sentence: input.busy }
  if (asked) return outcomeBy(asked, input)
  const untrusted = untrustedIn(input)
  const [first] = untrusted
  if (first !== undefined) return partlyTrusted(input, first, untrusted.length)
  const other = judged.find(({ ofSpec, verdict }) => !ofSpec && ['worse', 'better', 'same'].includes(verdict))
  if (other) return outcomeBy(other, input)
  return { word: input.specs.length > 0 ? 'passed' : 'measured', sentence: mainFigures(input) }
}

/**
 * The outcome as a line of Markdown: `Same: latency.p99 +1.2 % (-2.0 to +4.1 %), this runner can detect 5 %`.
 * @param most maximum characters of the reason
 */
export function verdictLine({ word, sentence }: Outcome, most?: number): string {
  const capital = `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`
  const reason = sentence.startsWith(`${capital}: `) ? sentence.slice(capital.length + 2) : sentence
  if (reason === '') return capital
  // Headings wrap early, and a figure should keep its unit.
  return `${capital}: ${escapeMarkdown(reason, most).replaceAll(/(?<=\d) (?=(?:%|ms|Mbps)(?!\w))/g, '\u00A0')}`
}

/**
 * One sentence for each measurement that is not trustworthy.
 * @param told sentences already in the report; a reason in one of them is not repeated
 */
export function untrustedIn(
  { document }: Pick<MarkdownInput, 'document'>,
  told: readonly string[] = [],
): readonly string[] {
  return document.measurements.flatMap((measurement) => {
    const { ok, reasons } = measurement.validity
    if (ok) return []
    const why = reasons.join(' ').replace(/\.$/, '')
    if (why !== '' && told.some((sentence) => sentence.includes(why))) return []
    return [`${reportOf(measurement).nameOf(measurement)} is not trustworthy${why === '' ? '' : `: ${why}`}`]
  })
}

/** Without thresholds, trustworthy figures matter more to a reader than those that are not. */
function partlyTrusted(input: MarkdownInput, first: string, untrusted: number): Outcome {
  const figures = input.specs.length > 0 ? '' : mainFigures(input)
  if (figures === '') return { word: 'invalid', sentence: first }
  const count = input.document.measurements.length
  const verb = untrusted === 1 ? 'is' : 'are'
  return {
    word: 'measured',
    sentence: `${figures}; ${untrusted} of ${count} measurements ${verb} not trustworthy`,
  }
}

function outcomeBy({ verdict, sentence, comparison }: Judged, input: MarkdownInput): Outcome {
  const word = WORDS[verdict]
  if (verdict === 'pass') return { word, sentence: mainFigures(input) }
  // The sentence of a broken threshold says what was allowed, and an invalid one's says why.
  const told = verdict !== 'fail' && verdict !== 'invalid' && comparison !== null
  if (!told || comparison.change === null) return { word, sentence }
  const { metric, change, interval, floor } = comparison
  const least = floor === null ? '' : `, this runner can detect ${estimatedShareText(floor)}`
  return { word, sentence: `${metric} ${changeText(change, interval)}${least}` }
}

/** Up to three main figures, for a run with nothing wrong. */
function mainFigures({ document, specs }: MarkdownInput): string {
  const figures = METRICS.filter(({ short }) => short !== null).flatMap((metric) => {
    const { trusted } = readingsOf(metric, document.measurements)
    const [only] = trusted
    return trusted.length === 1 && only && Number.isFinite(only.value)
      ? [`${metric.name.replace(/\.(?:mbps|rate)$/, '')} ${metricText(metric.name, only.value)}`]
      : []
  })
  if (figures.length > 0) return figures.slice(0, 3).join(', ')
  return specs.length > 0
    ? `${specs.filter(({ state }) => state === 'passed').length} of ${specs.length} specs`
    : ''
}
