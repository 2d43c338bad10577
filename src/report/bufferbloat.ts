import type { LoadedMeasurement } from '../results/types.ts'
import { UNKNOWN } from './figures.ts'

/** The grade in its sentence, or why there is none; of a measurement that can't be trusted it says so at once. */
export function bufferbloatText({ bufferbloat, validity }: LoadedMeasurement): string {
  if (bufferbloat === null) return `${UNKNOWN}: how much load adds to p95 is known of no phase.`
  return validity.ok ? bufferbloat.sentence : `${bufferbloat.sentence} (not to be trusted)`
}
