import type { Measurement } from '../../src/results/types.ts'

const known = new WeakMap<Measurement, string>()

/**
 * Keeps why a measurement can never be judged: measured again, it was not trustworthy for the same reason, which lies in
 * what the spec asked for.
 */
export function noteHopeless(measurement: Measurement, reason: string): void {
  known.set(measurement, reason)
}

/** Why a measurement can never be judged; `null` if measuring again may help. */
export function hopelessReason(measurement: Measurement): string | null {
  return known.get(measurement) ?? null
}
