import type { ResultDocument, SpecResult, Verdict } from '../results/types.ts'
import { isOfSpec } from './spec-comparison.ts'
import { WORST_FIRST, worstVerdict } from './worst-first.ts'

/** A verdict, or `measured`: nothing was asked, so nothing was judged. */
export type State = Verdict['verdict'] | 'measured'

/** The only word and the only icon for each state, in every report. */
export const STATES: Readonly<Record<State, { readonly icon: string; readonly word: string }>> = {
  fail: { icon: '❌', word: 'failed' },
  worse: { icon: '❌', word: 'worse' },
  // Most such figures were measured; the sentence of a verdict says which were not.
  invalid: { icon: '⚠️', word: 'not judged' },
  inconclusive: { icon: '❔', word: 'cannot tell yet' },
  same: { icon: '✅', word: 'same' },
  better: { icon: '✅', word: 'better' },
  pass: { icon: '✅', word: 'passed' },
  measured: { icon: 'ℹ️', word: 'measured' },
}

/** A state with its icon: `❔ cannot tell yet`. */
export function stateText(state: string): string {
  return `${stateIcon(state)} ${stateWord(state)}`
}

/** A state that only informs, so that its icon does not contradict that of the run: `ℹ️ worse`. */
export function informingText(state: State): string {
  return `${STATES.measured.icon} ${STATES[state].word}`
}

/** The word for a state; one that only a later version knows is its own word. */
export function stateWord(state: string): string {
  return isState(state) ? STATES[state].word : state
}

/** The icon for a state. */
export function stateIcon(state: string): string {
  return STATES[isState(state) ? state : 'measured'].icon
}

function isState(word: string): word is State {
  return Object.hasOwn(STATES, word)
}

/** States with their counts, the worst first; a single one without a number: `❌ 1 failed, 3 passed`, `✅ passed`. */
export function statesText(states: readonly string[]): string {
  const [only] = states
  if (states.length === 1 && only !== undefined) return stateText(only)
  const found = SHOWN_FIRST.map(
    (state) => [state, states.filter((one) => one === state).length] as const,
  ).filter(([, count]) => count > 0)
  const words = found.map(([state, count]) => `${count} ${STATES[state].word}`).join(', ')
  return found[0] === undefined ? words : `${STATES[found[0][0]].icon} ${words}`
}

/** Sorts states, the worst first. */
export function stateOrder(state: string): number {
  const place = SHOWN_FIRST.findIndex((known) => known === state)
  return place < 0 ? SHOWN_FIRST.length : place
}

const SHOWN_FIRST: readonly State[] = [...WORST_FIRST, 'measured']

/** What decides the state of a run. */
export interface JudgedRun {
  /** The verdicts that the user asked for: {@link isAsked}. */
  readonly asked: readonly Verdict['verdict'][]
  readonly specs: readonly Pick<SpecResult, 'state'>[]
  readonly measurements: ResultDocument['measurements']
  /** Whether something crashed or could not be measured. */
  readonly broken: boolean
}

/** The state of a whole run, the same for the summary, the comment, the log and the outputs. */
export function runState({ asked, specs, measurements, broken }: JudgedRun): State {
  if (broken || specs.some(({ state }) => state === 'failed' || state === 'incomplete')) return 'fail'
  if (asked.length > 0) return worstVerdict(asked)
  if (specs.length > 0) return specs.every(({ state }) => state === 'skipped') ? 'invalid' : 'pass'
  return measurements.length > 0 && measurements.every(({ validity }) => !validity.ok)
    ? 'invalid'
    : 'measured'
}

/**
 * Whether the user asked for a verdict, so that it counts for the run. Changes since earlier runs only inform, and a
 * comparison within a spec is for the spec to judge.
 */
export function isAsked(document: Pick<ResultDocument, 'specs'>, verdict: Verdict): boolean {
  return verdict.threshold !== null || (verdict.kind !== 'baseline' && !isOfSpec(document, verdict))
}
