import { DEFAULT_SERVER } from '../address.ts'
import type { AnyClient } from '../agent/any-client.ts'
import { CONNECT_OPTIONS, openClient } from '../agent/open-client.ts'
import type { ConnectOptions } from '../agent/open-client.ts'
import { checkOptions } from '../check.ts'
import { CONNECT_TIMEOUT } from '../client/connection.ts'
import { parseServerUrl } from '../client/wire/http-target.ts'
import { refuseUnsettable } from '../client/wire/local-end.ts'
import type { OptionNames } from '../check.ts'
import { WyndrvrError } from '../errors.ts'
import { newDocument } from '../host/new-document.ts'
import type { PlacementOption } from '../host/placement.ts'
import { Placer } from '../host/placer.ts'
import type { Environment, Measurement, ResultDocument, Target } from '../results/types.ts'
import { timeoutOf } from '../units.ts'
import { checkSockets } from './check-sockets.ts'
import { leftOutOf } from './full-suite.ts'
import type { SuiteListener } from './listener.ts'
import { PLACES, runStep } from './kinds.ts'
import type { PlannedStep } from './kinds.ts'
import { planSuite } from './plan.ts'
import type { SuitePlan } from './plan.ts'
import type { SuiteTests } from './suite-tests.ts'

/** Which server to measure, which tests to run, and a listener that follows them. */
export interface SuiteOptions extends ConnectOptions, SuiteTests {
  readonly listener?: SuiteListener | undefined
  /** CPUs for this client while it measures. Default `'none'`: a client that cannot move is slowed down by other programs. */
  readonly placement?: PlacementOption | undefined
  /** Whether to find the largest datagram that passes unfragmented, before the tests. Default `false`. */
  readonly mtuProbe?: boolean | undefined
}

/** How a planned suite runs. */
export interface SuiteRun {
  /** Called when a step begins. */
  readonly onStep?: ((step: PlannedStep) => void) | undefined
  /** Where the client runs, in place of the option; it may have placed the server. */
  readonly placer?: Placer | undefined
  /** Called before each step; it begins when the promise resolves. */
  readonly gate?: ((client: AnyClient, step: PlannedStep) => Promise<void>) | undefined
  /** How much longer (ms) than its timeout the client waits for answers, because the server serves others first. Default 0. */
  readonly longer?: number | undefined
}

/** What a suite measured, and the error that ended it early, if any. */
export interface SuiteResult {
  readonly document: ResultDocument
  readonly error: WyndrvrError | null
}

const OPTIONS: OptionNames<SuiteOptions> = {
  ...CONNECT_OPTIONS,
  tests: true,
  listener: true,
  transport: true,
  latency: true,
  throughput: true,
  datagrams: true,
  loaded: true,
  connectRate: true,
  capacity: true,
  placement: true,
  mtuProbe: true,
}

/**
 * Runs tests one after the other on one connection. A failure is part of the result, never thrown, so that
 * nothing that was measured before it is lost.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option out of range, before anything is measured
 */
export async function runSuite(options: SuiteOptions): Promise<SuiteResult> {
  refuseUnsettable(options)
  checkOptions('runSuite', options, OPTIONS)
  return runPlannedSuite(options, planSuite(options))
}

/**
 * Runs a suite that was planned.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for a placement or sockets that are not possible, before anything is measured
 */
export async function runPlannedSuite(
  options: SuiteOptions,
  planned: SuitePlan,
  { onStep, placer: given, gate, longer = 0 }: SuiteRun = {},
): Promise<SuiteResult> {
  checkSockets(options, planned)
  const { listener = {}, placement = 'none', from } = options
  // An agent places itself.
  using placer = given ?? new Placer(from === undefined ? placement : 'none')
  const { host = DEFAULT_SERVER.host, port = DEFAULT_SERVER.port } =
    options.url === undefined ? options : parseServerUrl(options.url)
  const begun = newDocument({ host, port })
  const timeout = timeoutOf(options.timeout ?? CONNECT_TIMEOUT)
  const measurements: Measurement[] = []
  const keep = (measurement: Measurement): void => {
    measurements.push(measurement)
    listener.onMeasurement?.(measurement)
  }
  let target = withTimeout(begun.target, timeout)
  let connected: AnyClient | null = null
  const result = (error: WyndrvrError | null): SuiteResult => ({
    document: {
      ...begun,
      target,
      environment: environmentOf(begun.environment, connected, placer),
      measurements: [...measurements],
    },
    error,
  })
  try {
    await using client = await openClient({
      ...options,
      timeout: Math.min(timeout + longer, timeoutOf(LONGEST_TIMEOUT)),
    })
    connected = client
    target = withTimeout(client.target, timeout)
    listener.onConnect?.(target, result(null).document)
    if (options.mtuProbe === true) {
      const pathMtu = await client.pathMtu()
      target = { ...target, pathMtu }
      listener.onPathMtu?.(pathMtu)
    }
    const leftOut = leftOutOf(options.tests, target.dialect)
    if (leftOut.length > 0) listener.onLeftOut?.(leftOut, target.dialect)
    for (const step of planned[target.dialect ?? 'native']) {
      listener.onStart?.(step.test, step.options)
      onStep?.(step)
      placer.client(PLACES[step.kind])
      await gate?.(client, step)
      for (const measurement of await runStep(client, step, listener)) keep(measurement)
    }
    return result(null)
  } catch (error) {
    if (!(error instanceof WyndrvrError)) throw error
    // A dialect's limits show only when a test is tried. What was measured before is kept.
    if (error.code === 'ERR_WYNDRVR_VALUE' && measurements.length === 0) throw error
    for (const measurement of error.measurements) keep(measurement)
    return result(error)
  }
}

/** The longest duration that any option can have. */
const LONGEST_TIMEOUT = '24h'

function withTimeout(target: Target, timeout: number): Target {
  return timeout === timeoutOf(CONNECT_TIMEOUT) ? target : { ...target, timeout }
}

/** What made the run comparable: of an agent's machine if the client is there. */
function environmentOf(begun: Environment, client: AnyClient | null, placer: Placer): Environment {
  if (client === null) return { ...begun, ...placer.entry }
  const { server, away } = client
  if (away === null) return { ...begun, server, ...placer.entry }
  const { host, placement } = away
  return { client: host, server, ...(placement !== null && { placement }) }
}
