import type { ConnectMeasurement } from '../../../src/results/types.ts'

/** Number of connections in the histogram. */
export function samples({ histogram }: ConnectMeasurement): number {
  return Object.values(histogram.counts).reduce((sum, count) => sum + count, 0)
}

/** Keeps what a promise rejected with, to look at it later. */
export function identity(thrown: unknown): unknown {
  return thrown
}
