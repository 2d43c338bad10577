import { fixed } from './digits.ts'

/** A range of changes as shares: 0.1 is 10 %. */
export interface ChangeRange {
  readonly from: number
  readonly to: number
}

/** A change as a share, with its sign: `+0.61 %`, `-12.3 %`, `+342 %`. */
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
  const word = worse > 0 ? 'worse' : 'better'
  if (!Number.isFinite(worse)) return `infinitely ${word}`
  const text = fixed(Math.abs(worse) * 100, decimals(worse))
  return `${Number(text) === 0 ? 'less than 0.01' : text} % ${word}`
}

/** Hundredths of a percent matter below 1 %, and tenths below 100 %. */
function decimals(change: number): number {
  const size = Math.abs(change)
  return size < 0.01 ? 2 : size < 1 ? 1 : 0
}

function signed(change: number, places: number): string {
  const text = fixed(change * 100, places)
  return text.startsWith('-') ? text : `+${text}`
}
