import type { Measure } from '../results/types.ts'

/** Everything that can be compared, in the order in which it is measured. */
export const MEASURES: readonly Measure[] = ['download', 'latency', 'upload']
