import { runState } from '../../verdict/run-state.ts'
import type { State } from '../../verdict/run-state.ts'
import { reportOf } from '../kinds.ts'
import type { MarkdownInput } from './input.ts'
import { judgedIn } from './judged.ts'

/** The state of a run. Changes since earlier runs only inform. */
export function stateOf(input: MarkdownInput): State {
  const { document, specs, busy, unjudged } = input
  const asked = judgedIn(input).filter((one) => one.asked)
  return runState({
    asked: [
      ...asked.map(({ verdict }) => verdict),
      ...((busy ?? unjudged) === undefined ? [] : (['invalid'] as const)),
    ],
    // A run on a fork hands over only their states, in the document.
    specs: specs.length > 0 ? specs : (document.specs ?? []),
    measurements: document.measurements,
    broken: othersIn(input).length > 0,
  })
}

/** Failures that are not the sentence of a verdict: crashes, specs, and what could not be measured. */
export function othersIn(input: MarkdownInput): readonly string[] {
  const { failures, comparisons = [], busy, unjudged } = input
  const told = new Set(
    [...judgedIn(input).filter(({ leg }) => leg !== null), ...input.document.verdicts, ...comparisons].map(
      ({ sentence }) => sentence,
    ),
  )
  return failures.filter((failure) => !told.has(failure) && failure !== busy && failure !== unjudged)
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
