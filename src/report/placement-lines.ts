import type { Placement } from '../results/types.ts'
import { placementText } from '../text/machine.ts'

/** The line that says where processes ran, or why they were not placed; none if nobody asked for it. */
export function placementLines(placement: Placement | undefined): readonly string[] {
  if (placement === undefined) return []
  if (placement.reason !== null) return [placement.reason]
  const text = placementText(placement)
  return text === '' ? [] : [`Placement: ${text}.`]
}
