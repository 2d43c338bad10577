import type { PairedChange } from '../stats/paired.ts'
import { estimatedShareText } from '../text/share.ts'

type Estimated = Pick<PairedChange, 'change' | 'from' | 'to'>

/** Nobody waits for this many times the time it already took, so the exact time is not printed beyond it. */
const TOO_LONG = 20

/** The largest margin and the longest budget (s) of a comparison. */
const MOST_MARGIN = 0.9
const MOST_BUDGET = 600

/**
 * What an inconclusive comparison could have detected, how much longer a verdict takes, and the margin or budget to set.
 * @param seconds it took so far
 */
export function inconclusiveSentence(ab: Estimated, floor: number, margin: number, seconds: number): string {
  const reach = (ab.to - ab.from) / 2
  const seen = `only a change above ${estimatedShareText(Math.max(floor, margin + reach))} could be detected`
  // An interval shrinks with the square root of the time.
  const distance = Math.abs(Math.abs(ab.change) - margin)
  const within = Math.abs(ab.change) < margin
  const times = Math.max((reach / distance) ** 2, within ? (floor / margin) ** 2 : (floor / ab.change) ** 2)
  const more = Math.max(1, Math.ceil(seconds * (Math.min(TOO_LONG, times) - 1)))
  const about = times < TOO_LONG ? 'about' : 'more than'
  const wide = nextShare(Math.max(Math.abs(ab.from), Math.abs(ab.to), floor))
  const budget = Math.ceil(seconds) + more
  const ways = [
    ...(wide <= MOST_MARGIN ? [`a margin of ${estimatedShareText(wide)}`] : []),
    ...(times < TOO_LONG && budget <= MOST_BUDGET ? [`a budget of about ${budget} s`] : []),
  ]
  const way = ways.length === 0 ? '' : `: set ${ways.join(' or ')}`
  return `${seen}; a verdict takes ${about} ${more} s longer${way}.`
}

/**
 * What would decide whether a change is more than a bound.
 * @param change the share by which head is worse, and the ends of its interval
 */
export function undecidedWays({ change, from, to }: Estimated, bound: number): string {
  const times = ((to - from) / 2 / Math.abs(change - bound)) ** 2
  const wide = to > 0 ? [`a limit of ${estimatedShareText(nextShare(to))} would hold`] : []
  const longer =
    times < TOO_LONG ? [`about ${Math.max(2, Math.ceil(times))} times the budget would tell`] : []
  return [...wide, ...longer].map((way) => `; ${way}`).join('')
}

/** The next larger share of two digits. */
function nextShare(share: number): number {
  const step = 10 ** (Math.floor(Math.log10(Math.max(share, 0.001))) - 1)
  return (Math.floor(share / step + 1e-9) + 1) * step
}
