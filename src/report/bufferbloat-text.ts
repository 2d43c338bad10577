import type { LoadedMeasurement } from '../results/types.ts'
import { UNKNOWN } from '../text/digits.ts'

/** The grade in its sentence, or why there is none; of a measurement that can't be trusted it says so at once. */
export function bufferbloatText({ bufferbloat, validity }: LoadedMeasurement): string {
  if (bufferbloat === null) return `${UNKNOWN}: the increase of p95 under load is unknown for every phase.`
  return validity.ok ? bufferbloat.sentence : `${bufferbloat.sentence} (not trustworthy)`
}
