import { WyndrvrError } from '../errors.ts'
import type { Measurement, ResultDocument, Target } from '../results/types.ts'
import { RESULT_SCHEMA } from '../results/types.ts'
import type { Size } from '../units.ts'
import { VERSION } from '../version.ts'
import { connect } from './client.ts'
import type { Client, ConnectOptions } from './client.ts'
import { hostFacts } from './host-facts.ts'
import { checkLatency } from './latency.ts'
import type { LatencyOptions, Probe } from './latency.ts'
import { checkThroughput } from './throughput.ts'
import type { ThroughputOptions } from './throughput.ts'

/** A test of the suite. */
export type TestName = 'latency' | 'download' | 'upload'

/** All tests, in the order in which they run. */
export const TESTS: readonly TestName[] = ['latency', 'download', 'upload']

/** What to measure, and who wants to hear of it while it runs. */
export interface SuiteOptions extends ConnectOptions {
  readonly tests?: readonly TestName[]
  /** Probes of the latency test. Default 10. */
  readonly count?: number
  /** Payload of each throughput test. Default 10 MiB. */
  readonly size?: Size
  readonly listener?: SuiteListener
}

/** Hears of a suite's steps as they happen. */
export interface SuiteListener {
  readonly onConnect?: (target: Target) => void
  readonly onStart?: (test: TestName) => void
  readonly onProbe?: (probe: Probe) => void
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
  checkLatency(latencyOptions(options))
  checkThroughput(throughputOptions(options))
  const begun = newDocument({ host: options.host ?? 'localhost', port: options.port ?? 5001, dialect: null })
  const measurements: Measurement[] = []
  const keep = (measurement: Measurement): void => {
    measurements.push(measurement)
    options.listener?.onMeasurement?.(measurement)
  }
  let target = begun.target
  const result = (error: WyndrvrError | null): SuiteResult => ({
    document: { ...begun, target, measurements },
    error,
  })
  try {
    await using client = await connect(options)
    target = client.target
    options.listener?.onConnect?.(target)
    for (const test of options.tests ?? TESTS) {
      options.listener?.onStart?.(test)
      keep(await measure(client, test, options))
    }
    return result(null)
  } catch (error) {
    if (!(error instanceof WyndrvrError) || error.code === 'ERR_WYNDRVR_VALUE') throw error
    if (error.measurement) keep(error.measurement)
    return result(error)
  }
}

/** A document that begins now, of this machine, in which nothing is measured yet. */
export function newDocument(target: Target): ResultDocument {
  return {
    schema: RESULT_SCHEMA,
    tool: { name: 'wyndrvr', version: VERSION },
    startedAt: new Date().toISOString(),
    target,
    environment: { client: hostFacts(), server: null },
    measurements: [],
    verdicts: [],
  }
}

async function measure(client: Client, test: TestName, options: SuiteOptions): Promise<Measurement> {
  switch (test) {
    case 'latency':
      return client.latency(latencyOptions(options))
    case 'download':
      return client.download(throughputOptions(options))
    default:
      return client.upload(throughputOptions(options))
  }
}

function latencyOptions({ count, listener }: SuiteOptions): LatencyOptions {
  return {
    ...(count === undefined ? {} : { count }),
    ...(listener?.onProbe === undefined ? {} : { onProbe: listener.onProbe }),
  }
}

function throughputOptions({ size }: SuiteOptions): ThroughputOptions {
  return size === undefined ? {} : { size }
}
