import { blockLength } from './block-length.ts'
import { hodgesLehmann, roughCenter } from './hodges-lehmann.ts'
import { middleOf } from './middle.ts'
import type { Random } from './random.ts'

/** The precision of an estimate. */
export interface Precision {
  readonly standardError: number
  /** Degrees of freedom of the standard error. */
  readonly freedom: number
}

/** The estimator of the samples' center. */
export type Estimate = 'hodges-lehmann' | 'median' | 'mean'

/** Overlapping runs estimate a variance as well as 1.5 times as many disjoint ones (Meketon, Schmeiser 1984). */
const OVERLAP = 1.5

/** Precision of a resample's estimate, as a share of the samples' range: far below their scatter. */
const NEAR = 1e-5

/**
 * The precision of an estimated center, by the circular block bootstrap (Politis, Romano 1992). Resamples consist of runs of
 * neighboring groups, because samples of one group, and of neighbors, are not independent. The first group follows the
 * last one.
 * @param groups samples in the order of measurement, none of them empty
 * @param apart whether neighboring groups are independent, so that resamples may consist of single groups
 */
export function precisionOf(
  groups: readonly (readonly number[])[],
  estimate: Estimate,
  resamples: number,
  random: Random,
  apart = false,
): Precision {
  const n = groups.length
  const run = apart
    ? 1
    : blockLength(
        groups.flatMap((group) => centerOf(group, estimate === 'mean' ? 'mean' : 'hodges-lehmann') ?? []),
      )
  const { sorted, ranks } = ranked(groups)
  let sum = 0
  let squares = 0
  const times = new Uint32Array(sorted.length)
  for (let round = 0; round < resamples; round += 1) {
    times.fill(0)
    let from = 0
    let drawn = 0
    for (let index = 0; index < n; index += 1) {
      if (index % run === 0) from = Math.floor(random() * n)
      for (const rank of ranks[(from + (index % run)) % n] ?? []) {
        times[rank] = (times[rank] ?? 0) + 1
        drawn += 1
      }
    }
    const resample = repeated(sorted, times, drawn)
    const center = roughly(resample, estimate)
    sum += center
    squares += center * center
  }
  const variance = Math.max(0, squares / resamples - (sum / resamples) ** 2)
  // Runs vary slightly less around the samples' own center than around the true one.
  const standardError = Math.sqrt(variance * (n / (n - run)))
  return { standardError, freedom: Math.max(3, ((run === 1 ? 1 : OVERLAP) * n) / run - 1) }
}

/** The estimated center of samples; `null` without samples. */
export function centerOf(samples: readonly number[], estimate: Estimate): number | null {
  if (samples.length === 0) return null
  switch (estimate) {
    case 'hodges-lehmann':
      return hodgesLehmann(samples)
    case 'median':
      return middleOf(samples.toSorted((a, b) => a - b))
    case 'mean':
      return meanOf(samples)
  }
}

function roughly(sorted: Float64Array, estimate: Estimate): number {
  switch (estimate) {
    case 'hodges-lehmann':
      return roughCenter(sorted, NEAR)
    case 'median':
      return middleOf(sorted)
    case 'mean':
      return meanOf(sorted)
  }
}

function meanOf(samples: readonly number[] | Float64Array): number {
  let sum = 0
  for (const sample of samples) sum += sample
  return sum / samples.length
}

/** All samples in ascending order, and the ranks of each group's samples, so that no resample has to be sorted. */
function ranked(groups: readonly (readonly number[])[]): {
  readonly sorted: Float64Array
  readonly ranks: readonly (readonly number[])[]
} {
  const all = groups.flatMap((group, index) => group.map((sample) => ({ sample, index })))
  const ordered = all.toSorted((a, b) => a.sample - b.sample)
  const ranks = groups.map((): number[] => [])
  for (const [rank, { index }] of ordered.entries()) ranks[index]?.push(rank)
  return { sorted: Float64Array.from(ordered, ({ sample }) => sample), ranks }
}

/** Each sample, repeated as often as it was drawn. */
function repeated(sorted: Float64Array, times: Uint32Array, drawn: number): Float64Array {
  const resample = new Float64Array(drawn)
  let at = 0
  for (let rank = 0; rank < sorted.length; rank += 1) {
    const end = at + (times[rank] ?? 0)
    resample.fill(sorted[rank] ?? 0, at, end)
    at = end
  }
  return resample
}
