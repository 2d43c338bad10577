import type { Dialect, Measurement, PathMtu, ResultDocument, Target } from '../results/types.ts'
import type { TestName, TestOptions } from './kinds.ts'
import type { TestListener } from './test-listener.ts'

/** Called with a suite's steps as they happen. */
export interface SuiteListener extends TestListener {
  /** @param begun the document of the run, without measurements yet */
  readonly onConnect?: (target: Target, begun: ResultDocument) => void
  /** The path MTU was found, before the tests. */
  readonly onPathMtu?: (pathMtu: PathMtu) => void
  /** Tests of a full suite, or usual ones, are skipped because they are not available in the server's dialect. */
  readonly onLeftOut?: (tests: readonly string[], dialect: Dialect | null) => void
  /** @param options the options of the test */
  readonly onStart?: (test: TestName, options: TestOptions) => void
  readonly onMeasurement?: (measurement: Measurement) => void
}
