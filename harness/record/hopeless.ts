import type { Comparison, Measurement } from '../../src/results/types.ts'

const known = new WeakMap<Measurement | Comparison, string>()

/**
 * Keeps why a measurement or comparison can never be judged: the reason that it gave twice lies in what the spec asked for.
 */
export function noteHopeless(result: Measurement | Comparison, reason: string): void {
  known.set(result, reason)
}

/** Why a measurement or comparison can never be judged; `null` if measuring again may help. */
export function hopelessReason(result: Measurement | Comparison): string | null {
  return known.get(result) ?? null
}
