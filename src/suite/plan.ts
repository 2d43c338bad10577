import { connectRateLength, connectRatePlan } from '../client/connect-rate/plan.ts'
import type { ConnectRatePlan } from '../client/connect-rate/plan.ts'
import { datagramLength, datagramPlan } from '../client/datagrams/plan.ts'
import type { DatagramPlan } from '../client/datagrams/plan.ts'
import { checkTransport, latencyLength, latencyPlan } from '../client/latency/plan.ts'
import type { LatencyPlan } from '../client/latency/plan.ts'
import { loadedLength, loadedPlan } from '../client/loaded/plan.ts'
import type { LoadedPlan } from '../client/loaded/plan.ts'
import type { PlannedLength } from '../client/planned-length.ts'
import { throughputLength, throughputPlan } from '../client/throughput/plan.ts'
import type { ThroughputPlan } from '../client/throughput/plan.ts'
import { usageError } from '../check.ts'
import type { MeasurementKind as Kind } from '../results/measurement.ts'
import type { Dialect } from '../results/types.ts'
import { fullSuite } from './full-suite.ts'
import { SEED_TESTS, UDP_TESTS } from './step.ts'
import type { SuiteStep, TestName, TestOptions, TransferTest } from './step.ts'

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
interface Plans {
  readonly latency: LatencyPlan
  readonly throughput: ThroughputPlan
  readonly datagram: DatagramPlan
  readonly loaded: LoadedPlan
  readonly connect: ConnectRatePlan
}

/** The tests that measure each kind. */
interface TestOf {
  readonly latency: 'latency'
  readonly throughput: TransferTest
  readonly datagram: TransferTest
  readonly loaded: 'loaded'
  readonly connect: 'connect'
}

/** Which tests to run, and their options. */
export interface SuiteTests extends TestOptions {
  /**
   * The tests, in the order in which they run. Default: latency, download and upload. `'full'`: every test of the
   * server's dialect, short: in less than 25 s, unless a `duration`, `count` or `size` is given.
   */
  readonly tests?: readonly (TestName | SuiteStep)[] | 'full' | undefined
}

/**
 * Plans the steps of a suite, in the order in which they run.
 * @param dialect a full suite has fewer and other steps in the seed dialect
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range, even if no test uses it
 */
export function planSuite(options: SuiteTests, dialect: Dialect = 'native'): readonly PlannedStep[] {
  const shared: Plans = {
    latency: PLANNERS.latency(options),
    throughput: PLANNERS.throughput(options),
    datagram: PLANNERS.datagram(options),
    loaded: PLANNERS.loaded(options),
    connect: PLANNERS.connect(options),
  }
  return stepsOf(options, dialect).map((step) => {
    if (typeof step === 'string') return planStep(step, options, (kind) => shared[kind])
    const { test, ...own } = step
    const merged = { ...options, ...own }
    return planStep(test, merged, (kind) => PLANNERS[kind](merged))
  })
}

/** Reads the options of each kind. */
const PLANNERS: { readonly [K in Kind]: (options: TestOptions) => Plans[K] } = {
  latency: ({ latency, transport }) => latencyPlan({ ...latency, transport }),
  throughput: ({ throughput }) => throughputPlan(throughput ?? {}),
  datagram: ({ datagrams }) => datagramPlan(datagrams ?? {}),
  loaded: ({ loaded }) => loadedPlan(loaded ?? {}),
  connect: ({ connectRate }) => connectRatePlan(connectRate ?? {}),
}

function stepsOf(options: SuiteTests, dialect: Dialect): readonly (TestName | SuiteStep)[] {
  const { tests = SEED_TESTS } = options
  return tests === 'full' ? fullSuite(options, dialect) : tests
}

function planStep(
  test: TestName,
  options: TestOptions,
  planOf: <K extends Kind>(kind: K) => Plans[K],
): PlannedStep {
  const udp = checkTransport(options.transport) === 'udp'
  if (udp && !UDP_TESTS.includes(test))
    throw usageError(`The test ${test} runs over TCP only. Leave it out, or use TCP.`)
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
  }
}
