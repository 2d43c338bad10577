import type { SuiteStep, TestName, TestOptions } from './kinds.ts'

/** Which tests to run, and their options. */
export interface SuiteTests extends TestOptions {
  /**
   * The tests, in the order in which they run. Default: latency, download and upload, without
   * latency in the iperf3 dialect. `'full'`: every test of the
   * server's dialect, short: in less than 25 s, unless a `duration`, `count` or `size` is given.
   */
  readonly tests?: readonly (TestName | SuiteStep)[] | 'full' | undefined
}
