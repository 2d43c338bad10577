import { shareText } from './share.ts'

/** A range of changes as shares: 0.1 is 10 %. */
export interface ChangeRange {
  readonly from: number
  readonly to: number
}

/** A change as a share, with its sign: `+0.61 %`, `-12.3 %`. */
export function signedText(change: number): string {
  return `${signed(change, decimals(change))} %`
}

/** A range of changes: `-1.5 to +0.8 %`. */
export function rangeText({ from, to }: ChangeRange): string {
  const places = decimals(Math.max(Math.abs(from), Math.abs(to)))
  return `${signed(from, places)} to ${signed(to, places)} %`
}

/** A change with its 95 % confidence interval: `+1.2 % (-2.0 to +4.1 %)`. */
export function changeText(change: number, interval: ChangeRange | null): string {
  return interval === null ? signedText(change) : `${signedText(change)} (${rangeText(interval)})`
}

/**
 * A change for the worse or the better: `5.2 % worse`, `1.3 % better`.
 * @param worse share by which the figure is worse; negative: better
 */
export function worseText(worse: number): string {
  if (worse === 0) return 'no change'
  if (!Number.isFinite(worse)) return 'infinitely worse'
  return `${shareText(Math.abs(worse))} ${worse > 0 ? 'worse' : 'better'}`
}

/** Hundredths of a percent matter below 1 %. */
function decimals(change: number): number {
  return Math.abs(change) < 0.01 ? 2 : 1
}

function signed(change: number, places: number): string {
  return `${change < 0 ? '-' : '+'}${Math.abs(change * 100).toFixed(places)}`
}
