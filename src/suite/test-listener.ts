import type { Probe } from '../client/latency/plan.ts'
import type { Interval } from '../results/events.ts'

/** Called with what a running test measures. */
export interface TestListener {
  readonly onProbe?: (probe: Probe) => void
  /** An interval of the running test is complete. In the seed dialect throughput has none. */
  readonly onInterval?: (interval: Interval) => void
}
