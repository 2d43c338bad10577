import type { Comparison } from '../results/types.ts'
import type { PairedChange } from '../stats/paired.ts'
import { sizeText } from '../text/change.ts'
import type { ChangeScale } from '../text/change.ts'
import { estimatedShareText } from '../text/share.ts'
import { wholeSecondsText } from '../text/time.ts'
import { writtenTime } from '../text/written-option.ts'
import { BUDGET_LIMITS, MARGIN_LIMITS } from './comparison-range.ts'

type Estimated = Pick<PairedChange, 'change' | 'from' | 'to'>

/** The margin that a change is held to. */
interface Bound {
  readonly margin: number
  readonly scale?: ChangeScale
}

/** How the arms differ from themselves. */
export interface OwnChange {
  readonly change: number
  /** The end of its interval that is farther from 0. */
  readonly floor: number
}

/** Nobody waits for this many times the time it already took, so the exact time is not printed beyond it. */
const TOO_LONG = 20

/** What would decide a comparison if the noise stays as it is; `null` if nothing within the range does. */
export type ToDecide = NonNullable<Comparison['toDecide']>

/**
 * What would decide an inconclusive comparison.
 * @param seconds it took so far
 */
export function toDecide(ab: Estimated, own: OwnChange, { margin }: Bound, seconds: number): ToDecide {
  const wide = nextShare(Math.max(Math.abs(ab.from), Math.abs(ab.to), Math.abs(own.change)))
  const times = timesNeeded(ab, own, margin)
  const budget = Math.ceil(seconds) + secondsMore(times, seconds)
  return {
    margin: wide <= MARGIN_LIMITS.most ? Number(wide.toPrecision(2)) : null,
    budget: times < TOO_LONG && budget <= BUDGET_LIMITS.most ? budget : null,
  }
}

/**
 * What an inconclusive comparison could have detected, how much more time a verdict needs, and the margin or budget to set.
 * @param seconds it took so far
 */
export function inconclusiveSentence(ab: Estimated, own: OwnChange, bound: Bound, seconds: number): string {
  const { margin, scale } = bound
  const reach = (ab.to - ab.from) / 2
  const seen = `only a change above ${sizeText(Math.max(own.floor, margin + reach), 2, scale)} could be detected`
  const times = timesNeeded(ab, own, margin)
  const way = waysText(toDecide(ab, own, bound, seconds), scale)
  return `${seen}. ${longerText(times, seconds)}${way === '' ? '' : ` Set ${way}.`}`
}

/** Whether more time would decide a comparison, and how much. */
function longerText(times: number, seconds: number): string {
  if (times * seconds > BUDGET_LIMITS.most)
    return `More time within the longest budget (${writtenTime(BUDGET_LIMITS.most * 1000)}) will not decide it.`
  const about = times < TOO_LONG ? 'about' : 'more than'
  return `A verdict needs ${about} ${wholeSecondsText(secondsMore(times, seconds))} more.`
}

/** The ways as text: `a margin of 8.1 % or a budget of about 120 s`. Empty if there is none. */
export function waysText({ margin, budget }: ToDecide, scale?: ChangeScale): string {
  return [
    ...(margin === null ? [] : [`a margin of ${sizeText(margin, 2, scale)}`]),
    ...(budget === null ? [] : [`a budget of about ${wholeSecondsText(budget)}`]),
  ].join(' or ')
}

/** The factor by which more time is needed: an interval shrinks with the square root of the time. */
function timesNeeded({ change, from, to }: Estimated, own: OwnChange, margin: number): number {
  const distance = Math.abs(Math.abs(change) - margin)
  const within = Math.abs(change) < margin
  const ofOwn = within ? own.change / margin : own.floor / change
  return Math.max(((to - from) / 2 / distance) ** 2, ofOwn ** 2)
}

function secondsMore(times: number, seconds: number): number {
  return Math.max(1, Math.ceil(seconds * (Math.min(TOO_LONG, times) - 1)))
}

/**
 * What would decide whether a change is more than a bound.
 * @param change the share by which head is worse, and the ends of its interval
 */
export function undecidedWays({ change, from, to }: Estimated, bound: number): string {
  const times = ((to - from) / 2 / Math.abs(change - bound)) ** 2
  const wide = to > 0 ? [`a limit of ${estimatedShareText(nextShare(to))} would hold`] : []
  const longer =
    times < TOO_LONG ? [`about ${Math.max(2, Math.ceil(times))} times the budget would decide it`] : []
  return [...wide, ...longer].map((way) => `; ${way}`).join('')
}

/** The next larger share of two digits. */
function nextShare(share: number): number {
  const step = 10 ** (Math.floor(Math.log10(Math.max(share, 0.001))) - 1)
  return (Math.floor(share / step + 1e-9) + 1) * step
}
