import { blockLength } from './block-length.ts'
import { hodgesLehmann, roughCentre } from './hodges-lehmann.ts'
import { middleOf } from './middle.ts'
import type { Random } from './random.ts'

/** How exact an estimate is. */
export interface Precision {
  readonly standardError: number
  /** Degrees of freedom of the standard error: how exact it is itself. */
  readonly freedom: number
}

/** What is taken for the centre of samples. */
export type Estimate = 'hodges-lehmann' | 'median'

/** Overlapping runs tell of a variance as much as 1.5 times as many that don't (Meketon, Schmeiser 1984). */
const OVERLAP = 1.5

/** How far a resample's estimate may be off, as a share of the samples' range: little beside how far they scatter. */
const NEAR = 1e-5

/**
 * How exact an estimate of the centre is of samples that came in groups, one after the other, by the circular block
 * bootstrap (Politis, Romano 1992): resamples are made of runs of neighbouring groups, so that what the samples of a
 * group, and neighbours, have in common is not taken for agreement between independent samples. Behind the last group
 * comes the first.
 * @param groups at least 8, none of them empty
 */
export function precisionOf(
  groups: readonly (readonly number[])[],
  estimate: Estimate,
  resamples: number,
  random: Random,
): Precision {
  const n = groups.length
  const run = blockLength(groups.flatMap((group) => hodgesLehmann(group) ?? []))
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
    const centre = estimate === 'median' ? middleOf(resample) : roughCentre(resample, NEAR)
    sum += centre
    squares += centre * centre
  }
  const variance = Math.max(0, squares / resamples - (sum / resamples) ** 2)
  // Runs of neighbours vary a little less around the samples' own centre than around the true one.
  const standardError = Math.sqrt(variance * (n / (n - run)))
  return { standardError, freedom: Math.max(3, (OVERLAP * n) / run - 1) }
}

/** All samples in ascending order, and the places that those of each group have in it: no resample needs to be sorted. */
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

/** Each sample as many times as it was drawn. */
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
