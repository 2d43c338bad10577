import { vi } from 'vitest'
import type { Mock } from 'vitest'

/** What a {@link throwingListener} throws. */
export const ENOUGH = new RangeError('The listener has had enough.')

/** A listener that throws, and counts its calls. */
export function throwingListener(): Mock<() => void> {
  return vi.fn<() => void>(() => {
    throw ENOUGH
  })
}
