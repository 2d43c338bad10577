import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { readDocument } from '../../src/results/document.ts'
import { startUdpRelay } from '../support/peers/udp-relay.ts'
import type { UdpRelay } from '../support/peers/udp-relay.ts'
import { ROOT, start } from '../support/programs/processes.ts'
import { serve, temporaryFolder } from './cli/commands.ts'
import type { ServerCommand } from './cli/commands.ts'

/** Tests that would last much longer than a test of ours may. Most do not use a CPU while they wait for the lost server. */
const TESTS = {
  latency: '--test latency --duration 400s --no-busy-poll',
  'a number of probes': '--test latency --count 1000000',
  'open-loop latency': '--test latency --duration 400s --interval 10ms --no-busy-poll',
  download: '--test download --duration 400s',
  upload: '--test upload --duration 400s --streams 2',
  'a slow upload': '--test upload --duration 400s --rate 3Mbit/s',
  'both directions': '--test bidirectional --duration 400s',
  'latency under load': '--test loaded --duration 400s --warmup 0s --streams 1',
  'latency over UDP': '--udp --test latency --duration 400s --no-busy-poll',
  'a UDP download': '--udp --test download --duration 400s --rate 1Mbit/s',
  'a UDP upload': '--udp --test upload --duration 400s --rate 1Mbit/s',
  'both directions over UDP': '--udp --test bidirectional --duration 400s --rate 1Mbit/s',
  connections: '--test connect --duration 400s',
  'three clients at once': '--concurrent 3 --test latency --duration 400s --no-busy-poll',
  'latency in the seed dialect': '--dialect seed --test latency --duration 400s --no-busy-poll',
  'a download in the seed dialect': '--dialect seed --test download --size 400GB',
  'an upload in the seed dialect': '--dialect seed --test upload --size 400GB',
  'latency over HTTP': '--dialect http1 --test latency --duration 400s',
  'a download over HTTP': '--dialect http1 --test download --duration 400s --rate 50Mbit/s',
  'an upload over HTTP': '--dialect http1 --test upload --duration 400s --rate 50Mbit/s',
} as const

type TestName = keyof typeof TESTS

/** Returns what is to be ended after the test. */
type Fault = (server: ServerCommand, relay: UdpRelay) => Promise<AsyncDisposable | undefined>

const EVERY = Object.keys(TESTS) as readonly TestName[]

const CUT_OFF = 'is cut off from the network'
const RESTARTED = 'restarts'

const FAULTS: Readonly<Record<string, Fault>> = {
  'is killed': async ({ child }) => {
    child.kill('SIGKILL')
    return undefined
  },
  [CUT_OFF]: async (_, relay) => {
    relay.silence()
    return undefined
  },
  'is stopped for good': async ({ child }) => {
    child.kill('SIGSTOP')
    return undefined
  },
  [RESTARTED]: async ({ child, port }) => {
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
    return serve('--workers', '1', '--port', port)
  },
}

/**
 * Tests that differ between a server that restarts and one that is killed: their datagrams or new connections reach the server
 * that follows. What is open when it restarts ends as when it is killed, in each dialect.
 */
const AFTER_RESTART: readonly TestName[] = [
  'latency',
  'latency under load',
  'latency over UDP',
  'a UDP download',
  'a UDP upload',
  'both directions over UDP',
  'connections',
  'latency in the seed dialect',
]

const folder = temporaryFolder()

/** The server of those that are cut off, each behind a relay of its own: it serves the others on. */
let shared: ServerCommand
beforeAll(async () => {
  shared = await serve()
})
afterAll(async () => shared[Symbol.asyncDispose]())

describe.each(Object.entries(FAULTS))('a client whose server %s', { concurrent: true }, (fault, strike) => {
  const names = fault === RESTARTED ? AFTER_RESTART : EVERY
  test.each(names)('ends with what it has of %s, and exit code 3', async (name) => {
    const words = TESTS[name]
    await using own = fault === CUT_OFF ? null : await serve('--workers', '1')
    const server = own ?? shared
    const target = { host: '127.0.0.1', port: Number(server.port) }
    await using relay = await startUdpRelay(target, ({ bytes }) => [bytes])
    const file = join(folder, `${fault} ${name}.json`)
    // Connections are refused while the server is away, and served again by the one that follows it.
    const back = name === 'connections' && fault === RESTARTED
    await using client = measure(back ? target.port : relay.port, file, [
      ...(back ? words.replace('400s', '3s') : words).split(' '),
      ...(back ? ['--threshold', 'connect.rate > 1/s'] : []),
    ])
    await begun(client, words, relay)
    await using after = new AsyncDisposableStack()
    after.use(await strike(server, relay))
    const { code, stdout, stderr } = await client.ended
    expect({ code, stderr }).toEqual({ code: 3, stderr: expect.any(String) })
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ event: 'end', exitCode: 3 })
    const { measurements } = readDocument(readFileSync(file, 'utf8'), file)
    expect(measurements.length).toBeGreaterThan(0)
    const directions = measurements.map((each) => ('direction' in each ? each.direction : null))
    if (name.startsWith('both')) expect(directions).toEqual(['download', 'upload'])
    const reason = back ? /refused: at that time nothing listened|^Cut off when / : /^Cut off when /
    for (const each of measurements) {
      const { validity } = each
      if ('bytes' in each) expect(each.bytes).toBeGreaterThan(0)
      expect(validity.ok).toBe(false)
      expect(validity.reasons).toContainEqual(expect.stringMatching(reason))
    }
    if (!back) expect(stderr).toMatch(/^wyndrvr: \S/m)
  })
})

function measure(port: number, file: string, words: readonly string[]): ReturnType<typeof start> {
  const program = join(ROOT, 'lib/wyndrvr.js')
  const common = ['--port', String(port), '--timeout', '1500ms', '--report-interval', '50ms']
  return start(process.execPath, [program, 'client', ...common, '--json-stream', '--output', file, ...words])
}

/** An interval of each of three clients, in any order. */
const EACH_CLIENT =
  /^(?=[^]*"interval".*"client":1)(?=[^]*"interval".*"client":2)(?=[^]*"interval".*"client":3)/

/** Bytes in each direction, of which one may begin later. */
const EACH_DIRECTION =
  /^(?=[^]*"direction":"download".*"bytes":[1-9])(?=[^]*"direction":"upload".*"bytes":[1-9])/

/** Several intervals, of a test that reports one after the other. */
const SEVERAL = /("event":"interval"[^]*){3}/

/** Resolves when something has been measured. Transfers in the seed dialect, and uploads over HTTP, report no intervals. */
async function begun(client: ReturnType<typeof start>, words: string, relay: UdpRelay): Promise<void> {
  if (words.includes('GB')) await relay.moved(10_000_000)
  else if (words.includes('http1 --test upload')) await relay.moved(1_000_000)
  else if (words.startsWith('--concurrent')) await client.printed(EACH_CLIENT)
  else await client.printed(words.includes('bidirectional') ? EACH_DIRECTION : SEVERAL)
}
