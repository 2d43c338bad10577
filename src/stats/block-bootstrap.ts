import { blockLength } from './block-length.ts'
import { hodgesLehmann } from './hodges-lehmann.ts'
import { middleOf } from './middle.ts'
import type { Random } from './random.ts'
import { resampledCenter } from './resampled-center.ts'
import type { CenterOfResample } from './resampled-center.ts'

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
  const { sorted, ranks, starts } = ranked(groups)
  const centerOfResample = centerOfResamples(sorted, estimate)
  let sum = 0
  let squares = 0
  const times = new Uint32Array(sorted.length)
  for (let round = 0; round < resamples; round += 1) {
    times.fill(0)
    let drawn = 0
    for (let left = n; left > 0; left -= run) {
      const from = Math.floor(random() * n)
      const start = starts[from] ?? 0
      const end = starts[from + Math.min(run, left)] ?? 0
      for (let at = start; at < end; at += 1) {
        const rank = ranks[at] ?? 0
        times[rank] = (times[rank] ?? 0) + 1
      }
      drawn += end - start
    }
    const center = centerOfResample(times, drawn)
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

function centerOfResamples(sorted: Float64Array, estimate: Estimate): CenterOfResample {
  switch (estimate) {
    case 'hodges-lehmann':
      return resampledCenter(sorted)
    case 'median':
      return (times, drawn) => middleOf(repeated(sorted, times, drawn))
    case 'mean':
      return (times, drawn) => meanOf(repeated(sorted, times, drawn))
  }
}

function meanOf(samples: readonly number[] | Float64Array): number {
  let sum = 0
  for (const sample of samples) sum += sample
  return sum / samples.length
}

interface Ranked {
  /** All samples in ascending order, so that no resample has to be sorted. */
  readonly sorted: Float64Array
  /** The rank of each sample, group by group, and those of all groups again: the first group follows the last one. */
  readonly ranks: Uint32Array
  /** Where the ranks of each group start, and the end of the last one. */
  readonly starts: Uint32Array
}

function ranked(groups: readonly (readonly number[])[]): Ranked {
  const samples = groups.flat()
  const order = Uint32Array.from(samples.keys()).toSorted((a, b) => (samples[a] ?? 0) - (samples[b] ?? 0))
  const ranks = new Uint32Array(samples.length * 2)
  for (const [rank, index] of order.entries()) ranks[index] = rank
  ranks.copyWithin(samples.length, 0, samples.length)
  const starts = new Uint32Array(groups.length * 2 + 1)
  for (const [index, { length }] of [...groups, ...groups].entries())
    starts[index + 1] = (starts[index] ?? 0) + length
  return { sorted: Float64Array.from(order, (index) => samples[index] ?? 0), ranks, starts }
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
