import type { ConnectRateOptions } from '../client/connect-rate/plan.ts'
import type { DatagramOptions } from '../client/datagrams/plan.ts'
import type { LatencyOptions } from '../client/latency/plan.ts'
import type { LoadedOptions } from '../client/loaded/plan.ts'
import type { ThroughputOptions } from '../client/throughput/plan.ts'

/** A test of the suite. */
export type TestName = 'latency' | TransferTest | 'loaded' | 'connect'

/** A test that transfers payload, over TCP or as datagrams. */
export type TransferTest = 'download' | 'upload' | 'bidirectional'

/** Whether each test also runs over UDP, in the order in which help texts list them. */
const RUNS_OVER_UDP: Readonly<Record<TestName, boolean>> = {
  latency: true,
  download: true,
  upload: true,
  bidirectional: true,
  loaded: false,
  connect: false,
}

/** All tests, in the order in which help texts list them. */
export const TESTS: readonly TestName[] = Object.keys(RUNS_OVER_UDP).filter((name) => isTest(name))

/** The tests that also run over UDP. */
export const UDP_TESTS: readonly TestName[] = TESTS.filter((test) => RUNS_OVER_UDP[test])

/** The seed's tests, in the order in which they run. */
export const SEED_TESTS: readonly TestName[] = ['latency', 'download', 'upload']

/** Options of the tests of a suite, by kind of measurement. */
export interface TestOptions {
  /**
   * With `'udp'` the tests latency, download, upload and bidirectional send datagrams: `datagrams` applies in place of
   * `throughput`. Default `'tcp'`.
   */
  readonly transport?: 'tcp' | 'udp' | undefined
  readonly datagrams?: DatagramOptions | undefined
  readonly latency?: LatencyOptions | undefined
  readonly throughput?: ThroughputOptions | undefined
  readonly loaded?: LoadedOptions | undefined
  readonly connectRate?: ConnectRateOptions | undefined
}

/** One test of a suite. Options of its own replace the suite's of the same kind. */
export interface SuiteStep extends TestOptions {
  readonly test: TestName
}

function isTest(name: string): name is TestName {
  return name in RUNS_OVER_UDP
}
