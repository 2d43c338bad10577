import { amountText } from '../units.ts'

/** Factors in ms, the largest first. */
const TIMES = [
  [3_600_000, 'h'],
  [60_000, 'min'],
  [1000, 's'],
  [1, 'ms'],
] as const

/** A time in ms as options take it, in the largest unit that keeps it whole: `0s`, `50ms`, `90s`, `10min`. */
export function writtenTime(ms: number): string {
  const [factor, unit] = TIMES.find(([each]) => ms >= each && ms % each === 0) ?? ([1000, 's'] as const)
  return `${ms / factor}${unit}`
}

/** A share as options take it: `0.1%`, `90%`. */
export function writtenShare(share: number): string {
  return amountText(share, 'share')
}
