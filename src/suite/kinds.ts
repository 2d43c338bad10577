import { usageError } from '../check.ts'
import { capacityLength, capacityPlan } from '../client/capacity/plan.ts'
import type { CapacityOptions, CapacityPlan } from '../client/capacity/plan.ts'
import { connectRateLength, connectRatePlan } from '../client/connect-rate/plan.ts'
import type { ConnectRateOptions, ConnectRatePlan } from '../client/connect-rate/plan.ts'
import type { Client } from '../client/client.ts'
import { datagramLength, datagramPlan } from '../client/datagrams/plan.ts'
import type { DatagramOptions, DatagramPlan } from '../client/datagrams/plan.ts'
import { checkTransport, latencyLength, latencyPlan } from '../client/latency/plan.ts'
import type { LatencyOptions, LatencyPlan } from '../client/latency/plan.ts'
import { loadedLength, loadedPlan } from '../client/loaded/plan.ts'
import type { LoadedOptions, LoadedPlan } from '../client/loaded/plan.ts'
import type { PlannedLength } from '../client/planned-length.ts'
import { throughputLength, throughputPlan } from '../client/throughput/plan.ts'
import type { ThroughputOptions, ThroughputPlan } from '../client/throughput/plan.ts'
import type { ClientPart } from '../host/placer.ts'
import type { MeasurementKind as Kind } from '../results/measurement.ts'
import type { Measurement } from '../results/types.ts'
import { runCapacity } from './kinds/capacity.ts'
import { runConnectRate } from './kinds/connect.ts'
import { runDatagrams } from './kinds/datagram.ts'
import { runLatency } from './kinds/latency.ts'
import { runLoaded } from './kinds/loaded.ts'
import { runThroughput } from './kinds/throughput.ts'
import type { TestListener } from './test-listener.ts'

/** A test of the suite. */
export type TestName = TestOf[Kind]

/** A test that transfers payload, over TCP or as datagrams. */
export type TransferTest = 'download' | 'upload' | 'bidirectional'

/** Whether each test also runs over UDP. In the order of help texts. */
export const RUNS_OVER_UDP: Readonly<Record<TestName, boolean>> = {
  latency: true,
  download: true,
  upload: true,
  bidirectional: true,
  loaded: false,
  connect: false,
  'udp-capacity': true,
  requests: false,
}

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
  readonly capacity?: CapacityOptions | undefined
}

/** One step of a suite: its options are checked, and their defaults filled in. */
export type PlannedStep = { readonly [K in Kind]: StepOf<K> }[Kind]

/** A step of one kind. */
export interface StepOf<K extends Kind> {
  readonly kind: K
  readonly test: TestOf[K]
  readonly plan: Plans[K]
  readonly length: PlannedLength
  /** The options that it was planned from: its own, and the suite's. */
  readonly options: TestOptions
}

/** The plan of each kind. */
export interface Plans {
  readonly latency: LatencyPlan
  readonly throughput: ThroughputPlan
  readonly datagram: DatagramPlan
  readonly loaded: LoadedPlan
  readonly connect: ConnectRatePlan
  readonly capacity: CapacityPlan
}

/** The tests that measure each kind. */
export interface TestOf {
  readonly latency: 'latency'
  readonly throughput: TransferTest
  readonly datagram: TransferTest
  readonly loaded: 'loaded'
  readonly connect: 'connect' | 'requests'
  readonly capacity: 'udp-capacity'
}

/** One test of a suite. Its own options replace the suite's of the same kind. */
export interface SuiteStep extends TestOptions {
  readonly test: TestName
}

/** Plans one kind. */
export function planKind<K extends Kind>(kind: K, options: TestOptions): Plans[K] {
  return PLANNERS[kind](options)
}

/** Plans every kind, used or not. */
export function planAll(options: TestOptions): Plans {
  return {
    latency: PLANNERS.latency(options),
    throughput: PLANNERS.throughput(options),
    datagram: PLANNERS.datagram(options),
    loaded: PLANNERS.loaded(options),
    connect: PLANNERS.connect(options),
    capacity: PLANNERS.capacity(options),
  }
}

/** Reads the options of each kind. */
const PLANNERS: { readonly [K in Kind]: (options: TestOptions) => Plans[K] } = {
  latency: ({ latency, transport }) => latencyPlan({ ...latency, transport }),
  throughput: ({ throughput }) => throughputPlan(throughput ?? {}),
  datagram: ({ datagrams }) => datagramPlan(datagrams ?? {}),
  loaded: ({ loaded }) => loadedPlan(loaded ?? {}),
  connect: ({ connectRate }) => connectRatePlan(connectRate ?? {}),
  capacity: ({ capacity }) => capacityPlan(capacity ?? {}),
}

/**
 * Plans one step.
 * @param planOf returns the plan of a kind
 */
export function planStep(
  test: TestName,
  options: TestOptions,
  planOf: <K extends Kind>(kind: K) => Plans[K],
): PlannedStep {
  const udp = checkTransport(options.transport) === 'udp'
  if (udp && !RUNS_OVER_UDP[test])
    throw usageError(`The test ${test} runs only over TCP. Leave it out, or use TCP.`)
  switch (test) {
    case 'latency': {
      const plan = planOf('latency')
      return { kind: 'latency', test, plan, length: latencyLength(plan), options }
    }
    case 'download':
    case 'upload':
    case 'bidirectional': {
      if (udp) {
        const plan = planOf('datagram')
        return { kind: 'datagram', test, plan, length: datagramLength(plan), options }
      }
      const plan = planOf('throughput')
      const length = throughputLength(plan, test === 'bidirectional' ? 2 : 1)
      return { kind: 'throughput', test, plan, length, options }
    }
    case 'loaded': {
      const plan = planOf('loaded')
      return { kind: 'loaded', test, plan, length: loadedLength(plan), options }
    }
    case 'connect': {
      const plan = planOf('connect')
      return { kind: 'connect', test, plan, length: connectRateLength(plan), options }
    }
    case 'udp-capacity': {
      const plan = planOf('capacity')
      return { kind: 'capacity', test, plan, length: capacityLength(plan), options }
    }
    case 'requests': {
      const reuse = { ...options, connectRate: { ...options.connectRate, reuse: true, resume: undefined } }
      const plan = planKind('connect', reuse)
      return { kind: 'connect', test, plan, length: connectRateLength(plan), options: reuse }
    }
  }
}

/** Where the client measures each kind, if it is placed on CPUs. */
export const PLACES: Readonly<Record<Kind, ClientPart>> = {
  latency: 'latency',
  throughput: 'transfers',
  datagram: 'transfers',
  loaded: 'transfers',
  connect: 'transfers',
  capacity: 'transfers',
}

/** Runs one step of a suite. The suite's listener replaces those in the options of the step. */
export async function runStep(
  client: Client,
  step: PlannedStep,
  listener: TestListener,
): Promise<readonly Measurement[]> {
  switch (step.kind) {
    case 'latency':
      return runLatency(client, step, listener)
    case 'throughput':
      return runThroughput(client, step, listener)
    case 'datagram':
      return runDatagrams(client, step, listener)
    case 'loaded':
      return runLoaded(client, step, listener)
    case 'connect':
      return runConnectRate(client, step, listener)
    case 'capacity':
      return runCapacity(client, step, listener)
  }
}
