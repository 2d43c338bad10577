import type { ResultDocument, Verdict } from '../results/types.ts'

/**
 * Whether a verdict is that of a comparison made by a spec. The spec judges it, and may expect a slower head, so it does
 * not count for the run as a whole.
 */
export function isOfSpec(
  { specs }: Pick<ResultDocument, 'specs'>,
  { kind, threshold }: Pick<Verdict, 'kind' | 'threshold'>,
): boolean {
  return specs !== undefined && kind === 'comparison' && threshold === null
}
