import { usageError } from '../check.ts'
import { WyndrvrError } from '../errors.ts'
import type { Interval } from '../results/events.ts'
import type { HostFacts, Measurement, ResultDocument, Target } from '../results/types.ts'
import { connect } from '../client/client.ts'
import type { Client, ConnectOptions } from '../client/client.ts'
import { fullSuite } from './full-suite.ts'
import type { FullSuite } from './full-suite.ts'
import type { ConnectRateOptions } from '../client/connect-rate/plan.ts'
import type { DatagramOptions } from '../client/datagrams/plan.ts'
import { newDocument } from '../host/new-document.ts'
import type { LatencyOptions, Probe } from '../client/latency/plan.ts'
import type { LoadedOptions } from '../client/loaded/plan.ts'
import { checkTestOptions, UDP_TESTS } from './step.ts'
import type { SuiteStep, TestName, TestOptions } from './step.ts'
import type { ThroughputOptions } from '../client/throughput/plan.ts'

/** The seed's tests, in the order in which they run. */
export const SEED_TESTS: readonly TestName[] = ['latency', 'download', 'upload']

/** What to measure, and who wants to hear of it while it runs. */
export interface SuiteOptions extends ConnectOptions, TestOptions {
  /**
   * In the order in which they run. Default: latency, download and upload. `'full'`: all that the server's dialect can
   * do, short, in less than 25 s where no `duration`, `count` or `size` is given.
   */
  readonly tests?: readonly (TestName | SuiteStep)[] | 'full' | undefined
  readonly listener?: SuiteListener | undefined
}

/** Hears of a suite's steps as they happen. */
export interface SuiteListener {
  /** @param begun what is known of the run, in which nothing is measured yet */
  readonly onConnect?: (target: Target, begun: ResultDocument) => void
  /** Tests of a full suite are left out, since the server's dialect can't do them. */
  readonly onLeftOut?: (tests: readonly string[]) => void
  /** @param options what the test is asked for */
  readonly onStart?: (test: TestName, options: TestOptions) => void
  readonly onProbe?: (probe: Probe) => void
  /** An interval of the running test is complete. In the seed's dialect throughput has none. */
  readonly onInterval?: (interval: Interval) => void
  readonly onMeasurement?: (measurement: Measurement) => void
}

/** What a suite found, and what ended it before its time, if anything did. */
export interface SuiteResult {
  readonly document: ResultDocument
  readonly error: WyndrvrError | null
}

/**
 * Runs tests one after the other on one connection. A failure is part of the result, never thrown, so that
 * nothing that was measured before it is lost.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an option that is out of range, before anything is measured
 */
export async function runSuite(options: SuiteOptions): Promise<SuiteResult> {
  checkTestOptions(options)
  for (const step of suiteOf(options, 'native').steps) checkStep({ ...options, ...step })
  const begun = newDocument({ host: options.host ?? 'localhost', port: options.port ?? 5001 })
  const measurements: Measurement[] = []
  const keep = (measurement: Measurement): void => {
    measurements.push(measurement)
    options.listener?.onMeasurement?.(measurement)
  }
  let target = begun.target
  let server: HostFacts | null = null
  const result = (error: WyndrvrError | null): SuiteResult => ({
    document: {
      ...begun,
      target,
      environment: { ...begun.environment, server },
      measurements: [...measurements],
    },
    error,
  })
  try {
    await using client = await connect(options)
    target = client.target
    server = client.server
    options.listener?.onConnect?.(target, result(null).document)
    const { steps, leftOut } = suiteOf(options, target.dialect)
    if (leftOut.length > 0) options.listener?.onLeftOut?.(leftOut)
    for (const { test, ...own } of steps) {
      const asked = { ...options, ...own }
      options.listener?.onStart?.(test, asked)
      for (const measurement of await measure(client, test, asked)) keep(measurement)
    }
    return result(null)
  } catch (error) {
    if (!(error instanceof WyndrvrError)) throw error
    // What this server's dialect can't do is known when it is tried, and what was measured before that is kept.
    if (error.code === 'ERR_WYNDRVR_VALUE' && measurements.length === 0) throw error
    if (error.measurement) keep(error.measurement)
    return result(error)
  }
}

function checkStep({ test, ...options }: SuiteStep): void {
  checkTestOptions(options)
  if (options.transport !== 'udp' || UDP_TESTS.includes(test)) return
  const sentence = `The test ${test} is one of TCP: leave it out with UDP.`
  throw usageError(sentence)
}

function suiteOf(options: SuiteOptions, dialect: Target['dialect']): FullSuite {
  const { tests = SEED_TESTS } = options
  if (tests === 'full') return fullSuite(options, dialect)
  return { steps: tests.map((test) => (typeof test === 'string' ? { test } : test)), leftOut: [] }
}

async function measure(
  client: Client,
  test: TestName,
  options: SuiteOptions,
): Promise<readonly Measurement[]> {
  const { listener, transport = 'tcp' } = options
  if (transport === 'udp' && test !== 'latency') return measureDatagrams(client, test, options)
  const latency = { ...options.latency, transport, ...latencyListener(listener) }
  const throughput = { ...options.throughput, ...throughputListener(listener) }
  switch (test) {
    case 'latency':
      return [await client.latency(latency)]
    case 'download':
      return [await client.download(throughput)]
    case 'upload':
      return [await client.upload(throughput)]
    case 'loaded':
      return [await client.loadedLatency({ ...options.loaded, ...loadedListener(listener) })]
    case 'connect':
      return [await client.connectRate({ ...options.connectRate, ...connectListener(listener) })]
    default: {
      const { download, upload } = await client.bidirectional(throughput)
      return [download, upload]
    }
  }
}

async function measureDatagrams(
  client: Client,
  test: TestName,
  options: SuiteOptions,
): Promise<readonly Measurement[]> {
  const datagrams = { ...options.datagrams, ...datagramListener(options.listener) }
  if (test === 'download') return [await client.udpDownload(datagrams)]
  if (test === 'upload') return [await client.udpUpload(datagrams)]
  const { download, upload } = await client.udpBidirectional(datagrams)
  return [download, upload]
}

/** What the suite's listener hears of takes the place of what the test's own does. */
function latencyListener({ onProbe, onInterval }: SuiteListener = {}): LatencyOptions {
  return {
    ...(onProbe && { onProbe }),
    ...(onInterval && {
      onInterval: (interval) => onInterval({ kind: 'latency', client: 1, ...interval }),
    }),
  }
}

function throughputListener({ onInterval }: SuiteListener = {}): ThroughputOptions {
  if (!onInterval) return {}
  return {
    onInterval: (interval, direction) =>
      onInterval({ kind: 'throughput', direction, client: 1, ...interval }),
  }
}

function datagramListener({ onInterval }: SuiteListener = {}): DatagramOptions {
  if (!onInterval) return {}
  return {
    onInterval: (interval, direction) => onInterval({ kind: 'datagram', direction, client: 1, ...interval }),
  }
}

function loadedListener({ onInterval }: SuiteListener = {}): LoadedOptions {
  if (!onInterval) return {}
  return { onInterval: (interval, phase) => onInterval({ kind: 'loaded', phase, client: 1, ...interval }) }
}

function connectListener({ onInterval }: SuiteListener = {}): ConnectRateOptions {
  if (!onInterval) return {}
  return { onInterval: (interval) => onInterval({ kind: 'connect', client: 1, ...interval }) }
}
