import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { IntervalEvent, RunEvent } from '../../../src/index.ts'
import { readDocument } from '../../../src/results/document.ts'
import { MODES } from '../../../src/server/mode.ts'
import { portOf, wyndrvr } from '../../support/programs/bins.ts'
import { startOneProcess } from '../../support/programs/one-process.ts'
import type { OneProcess } from '../../support/programs/one-process.ts'
import { ROOT, run, start } from '../../support/programs/processes.ts'
import type { Ended, Running } from '../../support/programs/processes.ts'
import { startUdpRelay } from '../../support/peers/udp-relay.ts'

const ajv = new Ajv({ allErrors: true })
formats.default(ajv)
const isEvent = ajv.compile(JSON.parse(readFileSync(join(ROOT, 'schema/event-1.schema.json'), 'utf8')))
const isDocument = ajv.compile(JSON.parse(readFileSync(join(ROOT, 'schema/result-1.schema.json'), 'utf8')))

/** 200 datagrams. */
const SMALL = '--payload 100 --size 20000B --rate 1600kbit/s'

describe.each(MODES)('--udp against a server in %s mode', (mode) => {
  let server: Running
  let port = ''
  beforeAll(async () => {
    server = start(process.execPath, wyndrvr(`server --host 127.0.0.1 --port 0 --mode ${mode}`))
    port = await portOf(server)
  })
  afterAll(async () => server[Symbol.asyncDispose]())

  test('runs the whole suite over UDP', async () => {
    const ended = await client(port, `--udp --count 5 ${SMALL}`)
    expect(ended).toMatchObject({ code: 0, stderr: '' })
    expect(ended.stdout).toContain('[CLIENT] Starting UDP latency test (5 pings, every 10 ms)...\n')
    const flow = '(0.02 MB at 1.60 Mbps, datagrams of 100 bytes)'
    for (const direction of ['download', 'upload']) {
      expect(ended.stdout).toContain(`[CLIENT] Starting UDP ${direction} test ${flow}...\n`)
      expect(ended.stdout).toContain(
        `[CLIENT] UDP ${direction} Statistics:\n  Datagrams sent: 200 of 100 bytes`,
      )
    }
    expect(ended.stdout).toMatch(/^Download Speed: \d+\.\d\d Mbps\nUpload Speed: \d+\.\d\d Mbps$/m)
  })

  test('is recorded in the document', async () => {
    const tests = '--test latency,download,upload,bidirectional'
    const ended = await client(port, `--udp --json ${tests} --count 20 --interval 2ms ${SMALL}`)
    expect(ended.code).toBe(0)
    isDocument(JSON.parse(ended.stdout))
    expect(isDocument.errors).toBeNull()
    const flow = { kind: 'datagram', sent: 200, received: 200, asked: { payload: 100, bytes: 20_000 } }
    expect(readDocument(ended.stdout, 'stdout').measurements).toMatchObject([
      { kind: 'latency', transport: 'udp', loop: 'open', sent: 20, asked: { payload: 100, interval: 2 } },
      { ...flow, direction: 'download' },
      { ...flow, direction: 'upload' },
      { ...flow, direction: 'download' },
      { ...flow, direction: 'upload' },
    ])
  })

  test('accepts datagrams smaller than a probe if the test sends no probes', async () => {
    const ended = await client(port, '--udp --json --test upload --payload 16 --size 320B --rate 1Mbit/s')
    expect(readDocument(ended.stdout, 'stdout').measurements).toMatchObject([{ received: 20, bytes: 320 }])
  })

  test('searches for the capacity in both directions, and prints its trials', async () => {
    const asked = '--test udp-capacity --max-rate 500kbit/s --loss-ratio 50% --trial 100ms --payload 300'
    const ended = await client(port, `${asked} --threshold udp.capacity.upload>100kbit/s`)
    expect(ended.stdout).toContain(
      '[CLIENT] Starting UDP capacity test (at most 50 % lost, up to 0.50 Mbps; trials of 0.1 s, datagrams of 300 bytes)...\n',
    )
    for (const direction of ['download', 'upload']) {
      expect(ended.stdout).toMatch(
        new RegExp(
          `\\[CLIENT\\] UDP capacity, ${direction}:\\n(?:  \\d+\\.\\d\\d Mbps: .+ lost.*\\n)+  Capacity: `,
        ),
      )
    }
    expect(ended.stdout).toMatch(/^UDP CAPACITY +rate +lost +(?:allowed +)?too much at +limited by/m)
    expect(ended.stdout).toMatch(/^ {2}(?:PASSED|NOT JUDGED) +udp\.capacity\.upload\.mbps > ?100kbit\/s/m)
  })

  test('runs concurrent clients', async () => {
    const ended = await client(port, `--udp --json --concurrent 3 --test bidirectional ${SMALL}`)
    expect(ended.code).toBe(0)
    const { measurements } = readDocument(ended.stdout, 'stdout')
    expect(measurements.map(({ client: number }) => number)).toEqual([1, 1, 2, 2, 3, 3])
    for (const each of measurements) expect(each).toMatchObject({ kind: 'datagram', received: 200 })
  })

  test('streams the same intervals as its measurements have', async () => {
    const asked =
      '--test download,upload,bidirectional --duration 350ms --rate 1Mbit/s --report-interval 50ms --no-busy-poll'
    const ended = await client(port, `--udp --json-stream ${asked}`)
    const events = eventsOf(ended)
    const intervals = events.filter((event): event is IntervalEvent => event.event === 'interval')
    const measurements = events.flatMap((event) => {
      if (event.event !== 'measurement') return []
      if (event.measurement.kind !== 'datagram') throw new Error('Not a datagram measurement.')
      return [event.measurement]
    })
    // The last two are of the bidirectional test.
    expect(measurements.map(({ direction }) => direction)).toEqual([
      'download',
      'upload',
      'download',
      'upload',
    ])
    for (const direction of ['download', 'upload']) {
      const head = { event: 'interval', kind: 'datagram', direction, client: 1 }
      const own = measurements.filter((measurement) => measurement.direction === direction)
      const mine = intervals.filter((interval) => 'direction' in interval && interval.direction === direction)
      expect(mine).toEqual(
        own.flatMap((measurement) =>
          measurement.intervals.map((interval) => Object.assign({}, head, interval)),
        ),
      )
    }
    for (const measurement of measurements) expect(measurement.intervals.length).toBeGreaterThanOrEqual(7)
    expect(events.at(-1)).toMatchObject({ event: 'end', exitCode: 0, error: null })
  })
})

describe('--udp', () => {
  let server: Running
  let port = ''
  beforeAll(async () => {
    server = start(process.execPath, wyndrvr('server --host 127.0.0.1 --port 0'))
    port = await portOf(server)
  })
  afterAll(async () => server[Symbol.asyncDispose]())

  test('datagrams lost in the network are counted exactly, and the run still exits with 0', async () => {
    await using relay = await startUdpRelay(
      { host: '127.0.0.1', port: Number(port) },
      ({ kind, sequence, bytes }) => (kind === 3 && sequence % 20 === 7 ? [] : [bytes]),
    )
    const ended = await client(relay.port, `--udp --test download ${SMALL}`)
    expect(ended.code).toBe(0)
    expect(ended.stdout).toContain('\n  Lost: 10 (5 %)')
  })

  test('a proxy that passes only TCP ends a UDP test with 3 and a sentence', async () => {
    await using relay = await startUdpRelay({ host: '127.0.0.1', port: Number(port) }, null)
    const ended = await client(relay.port, '--udp --json --test download,latency')
    expect(ended.stderr).toContain(
      `wyndrvr: UDP does not get through 127.0.0.1:${relay.port}: nothing accepts it there. Let that port pass UDP`,
    )
    expect(ended.code).toBe(3)
    expect(readDocument(ended.stdout, 'stdout').measurements).toEqual([])
  })

  test('Ctrl-C keeps what a download had measured', async () => {
    const words = `client --host 127.0.0.1 --port ${port} --udp --json-stream`
    const asked = '--test download --duration 100s --report-interval 50ms'
    await using running = start(process.execPath, wyndrvr(`${words} ${asked}`))
    await running.printed(/"event":"interval"/)
    running.child.kill('SIGINT')
    const ended = await running.ended
    const events = eventsOf(ended)
    expect(events.map(({ event }) => event).slice(-2)).toEqual(['measurement', 'end'])
    expect(events.at(-2)).toMatchObject({ measurement: { kind: 'datagram', validity: { ok: false } } })
    expect(ended.code).toBe(130)
  })
})

describe('options that --udp does not allow are refused in one sentence', () => {
  let commands: OneProcess
  beforeAll(() => {
    commands = startOneProcess()
  })
  afterAll(async () => commands[Symbol.asyncDispose]())

  test.each([
    ['--streams 2', '--streams: a UDP test is one flow.'],
    ['--block 65536', '--block: --payload sets the size of a datagram.'],
    ['--warmup 1s', '--warmup: a UDP test sends at its full rate from the first datagram.'],
    ['--connections 5', '--connections: UDP has no connections.'],
    ['--test latency,connect', '--test connect: that test uses TCP.'],
    ['--test full', '--test full: that test uses TCP.'],
    ['--dialect seed', '--dialect seed: UDP is not available in the seed dialect.'],
  ])('%s', async (words, reason) => {
    const ended = await refused(words)
    const stderr = `wyndrvr: --udp cannot be combined with ${reason} Remove one of them.\n`
    expect(ended).toEqual({ code: 2, signal: null, stdout: '', stderr })
  })

  test.each([
    ['--payload 17', "payload of a UDP probe must be a whole number from 18 to 65507, got '17'."],
    ['--payload 15 --test all', "payload of a UDP probe must be a whole number from 18 to 65507, got '15'."],
    [
      '--payload 15 --test upload',
      "payload of a datagram must be a whole number from 16 to 65507, got '15'.",
    ],
    ['--rate 200Gbit/s', "rate of datagrams must be from 1kbit/s to 100Gbit/s, got '200Gbit/s'."],
    ['--rate 1', "rate of datagrams must be from 1kbit/s to 100Gbit/s, got '1'."],
    ['--size 1 --duration 1s', 'size and duration cannot both be given.'],
  ])('%s', async (words, sentence) => {
    const ended = await refused(words)
    expect(ended).toEqual({ code: 2, signal: null, stdout: '', stderr: `wyndrvr: ${sentence}\n` })
  })

  async function refused(words: string): Promise<Ended> {
    return commands.wyndrvr(`client --host 127.0.0.1 --port 1 --udp ${words}`.split(' '))
  }
})

async function client(port: string | number, words: string): Promise<Ended> {
  return run(process.execPath, wyndrvr(`client --host 127.0.0.1 --port ${port} ${words}`))
}

function eventsOf({ stdout }: Ended): readonly RunEvent[] {
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line): RunEvent => JSON.parse(line))
  for (const event of events) {
    isEvent(event)
    expect(isEvent.errors).toBeNull()
  }
  return events
}
