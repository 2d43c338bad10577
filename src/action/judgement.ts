import type { Verdict } from '../results/types.ts'
import { isOfSpec } from '../verdict/spec-comparison.ts'
import type { FailOn } from './inputs.ts'
import type { SuiteOutcome } from './suite-outcome.ts'

/** What a step says of all that it found. */
export interface Judgement {
  readonly verdict: OverallVerdict
  /** Whether nothing failed and nothing is worse, whatever makes the step red. */
  readonly passed: boolean
  /** A sentence for each thing that failed or is worse. */
  readonly failures: readonly string[]
  /** Whether the step is red. */
  readonly red: boolean
}

/** From the worst to the best: the first that there is stands for all. */
const ORDER = ['fail', 'worse', 'invalid', 'inconclusive', 'better', 'same', 'pass'] as const

/** What the output `verdict` says. */
export type OverallVerdict = (typeof ORDER)[number]

/**
 * Judges an outcome as a whole. What could not be measured, and what crashed, fails whatever `failOn` says. A baseline that
 * says worse fails nothing by itself, as docs/verdicts.md has it: how far runs differ is for a threshold to say. What a spec
 * has compared it judges itself.
 */
export function judge({ document, specs, errors }: SuiteOutcome, failOn: readonly FailOn[]): Judgement {
  const specFailures = specs.filter(({ state }) => state === 'failed').map(specSentence)
  const judged = document.verdicts.filter((verdict) => !isOfSpec(document, verdict))
  const broken = judged.filter(({ verdict }) => verdict === 'fail').map(sentenceOf)
  const worse = judged.filter(isWorse).map(sentenceOf)
  const verdicts = new Set<OverallVerdict>(judged.flatMap(overall))
  if (errors.length + specFailures.length > 0) verdicts.add('fail')
  const verdict = ORDER.find((name) => verdicts.has(name)) ?? 'pass'
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

/** The worst of several, for a report on all of them. */
export function worstOf(verdicts: readonly OverallVerdict[]): OverallVerdict {
  return ORDER.find((name) => verdicts.includes(name)) ?? 'pass'
}

function overall(verdict: Verdict): readonly OverallVerdict[] {
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
