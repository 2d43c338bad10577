import * as v from 'valibot'

import { WyndrvrError } from '../errors.ts'
import { RESULT_SCHEMA } from '../results/document.ts'
import { schemaProblem } from '../results/schema-problem.ts'
import type { HostFacts, Measurement, ResultDocument } from '../results/types.ts'
import { iperf3Flow } from './iperf3-datagrams.ts'
import { iperf3Schema } from './iperf3-output.ts'
import { iperf3Transfer } from './iperf3-transfer.ts'
import { waysOf } from './iperf3-direction.ts'

/** The oldest release whose output is read, and the first one with a thread for each stream. */
const OLDEST = 7
const FIRST_WITH_THREADS = 16

/**
 * The output of a client of iperf3 as a result document.
 * @param value parsed JSON
 * @throws {WyndrvrError} `ERR_WYNDRVR_DOCUMENT` if iperf3 ended without figures, is too old, or wrote something else
 */
export function iperf3Document(value: object, source: string): ResultDocument {
  const error = 'error' in value && typeof value.error === 'string' ? value.error : null
  const refuse = (problem: string): WyndrvrError =>
    new WyndrvrError('ERR_WYNDRVR_DOCUMENT', `The iperf3 output ${source} ${problem}.`)
  const nothing = (): WyndrvrError =>
    refuse(
      error === null ? 'has no figures' : `has no figures, because iperf3 failed: ${error.slice(0, 500)}`,
    )
  if (!hasStarted(value)) throw nothing()
  if (isOfServer(value))
    throw refuse("is a server's, which cannot tell what arrived at its client. Give the client's")
  const parsed = v.safeParse(iperf3Schema, value)
  if (!parsed.success) throw refuse(schemaProblem(parsed.issues[0]))
  const output = parsed.output
  const { start } = output
  const [, version = '', minor = ''] = /^iperf (3\.(\d{1,4})[\w.+-]{0,50})$/.exec(start.version) ?? []
  if (minor === '' || Number(minor) < OLDEST) {
    throw refuse(`was written by '${start.version}'; iperf 3.${OLDEST} and newer are read`)
  }
  const { protocol } = start.test_start
  if (protocol !== 'TCP' && protocol !== 'UDP') throw refuse(`measured ${protocol}; TCP and UDP are read`)
  const oneThread = Number(minor) < FIRST_WITH_THREADS
  const measurements = waysOf(output, error).flatMap((way): readonly Measurement[] =>
    protocol === 'TCP' ? iperf3Transfer(way, oneThread) : iperf3Flow(way),
  )
  if (measurements.length === 0) throw nothing()
  const { host, port } = start.connecting_to
  return {
    schema: RESULT_SCHEMA,
    tool: { name: 'iperf3', version },
    startedAt: new Date(start.timestamp.timesecs * 1000).toISOString(),
    target: { host, port, dialect: 'iperf3', mode: null },
    environment: { client: hostOf(start.system_info), server: null },
    measurements,
    comparisons: [],
    verdicts: [],
  }
}

/** Without a connection, the start has neither a time nor a test. */
function hasStarted(value: object): value is { readonly start: object } {
  return (
    'start' in value &&
    typeof value.start === 'object' &&
    value.start !== null &&
    ('test_start' in value.start || !('error' in value))
  )
}

function isOfServer({ start }: { readonly start: object }): boolean {
  return 'accepted_connection' in start && !('connecting_to' in start)
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'x64', amd64: 'x64', aarch64: 'arm64' }

/** The machine from the words of uname: `Linux name 6.1.0 #1 SMP … x86_64`. */
function hostOf(systemInfo: string): HostFacts {
  const [platform = '', , kernel = '', ...rest] = systemInfo.split(' ')
  const machine = rest.at(-1) ?? ''
  return {
    platform: platform.toLowerCase().slice(0, 100),
    arch: (ARCHITECTURES[machine] ?? machine).slice(0, 100),
    kernel: kernel.slice(0, 200),
    cpuModel: null,
    cpuCount: null,
    memory: null,
    node: null,
    container: null,
    load: null,
    steal: null,
    receiveBufferLimit: null,
    sendBufferLimit: null,
    runner: null,
    runnerImage: null,
  }
}
