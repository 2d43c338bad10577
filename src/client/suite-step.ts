import { connectRatePlan } from './connect-plan.ts'
import type { ConnectRateOptions } from './connect-plan.ts'
import { datagramPlan } from './datagram-plan.ts'
import type { DatagramOptions } from './datagram-plan.ts'
import { latencyPlan } from './latency-plan.ts'
import type { LatencyOptions } from './latency-plan.ts'
import { loadedPlan } from './loaded-plan.ts'
import type { LoadedOptions } from './loaded-plan.ts'
import { throughputPlan } from './throughput-plan.ts'
import type { ThroughputOptions } from './throughput-plan.ts'

/** A test of the suite. */
export type TestName = 'latency' | 'download' | 'upload' | 'bidirectional' | 'loaded' | 'connect'

/** The tests that there are of UDP as well. */
export const UDP_TESTS: readonly TestName[] = ['latency', 'download', 'upload', 'bidirectional']

/** What the tests of a suite are asked for, by kind. */
export interface TestOptions {
  /**
   * With `'udp'` the tests latency, download, upload and bidirectional are of datagrams: what `datagrams` says takes
   * the place of what `throughput` does. Default `'tcp'`.
   */
  readonly transport?: 'tcp' | 'udp' | undefined
  readonly datagrams?: DatagramOptions | undefined
  readonly latency?: LatencyOptions | undefined
  readonly throughput?: ThroughputOptions | undefined
  readonly loaded?: LoadedOptions | undefined
  readonly connectRate?: ConnectRateOptions | undefined
}

/** One test of a suite; options that it has take the place of the suite's of that kind. */
export interface SuiteStep extends TestOptions {
  readonly test: TestName
}

/**
 * Holds the options to their ranges.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkTestOptions({
  transport,
  latency,
  datagrams,
  throughput,
  loaded,
  connectRate,
}: TestOptions): void {
  latencyPlan({ ...latency, transport })
  datagramPlan(datagrams ?? {})
  throughputPlan(throughput ?? {})
  loadedPlan(loaded ?? {})
  connectRatePlan(connectRate ?? {})
}
