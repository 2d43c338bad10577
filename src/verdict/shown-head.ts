import type { ComparisonChange } from './judge-change.ts'

/**
 * The figure of head that is shown beside base's: base's with the change. The change is estimated from pairs of bursts, and
 * the medians of both arms may differ by another one, so a reader of both would see a contradiction.
 */
export function shownHead({
  base,
  head,
  change,
}: Pick<ComparisonChange, 'base' | 'head' | 'change'>): number | null {
  return base === null || change === null ? head : base * (1 + change)
}
