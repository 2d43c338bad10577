import type { LoadedMeasurement } from '../results/types.ts'
import { UNKNOWN } from '../text/digits.ts'
import { plain } from './plain.ts'

/** The sentence about the bufferbloat grade, or why it has none, marked if the measurement is not trustworthy. */
export function bufferbloatText({ bufferbloat, validity }: LoadedMeasurement): string {
  if (bufferbloat === null) return `${UNKNOWN}: the increase of p95 under load is unknown for every phase.`
  const sentence = plain(bufferbloat.sentence)
  return validity.ok ? sentence : `${sentence} (not trustworthy)`
}
