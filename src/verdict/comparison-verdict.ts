import type { Comparison, Verdict } from '../results/types.ts'

/** The verdict of a comparison itself, as documents list it among those of thresholds. */
export function comparisonVerdict({
  metric,
  verdict,
  sentence,
  head,
}: Pick<Comparison, 'metric' | 'verdict' | 'sentence' | 'head'>): Verdict & { readonly kind: 'comparison' } {
  return { kind: 'comparison', metric, verdict, sentence, threshold: null, figure: head, limit: null }
}
