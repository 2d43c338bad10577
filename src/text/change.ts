import { fixed } from './digits.ts'
import { estimatedShareText, shareText } from './share.ts'

/** A range of changes as shares: 0.1 is 10 %. */
export interface ChangeRange {
  readonly from: number
  readonly to: number
}

/** What changes are: shares of the earlier figure, or `difference`s of two figures that are shares themselves. */
export type ChangeScale = 'difference' | undefined

/** A change as a share, with its sign: `+0.61 %`, `-12.3 %`, `+342 %`; of a difference, `+0.61 percentage points`. */
export function signedText(change: number, scale?: ChangeScale): string {
  return `${signed(change, decimals(change))} ${unitOf(scale)}`
}

/** A range of changes: `-1.5 to +0.8 %`. */
export function rangeText({ from, to }: ChangeRange, scale?: ChangeScale): string {
  const places = decimals(Math.max(Math.abs(from), Math.abs(to)))
  return `${signed(from, places)} to ${signed(to, places)} ${unitOf(scale)}`
}

/** A change with its 95 % confidence interval: `+1.2 % (-2.0 to +4.1 %)`. */
export function changeText(change: number, interval: ChangeRange | null, scale?: ChangeScale): string {
  const text = signedText(change, scale)
  return interval === null ? text : `${text} (${rangeText(interval, scale)})`
}

/** The size of a change: `5 %`, or of a difference `0.5 percentage points`. */
export function sizeText(size: number, digits: 2 | 3, scale?: ChangeScale): string {
  const text = digits === 2 ? estimatedShareText(size) : shareText(size)
  return scale === undefined ? text : text.replace('%', unitOf(scale))
}

/** A percentage of a figure that is one itself would be read as the other one. */
function unitOf(scale: ChangeScale): string {
  return scale === undefined ? '%' : 'percentage points'
}

/**
 * A change for the worse or the better: `5.2 % worse`, `1.3 % better`.
 * @param worse share by which the figure is worse; negative: better
 */
export function worseText(worse: number, scale?: ChangeScale): string {
  if (worse === 0) return 'no change'
  const word = worse > 0 ? 'worse' : 'better'
  if (!Number.isFinite(worse)) return `infinitely ${word}`
  const text = sizeDigits(worse)
  return `${Number(text) === 0 ? 'less than 0.01' : text} ${unitOf(scale)} ${word}`
}

/**
 * The range of a change for the worse or the better, beside its `worseText`: `4.1 to 6.0 %`, or `0.5 % better to 6.0 % worse`
 * if not all of it is on the change's side of zero.
 * @param range by how much the figure is worse; negative: better
 */
export function worseRangeText({ from, to }: ChangeRange, worse: number, scale?: ChangeScale): string {
  const sizes = [from, to].map((end) => Number(sizeDigits(end)))
  const oneSided = [from, to].every((end) => Number.isFinite(end) && Math.sign(end) === Math.sign(worse))
  if (!oneSided || sizes.includes(0)) return `${worseText(from, scale)} to ${worseText(to, scale)}`
  const [least, most] = worse > 0 ? [from, to] : [to, from]
  return `${sizeDigits(least)} to ${sizeDigits(most)} ${unitOf(scale)}`
}

function sizeDigits(change: number): string {
  return fixed(Math.abs(change) * 100, decimals(change))
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
