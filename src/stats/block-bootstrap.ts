import { blockLength } from './block-length.ts'
import { centreOf } from './hodges-lehmann.ts'
import type { Random } from './random.ts'

/** How exact an estimate is. */
export interface Precision {
  readonly standardError: number
  /** Degrees of freedom of the standard error: how exact it is itself. */
  readonly freedom: number
}

/** Overlapping runs tell of a variance as much as 1.5 times as many that don't (Meketon, Schmeiser 1984). */
const OVERLAP = 1.5

/**
 * How exact the Hodges-Lehmann estimate is of samples that came one after the other, by the circular block bootstrap
 * (Politis, Romano 1992): resamples are made of runs of neighbours, so that what neighbours have in common is not taken
 * for agreement between independent samples. Behind the last sample comes the first.
 * @param samples at least 8
 */
export function precisionOf(samples: readonly number[], resamples: number, random: Random): Precision {
  const n = samples.length
  const run = blockLength(samples)
  const resample = new Float64Array(n)
  let sum = 0
  let squares = 0
  for (let round = 0; round < resamples; round += 1) {
    let from = 0
    for (let index = 0; index < n; index += 1) {
      if (index % run === 0) from = Math.floor(random() * n)
      resample[index] = samples[(from + (index % run)) % n] ?? 0
    }
    const centre = centreOf(resample)
    sum += centre
    squares += centre * centre
  }
  const variance = Math.max(0, squares / resamples - (sum / resamples) ** 2)
  // Runs of neighbours vary a little less around the samples' own centre than around the true one.
  const standardError = Math.sqrt(variance * (n / (n - run)))
  return { standardError, freedom: Math.max(3, (OVERLAP * n) / run - 1) }
}
