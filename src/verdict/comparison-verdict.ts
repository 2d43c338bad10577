import type { Comparison, Verdict } from '../results/types.ts'
import { judgedArm } from './compared-name.ts'

/** The verdict of a comparison itself, as documents list it among those of thresholds. */
export function comparisonVerdict({
  metric,
  verdict,
  sentence,
  head,
  arms,
}: Pick<Comparison, 'metric' | 'verdict' | 'sentence' | 'head'> &
  Partial<Pick<Comparison, 'arms'>>): Verdict & {
  readonly kind: 'comparison'
} {
  const arm = judgedArm({ arms })
  return {
    kind: 'comparison',
    metric,
    ...(arm !== undefined && { arm }),
    verdict,
    sentence,
    threshold: null,
    figure: head,
    limit: null,
  }
}
