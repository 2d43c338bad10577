import type { ChangeScale } from '../text/change.ts'

/** Figures of two arms, and the change between them. */
interface Shown {
  readonly base: number | null
  readonly head: number | null
  readonly change: number | null
  readonly scale?: ChangeScale
}

/**
 * The figure of head that is shown beside base's: base's with the change. The change is estimated from pairs of bursts, and
 * the medians of both arms may differ by another one, so a reader of both would see a contradiction.
 */
export function shownHead({ base, head, change, scale }: Shown): number | null {
  if (base === null || change === null) return head
  // A mean of differences may be lower than the median of base.
  return scale === 'difference' ? Math.max(0, base + change) : base * (1 + change)
}
