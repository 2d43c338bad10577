import type { Verdict } from '../../results/types.ts'
import { isOfSpec } from '../../verdict/spec-comparison.ts'
import { worstVerdict } from '../../verdict/worst-first.ts'
import type { FailOn } from '../inputs/load-inputs.ts'
import type { SuiteOutcome } from './suite-outcome.ts'

/** What a step says of all that it found. */
export interface Judgement {
  readonly verdict: Verdict['verdict']
  /** Whether nothing failed and nothing is worse, whatever makes the step red. */
  readonly passed: boolean
  /** A sentence for each thing that failed or is worse. */
  readonly failures: readonly string[]
  /** Whether the step is red. */
  readonly red: boolean
}

/**
 * Judges an outcome as a whole. What could not be measured, and what crashed, fails whatever `failOn` says. A baseline that
 * says worse fails nothing by itself, as docs/explanation/verdicts.md has it: how far runs differ is for a threshold to say. What a spec
 * has compared it judges itself.
 */
export function judge({ document, specs, errors }: SuiteOutcome, failOn: readonly FailOn[]): Judgement {
  const specFailures = specs.filter(({ state }) => state === 'failed').map(specSentence)
  const judged = document.verdicts.filter((verdict) => !isOfSpec(document, verdict))
  const broken = judged.filter(({ verdict }) => verdict === 'fail').map(sentenceOf)
  const worse = judged.filter(isWorse).map(sentenceOf)
  const verdict = errors.length + specFailures.length > 0 ? 'fail' : worstVerdict(judged.flatMap(overall))
  return {
    verdict,
    passed: verdict !== 'fail' && verdict !== 'worse',
    failures: [...errors, ...specFailures, ...broken, ...worse],
    red:
      errors.length > 0 ||
      specs.some(({ crashed }) => crashed) ||
      (failOn.includes('threshold') && specFailures.length + broken.length > 0) ||
      (failOn.includes('worse') && worse.length > 0),
  }
}

function overall(verdict: Verdict): readonly Verdict['verdict'][] {
  if (verdict.kind === 'baseline' && verdict.threshold === null) return []
  return [verdict.verdict]
}

function isWorse({ kind, verdict }: Verdict): boolean {
  return kind === 'comparison' && verdict === 'worse'
}

function specSentence({ name, errors }: SuiteOutcome['specs'][number]): string {
  const [first] = errors
  return `Failed: ${name}${first === undefined ? '' : ` (${first.message})`}`
}

/** A sentence of a verdict ends without a full stop. */
function sentenceOf({ sentence }: Verdict): string {
  return sentence
}
