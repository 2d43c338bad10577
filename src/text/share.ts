import { decimalText } from '../units.ts'
import { UNKNOWN } from './digits.ts'

/** A share of 0 to 1 as a percentage of three digits: `0 %`, `0.0123 %`, `1.25 %`. */
export function shareText(share: number | null): string {
  return share === null ? UNKNOWN : `${percentage(share, 3)} %`
}

/** A share that is an estimate, as a percentage of two digits: `0.28 %`, `13 %`. */
export function estimatedShareText(share: number): string {
  return `${percentage(share, 2)} %`
}

/** Never with an exponent, and without zeros at the end that say nothing. */
function percentage(share: number, digits: number): string {
  return decimalText(Number((share * 100).toPrecision(digits)))
}
