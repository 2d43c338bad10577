import { centreOf } from './hodges-lehmann.ts'
import type { Random } from './random.ts'

/** So many samples next to each other are drawn together: the rule for a variance (Hall, Horowitz, Jing 1995). */
export function neighbourhood(samples: number): number {
  return Math.max(1, Math.round(Math.cbrt(samples)))
}

/**
 * The standard error of the Hodges-Lehmann estimate of samples that came one after the other, by the circular block
 * bootstrap (Politis, Romano 1992): resamples are made of runs of neighbours, so that what neighbours have in common is
 * not taken for agreement between independent samples. Behind the last sample comes the first.
 * @param samples at least 4
 */
export function standardError(samples: readonly number[], resamples: number, random: Random): number {
  const run = neighbourhood(samples.length)
  const resample = new Float64Array(samples.length)
  let sum = 0
  let squares = 0
  for (let round = 0; round < resamples; round += 1) {
    let from = 0
    for (let index = 0; index < resample.length; index += 1) {
      if (index % run === 0) from = Math.floor(random() * samples.length)
      resample[index] = samples[(from + (index % run)) % samples.length] ?? 0
    }
    const centre = centreOf(resample)
    sum += centre
    squares += centre * centre
  }
  const variance = Math.max(0, squares / resamples - (sum / resamples) ** 2)
  // Runs of neighbours vary a little less around the samples' own centre than around the true one.
  return Math.sqrt(variance * (samples.length / (samples.length - run)))
}
