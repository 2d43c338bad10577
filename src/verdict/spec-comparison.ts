import type { ResultDocument, Verdict } from '../results/types.ts'

/**
 * Whether a verdict tells of a comparison that a spec has made. The spec judges it, and may well expect a head that is
 * slower: it says nothing of the run as a whole.
 */
export function isOfSpec(
  { specs }: Pick<ResultDocument, 'specs'>,
  { kind, threshold }: Pick<Verdict, 'kind' | 'threshold'>,
): boolean {
  return specs !== undefined && kind === 'comparison' && threshold === null
}
