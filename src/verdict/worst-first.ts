import type { Verdict } from '../results/types.ts'

/** Every verdict on a figure, a comparison or a run, from the worst to the best. */
export const WORST_FIRST = [
  'fail',
  'worse',
  'invalid',
  'inconclusive',
  'same',
  'better',
  'pass',
] as const satisfies readonly Verdict['verdict'][]

/** Whether a comparison counts. Others only inform: nobody asked for a verdict on them. */
export function isJudged({ judged }: { readonly judged?: boolean }): boolean {
  return judged !== false
}

/** The comparisons that count; all of them if none does. */
export function judgedOf<T extends { readonly judged?: boolean }>(comparisons: readonly T[]): readonly T[] {
  const judged = comparisons.filter(isJudged)
  return judged.length > 0 ? judged : comparisons
}

/** Sorts what was judged, the worst first. */
export function worstFirst(one: Pick<Verdict, 'verdict'>, other: Pick<Verdict, 'verdict'>): number {
  // A verdict that the order lacks does not compile here.
  return WORST_FIRST.indexOf(one.verdict) - WORST_FIRST.indexOf(other.verdict)
}

/** The worst of several verdicts; `pass` for none. */
export function worstVerdict(verdicts: readonly Verdict['verdict'][]): Verdict['verdict'] {
  return WORST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? 'pass'
}
