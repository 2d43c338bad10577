import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { RunEvent } from '../../../src/index.ts'
import { readDocument } from '../../../src/results/document.ts'
import { wyndrvr } from '../../support/programs/bins.ts'
import { startIperf3Server } from '../../support/programs/iperf3-server.ts'
import type { Iperf3Server } from '../../support/programs/iperf3-server.ts'
import { hasIperf3 } from '../../support/programs/stock-iperf3.ts'
import { ROOT, run } from '../../support/programs/processes.ts'
import type { Ended } from '../../support/programs/processes.ts'

const ajv = new Ajv({ allErrors: true })
formats.default(ajv)
const isDocument = ajv.compile(JSON.parse(readFileSync(join(ROOT, 'schema/result-1.schema.json'), 'utf8')))

describe.runIf(hasIperf3())('wyndrvr client against iperf3 -s', () => {
  let server: Iperf3Server
  beforeAll(async () => {
    server = await startIperf3Server()
  })
  afterAll(async () => server?.[Symbol.asyncDispose]())

  const client = async (words: string): Promise<Ended> => {
    const { host, port } = server.address
    return run(process.execPath, wyndrvr(`client --host ${host} --port ${port} ${words}`))
  }

  test('without tests, runs those that the protocol has, and says what it skips', async () => {
    const { stdout, stderr } = await client('--size 1MB')
    expect(stderr).toBe('')
    expect(stdout).toContain('[CLIENT] Skipped because the iperf3 protocol has no echo: latency\n')
    expect(stdout).toContain('[CLIENT] Starting download bandwidth test')
    expect(stdout).toContain('[CLIENT] Starting upload bandwidth test')
    expect(stdout).toContain('Average Latency: N/A\n')
    expect(stdout).toContain('(iperf3 dialect)')
  })

  test('the document is valid, and thresholds judge it', async () => {
    const ended = await client(
      '--dialect iperf3 --test download,upload --duration 300ms --rate 20Mbit/s --json --threshold download>=1Gbit/s',
    )
    const document = readDocument(ended.stdout, 'output')
    isDocument(document)
    expect(isDocument.errors).toBeNull()
    expect(document.target).toMatchObject({ dialect: 'iperf3', mode: null })
    expect(document.measurements.map(({ kind }) => kind)).toEqual(['throughput', 'throughput'])
    expect(document.verdicts).toMatchObject([{ metric: 'download.mbps' }])
    expect([1, 3]).toContain(ended.code)
  })

  test('--udp and --json-stream: events while it runs', async () => {
    const ended = await client('--udp --test download,upload --duration 500ms --rate 1Mbit/s --json-stream')
    const events = ended.stdout
      .trimEnd()
      .split('\n')
      .map((line): RunEvent => JSON.parse(line))
    expect(events.filter(({ event }) => event === 'measurement')).toHaveLength(2)
    expect(events.filter(({ event }) => event === 'interval').length).toBeGreaterThanOrEqual(5)
  })

  test('--test full runs what the protocol has', async () => {
    const ended = await client('--test full --duration 200ms --rate 5Mbit/s --json')
    const { measurements } = readDocument(ended.stdout, 'output')
    expect(measurements.map(({ kind }) => kind)).toEqual([
      'throughput',
      'throughput',
      'throughput',
      'throughput',
      'datagram',
      'datagram',
    ])
    expect(ended.stderr).toContain(
      'no echo: latency, open-loop latency, loaded latency, connect, UDP latency\n',
    )
  })

  test.each(['latency', 'loaded', 'connect'])('--test %s is a usage error', async (name) => {
    const ended = await client(`--test ${name}`)
    expect(ended.code).toBe(2)
    expect(ended.stderr).toMatch(
      /^wyndrvr: .* cannot be measured with 127\.0\.0\.1:\d+: it is an iperf3 server, and .*\n$/,
    )
  })
})
