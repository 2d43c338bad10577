import type { Placement } from '../results/types.ts'
import { placementText } from '../text/machine.ts'

/** Where processes ran, or why they were not placed, and whether the arms of a comparison differ in it. Often empty. */
export function placementLines(placement: Placement | undefined): readonly string[] {
  if (placement === undefined) return []
  const { reason, note = '' } = placement
  const text = placementText(placement)
  const placed = reason ?? (text === '' ? '' : `Placement: ${text}.`)
  // A document of a fork's run has numbers only.
  return [placed, note].filter((line) => line !== '')
}
