import { changeText } from '../../text/change.ts'
import { counted } from '../../text/count.ts'
import { estimatedShareText } from '../../text/share.ts'
import { readingsOf } from '../../verdict/readings.ts'
import { runState, STATES } from '../../verdict/run-state.ts'
import type { State } from '../../verdict/run-state.ts'
import { reportOf } from '../kinds.ts'
import { escapeMarkdown } from './escape.ts'
import type { MarkdownInput } from './input.ts'
import { judgedIn } from './judged.ts'
import type { Judged } from './judged.ts'
import { MAIN_METRICS } from './main-metrics.ts'
import { metricText } from './metric-text.ts'

/** The outcome of a run. */
export interface Outcome {
  readonly state: State
  /** Its most important reason as plain text, not yet escaped. Empty without one. */
  readonly sentence: string
}

/**
 * The outcome of a run and the reason. Verdicts that the user asked for come first, then measurements that are not
 * trustworthy. Changes since earlier runs only inform.
 */
export function outcomeOf(input: MarkdownInput): Outcome {
  const { document, specs, failures, comparisons = [], busy, unjudged } = input
  const unmeasured = unjudged ?? busy
  // Crashes, specs, and what could not be measured: failures that are not the sentence of a verdict.
  const told = new Set([...document.verdicts, ...comparisons].map(({ sentence }) => sentence))
  const others = failures.filter((failure) => !told.has(failure) && failure !== busy && failure !== unjudged)
  const judged = judgedIn(input).filter((one) => one.asked)
  const state = runState({
    asked: [
      ...judged.map(({ verdict }) => verdict),
      ...(unmeasured === undefined ? [] : (['invalid'] as const)),
    ],
    // A run on a fork hands over only their states, in the document.
    specs: specs.length > 0 ? specs : (document.specs ?? []),
    measurements: document.measurements,
    broken: others.length > 0,
  })
  if (unmeasured !== undefined && state === 'invalid') return { state, sentence: unmeasured }
  const [asked] = judged
  if (asked !== undefined && asked.verdict === state) return outcomeBy(asked, input)
  const [reason] = state === 'fail' ? others : state === 'invalid' ? untrustedIn(input) : []
  if (reason !== undefined) return { state, sentence: reason }
  return { state, sentence: partlyTrusted(input, untrustedIn(input).length) }
}

/**
 * The outcome as a line of Markdown: `Same: latency.p99 +1.2 % (-2.0 to +4.1 %), this runner can detect changes above 5 %`.
 * @param most maximum characters of the reason
 */
export function verdictLine({ state, sentence }: Outcome, most?: number): string {
  const { word } = STATES[state]
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

/** Trustworthy figures matter more to a reader than those that are not. */
function partlyTrusted(input: MarkdownInput, untrusted: number): string {
  const figures = mainFigures(input)
  if (untrusted === 0) return figures
  const count = input.document.measurements.length
  const rest = `${untrusted} of ${counted(count, 'measurement')} ${untrusted === 1 ? 'is' : 'are'} not trustworthy`
  return figures === '' ? rest : `${figures}; ${rest}`
}

function outcomeBy({ verdict: state, sentence, comparison }: Judged, input: MarkdownInput): Outcome {
  if (state === 'pass') return { state, sentence: mainFigures(input) }
  // The sentence of a broken threshold says what was allowed, and an invalid one's says why.
  const told = state !== 'fail' && state !== 'invalid' && comparison !== null
  if (!told || comparison.change === null) return { state, sentence }
  const { metric, change, interval, floor } = comparison
  const least = floor === null ? '' : `, this runner can detect changes above ${estimatedShareText(floor)}`
  return { state, sentence: `${metric} ${changeText(change, interval)}${least}` }
}

/** Up to three main figures, for a run with nothing wrong. */
function mainFigures({ document, specs }: MarkdownInput): string {
  const figures = MAIN_METRICS.flatMap((metric) => {
    const { trusted } = readingsOf(metric, document.measurements)
    const [only] = trusted
    return trusted.length === 1 && only && Number.isFinite(only.value)
      ? [`${metric.name.replace(/\.(?:mbps|rate)$/, '')} ${metricText(metric.name, only.value)}`]
      : []
  })
  if (figures.length > 0) return figures.slice(0, 3).join(', ')
  return specs.length > 0
    ? `${specs.filter(({ state }) => state === 'passed').length} of ${counted(specs.length, 'spec')}`
    : ''
}
