import { scaled, threeDigits, UNKNOWN, unitFor } from './digits.ts'
import type { Scale } from './digits.ts'

/** Factors in Mbps. */
const RATES: Scale = [
  [1e-3, 'kbps'],
  [1, 'Mbps'],
  [1000, 'Gbps'],
]

/** A rate in Mbps, in the unit that fits: `640 kbps`, `94.1 Mbps`, `38.2 Gbps`. */
export function rateText(mbps: number | null): string {
  return mbps === null ? UNKNOWN : scaled(mbps, RATES)
}

/** A rate in Mbps without its unit, which is that of another rate: `974` beside `941 Mbps`. */
export function rateDigits(mbps: number, beside: number): string {
  return threeDigits(mbps / unitFor(beside, RATES)[0])
}

/** Two rates in Mbps, in the larger one's unit, printed once: `35.1` and `39.9 Gbps`. */
export function ratePairText(one: number, other: number): readonly [one: string, other: string] {
  const [factor, name] = unitFor(Math.max(one, other), RATES)
  return [threeDigits(one / factor), `${threeDigits(other / factor)} ${name}`]
}

/** Events per second: `6000/s`, `12.5/s`. */
export function perSecondText(rate: number | null): string {
  return rate === null ? UNKNOWN : `${threeDigits(rate)}/s`
}
