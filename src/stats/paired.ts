import { precisionOf } from './block-bootstrap.ts'
import type { Estimate } from './block-bootstrap.ts'
import { hodgesLehmann } from './hodges-lehmann.ts'
import { middleOf } from './middle.ts'
import { studentQuantile } from './quantiles.ts'
import type { Random } from './random.ts'

/** Resamples behind a standard error: enough for one (Efron, Tibshirani 1993), which is 5 % exact itself then. */
export const RESAMPLES = 200

/** Fewer blocks tell no interval. */
export const LEAST_BLOCKS = 8

/** Figures of two arms, measured right after each other: the first of one with the first of the other, and so on. */
export interface Pairs {
  readonly base: readonly number[]
  readonly head: readonly number[]
}

/** A relative change with its confidence interval: 0.1 is 10 % more, -0.1 is 10 % less. */
export interface PairedChange {
  readonly change: number
  readonly from: number
  readonly to: number
  /** Blocks that had a pair. */
  readonly blocks: number
}

/**
 * How much more the head's figures are than the base's: the centre of the log-ratios of all pairs. The interval is that, give or take so many standard errors of a block bootstrap as Student's t distribution says.
 * @param blocks pairs that were measured on the same connections; connections are renewed between blocks
 * @param estimate the centre: `hodges-lehmann` where most of the noise is tame, `median` where a third of it is wild
 * @param error share (0..1) of such intervals that may miss the truth, on both sides together
 * @returns `null` with fewer than {@link LEAST_BLOCKS} blocks that have a pair
 */
export function pairedChange(
  blocks: readonly Pairs[],
  estimate: Estimate,
  error: number,
  random: Random,
): PairedChange | null {
  const ratios = blocks.map(logRatios).filter((block) => block.length > 0)
  const all = ratios.flat()
  const centre = estimate === 'median' ? medianOf(all) : hodgesLehmann(all)
  if (centre === null || ratios.length < LEAST_BLOCKS) return null
  const { standardError, freedom } = precisionOf(ratios, estimate, RESAMPLES, random)
  const reach = standardError * studentQuantile(1 - error / 2, freedom)
  return {
    change: Math.expm1(centre),
    from: Math.expm1(centre - reach),
    to: Math.expm1(centre + reach),
    blocks: ratios.length,
  }
}

/** Of the pairs that have one: both figures have to be above 0. */
function logRatios({ base, head }: Pairs): readonly number[] {
  return head.flatMap((figure, index) => {
    const ratio = Math.log(figure / (base[index] ?? Number.NaN))
    return Number.isFinite(ratio) ? ratio : []
  })
}

/** The middle of some figures; `null` of none. */
export function medianOf(figures: readonly number[]): number | null {
  return figures.length === 0 ? null : middleOf(figures.toSorted((a, b) => a - b))
}
