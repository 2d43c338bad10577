import { connectRatePlan } from '../client/connect-rate/plan.ts'
import type { ConnectRateOptions } from '../client/connect-rate/plan.ts'
import { datagramPlan } from '../client/datagrams/plan.ts'
import type { DatagramOptions } from '../client/datagrams/plan.ts'
import { latencyPlan } from '../client/latency/plan.ts'
import type { LatencyOptions } from '../client/latency/plan.ts'
import { loadedPlan } from '../client/loaded/plan.ts'
import type { LoadedOptions } from '../client/loaded/plan.ts'
import { throughputPlan } from '../client/throughput/plan.ts'
import type { ThroughputOptions } from '../client/throughput/plan.ts'

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
