import type { ThroughputBurst, ThroughputMeasurement } from '../results/types.ts'

/** From how much more than later the first second is a burst: noise is less. */
const NOTABLE = 1.1

/** The first second, if clearly more arrived in it than in later ones; else `null`. */
export function notableBurst({ burst = null }: ThroughputMeasurement): ThroughputBurst | null {
  return burst !== null && burst.mbps > burst.sustained * NOTABLE ? burst : null
}
