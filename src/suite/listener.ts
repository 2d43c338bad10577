import type { Probe } from '../client/latency/plan.ts'
import type { Interval } from '../results/events.ts'
import type { Measurement, ResultDocument, Target } from '../results/types.ts'
import type { TestName, TestOptions } from './step.ts'

/** Called with a suite's steps as they happen. */
export interface SuiteListener {
  /** @param begun the document of the run, without measurements yet */
  readonly onConnect?: (target: Target, begun: ResultDocument) => void
  /** Tests of a full suite are skipped because they are not available in the server's dialect. */
  readonly onLeftOut?: (tests: readonly string[]) => void
  /** @param options the options of the test */
  readonly onStart?: (test: TestName, options: TestOptions) => void
  readonly onProbe?: (probe: Probe) => void
  /** An interval of the running test is complete. In the seed dialect throughput has none. */
  readonly onInterval?: (interval: Interval) => void
  readonly onMeasurement?: (measurement: Measurement) => void
}
