import { legsByVerdict } from '../../report/markdown/legs.ts'
import type { Verdict } from '../../results/types.ts'
import { isOfSpec } from '../../verdict/spec-comparison.ts'
import { isAsked, runState } from '../../verdict/run-state.ts'
import type { State } from '../../verdict/run-state.ts'
import type { FailOn } from '../inputs/inputs.ts'
import type { Spec } from '../specs/spec.ts'
import type { Outcome } from './outcome.ts'

/** An outcome judged as a whole. */
export interface Judgment {
  readonly verdict: Verdict['verdict']
  /** The same, or `measured` if nothing was judged. */
  readonly state: State
  /** Whether nothing failed and nothing is worse, regardless of what makes the step red. */
  readonly passed: boolean
  /** A sentence for everything that failed or is worse, or that `failOn` lists. */
  readonly failures: readonly string[]
  /** Whether the step is red. */
  readonly red: boolean
}

/**
 * Judges an outcome as a whole. Whatever could not be measured and every crash make the step red regardless of `failOn`.
 * Specs of which too few could be judged make it red unless `failOn` is empty.
 * A baseline without a threshold never fails: runs differ by an amount that only a threshold can set (docs/explanation/verdicts.md).
 * A comparison that a spec made is for the spec to judge.
 */
export function judge(
  { document, specs, errors, busy, unjudged }: Outcome,
  failOn: readonly FailOn[],
): Judgment {
  const specFailures = specs.filter(({ state }) => state === 'failed').map(specSentence)
  const legs = legsByVerdict(document)
  const judged = document.verdicts
    .map((verdict, place) => {
      const leg = legs.get(place)
      return leg === undefined ? verdict : { ...verdict, sentence: `${leg.name}: ${verdict.sentence}` }
    })
    .filter((verdict) => !isOfSpec(document, verdict))
  const broken = judged.filter(({ verdict }) => verdict === 'fail').map(({ sentence }) => sentence)
  const worse = judged.filter(isWorse).map(({ sentence }) => sentence)
  // A failure only if the workflow asks for certainty.
  const undecided = [
    ...(unjudged !== undefined && failOn.length > 0 ? [unjudged] : []),
    ...(busy !== undefined && failOn.includes('invalid') ? [busy] : []),
    ...judged
      .filter(
        (one) => isAsked(document, one) && failOn.some((word) => isUndecided(word) && word === one.verdict),
      )
      .map(({ sentence }) => sentence),
  ]
  const state = runState({
    asked: [
      ...document.verdicts.filter((verdict) => isAsked(document, verdict)).map(({ verdict }) => verdict),
      ...(busy === undefined && unjudged === undefined ? [] : (['invalid'] as const)),
    ],
    // A run on a fork hands over only their states, in the document.
    specs: specs.length > 0 ? specs : (document.specs ?? []),
    measurements: document.measurements,
    broken: errors.length > 0,
  })
  const verdict = state === 'measured' ? 'pass' : state
  return {
    verdict,
    state,
    passed: verdict !== 'fail' && verdict !== 'worse',
    failures: [...errors, ...specFailures, ...broken, ...worse, ...undecided],
    red:
      errors.length > 0 ||
      specs.some(({ crashed }) => crashed) ||
      (failOn.includes('threshold') && specFailures.length + broken.length > 0) ||
      (failOn.includes('worse') && worse.length > 0) ||
      undecided.length > 0,
  }
}

function isUndecided(word: FailOn): boolean {
  return word === 'invalid' || word === 'inconclusive'
}

function isWorse({ kind, verdict }: Verdict): boolean {
  return kind === 'comparison' && verdict === 'worse'
}

function specSentence({ name, errors }: Spec): string {
  const [first] = errors
  return `Failed: ${name}${first === undefined ? '' : ` (${first.message})`}`
}
