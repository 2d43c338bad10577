import { centerOf, precisionOf } from './block-bootstrap.ts'
import type { Estimate } from './block-bootstrap.ts'
import { middleOf } from './middle.ts'
import { studentQuantile } from './quantiles.ts'
import type { Random } from './random.ts'

/** Resamples of a standard error, which make it precise to 5 % (Efron, Tibshirani 1993). */
export const RESAMPLES = 200

/** What the pairs are grouped by, because pairs of one group are not independent. */
export type Grouping = 'blocks' | 'lives'

/** Minimum number of groups for an interval. Lives of processes are independent of each other, so fewer of them suffice. */
export const LEAST: Readonly<Record<Grouping, number>> = { blocks: 8, lives: 6 }

/** Figures of two arms. Those of the same index were measured directly after each other. */
export interface Pairs {
  readonly base: readonly number[]
  readonly head: readonly number[]
}

/** A relative change with its confidence interval: 0.1 is 10 % more, -0.1 is 10 % less. */
export interface PairedChange {
  readonly change: number
  readonly from: number
  readonly to: number
  /** Groups with at least one pair. */
  readonly groups: number
}

/**
 * The relative change from base to head: the center of the log-ratios of all pairs. The confidence interval extends on both
 * sides by the standard error of a block bootstrap, times the quantile of Student's t distribution.
 * @param groups pairs by block, each of which was measured on its own connections, or by life of the processes measured
 * @param estimate the center: `hodges-lehmann` if most of the noise is tame, `median` if a third of the samples are outliers
 * @param error share (0..1) of such intervals that may miss the true change, both sides together
 * @returns `null` with fewer than {@link LEAST} groups with a pair
 */
export function pairedChange(
  groups: readonly Pairs[],
  estimate: Estimate,
  error: number,
  random: Random,
  grouping: Grouping = 'blocks',
): PairedChange | null {
  const ratios = groups.map(logRatios).filter((group) => group.length > 0)
  const center = centerOf(ratios.flat(), estimate)
  if (center === null || ratios.length < LEAST[grouping]) return null
  const { standardError, freedom } = precisionOf(ratios, estimate, RESAMPLES, random, grouping === 'lives')
  const reach = standardError * studentQuantile(1 - error / 2, freedom)
  return {
    change: Math.expm1(center),
    from: Math.expm1(center - reach),
    to: Math.expm1(center + reach),
    groups: ratios.length,
  }
}

/**
 * The difference of two shares, head minus base: the mean over all pairs, because base may be 0 and most differences are.
 * Shares of equally large samples are compared, of which none may show anything rare: the interval is at least as wide as
 * the share at which that would happen with half of the error's probability.
 * @param grain the smallest share above 0 that a sample can show: 1 / its size
 * @returns changes as differences: 0.01 is one percentage point more; `null` with fewer than {@link LEAST} groups with a pair
 */
export function pairedDifference(
  groups: readonly Pairs[],
  grain: number,
  error: number,
  random: Random,
  grouping: Grouping = 'blocks',
): PairedChange | null {
  const differences = groups
    .map(({ base, head }) => head.flatMap((figure, index) => figure - (base[index] ?? Number.NaN)))
    .filter((group) => group.length > 0)
  const all = differences.flat()
  const center = centerOf(all, 'mean')
  if (center === null || differences.length < LEAST[grouping]) return null
  const { standardError, freedom } = precisionOf(differences, 'mean', RESAMPLES, random, grouping === 'lives')
  const unseen = (grain / all.length) * Math.log(2 / error)
  const reach = Math.max(unseen, standardError * studentQuantile(1 - error / 2, freedom))
  return { change: center, from: center - reach, to: center + reach, groups: differences.length }
}

/** A pair has a log-ratio if both of its figures are above 0. */
function logRatios({ base, head }: Pairs): readonly number[] {
  return head.flatMap((figure, index) => {
    const ratio = Math.log(figure / (base[index] ?? Number.NaN))
    return Number.isFinite(ratio) ? ratio : []
  })
}

/** The median of some figures; `null` without figures. */
export function medianOf(figures: readonly number[]): number | null {
  return figures.length === 0 ? null : middleOf(figures.toSorted((a, b) => a - b))
}
