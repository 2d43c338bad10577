import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { IntervalEvent } from '../../../src/index.ts'
import { readDocument } from '../../../src/results/document.ts'
import { MODES } from '../../../src/server/mode.ts'
import type { Mode } from '../../../src/server/mode.ts'
import { ROOT, start } from '../../support/programs/processes.ts'
import type { Ended, Running } from '../../support/programs/processes.ts'
import { serve } from './commands.ts'
import type { ServerCommand } from './commands.ts'
import { eventsOfRun } from './events-of-run.ts'
import { unusedPort } from '../../support/peers/scripted-server.ts'

let folder = ''
const servers = new Map<Mode, ServerCommand>()
let port = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-events-'))
  for (const mode of MODES) servers.set(mode, await serve('--mode', mode))
  port = portOf('thread')
})
afterAll(async () => {
  await Promise.all(Array.from(servers.values(), async (server) => server[Symbol.asyncDispose]()))
  rmSync(folder, { recursive: true, force: true })
})

test.each(MODES)('a suite streams what its document has, in %s mode', async (mode) => {
  const file = join(folder, `${mode}.json`)
  const ended = await streamed(portOf(mode), '--count', '20', '--size', '5', '--output', file)
  const { begun, measurements, end, order } = eventsOfRun(ended)
  expect(order).toBe(`start ${'interval measurement '.repeat(3)}end`)
  expect(end).toEqual({ event: 'end', exitCode: 0, seconds: expect.any(Number), error: null })
  expect(ended.code).toBe(0)
  expect(ended.stderr).toContain('TEST SUMMARY')
  const document = readDocument(readFileSync(file, 'utf8'), file)
  expect({ event: 'start', ...document }).toMatchObject({ ...begun })
  expect(begun.target).toEqual({ host: 'localhost', port: Number(portOf(mode)), dialect: 'native', mode })
  expect(begun.environment.server).not.toBeNull()
  expect(measurements.map(({ measurement }) => measurement)).toEqual(document.measurements)
})

test.each([
  ['one stream, for a time', '--duration 250ms'],
  ['one stream, of a size', '--size 5MB --rate 160Mbit/s'],
  ['3 streams, for a time', '--duration 250ms --streams 3'],
  ['3 streams, of a size', '--size 5MB --rate 160Mbit/s --streams 3'],
])('the intervals of transfers over %s add up to the measurements', async (_, words) => {
  const ended = await streamed(port, '--test', 'download,upload,bidirectional', ...words.split(' '))
  const { intervals, measurements, end } = eventsOfRun(ended)
  expect({ code: ended.code, exitCode: end.exitCode }).toEqual({ code: 0, exitCode: 0 })
  // The last two are of the bidirectional test.
  const expected = ['download', 'upload', 'download', 'upload']
  expect(measurements).toMatchObject(
    expected.map((direction) => ({ client: 1, measurement: { direction, client: 1 } })),
  )
  const found = measurements.map(({ measurement }) => {
    if (measurement.kind !== 'throughput') throw new Error('Not a throughput measurement.')
    return measurement
  })
  for (const direction of ['download', 'upload']) {
    const mine = intervals.filter((interval) => 'direction' in interval && interval.direction === direction)
    const head = { event: 'interval', kind: 'throughput', direction, client: 1 }
    const its = found.filter((measurement) => measurement.direction === direction)
    expect(mine).toEqual(
      its.flatMap(({ intervals: all }) => all?.map((interval) => ({ ...head, ...interval }))),
    )
  }
  for (const { intervals: its, bytes } of found) {
    expect(its?.length).toBeGreaterThan(1)
    expect(its?.reduce((total, interval) => total + interval.bytes, 0)).toBe(bytes)
  }
})

test.each([
  ['closed loop', '--count 500'],
  ['closed loop for a time', '--duration 300ms'],
  ['open loop', '--duration 300ms --interval 10ms'],
  ["the seed's dialect", '--count 20 --dialect seed'],
])('the intervals of latency (%s) include every probe', async (_, words) => {
  const ended = await streamed(port, '--test', 'latency', '--report-interval', '50ms', ...words.split(' '))
  const { intervals, measurements, order } = eventsOfRun(ended)
  expect(order).toBe('start interval measurement end')
  const [{ measurement } = { measurement: null }] = measurements
  if (measurement?.kind !== 'latency') throw new Error('Not a latency measurement.')
  expect(sum(intervals, 'received')).toBe(measurement.received)
  expect(sum(intervals, 'lost')).toBe(measurement.lost)
  expect(intervals[0]).toMatchObject({ kind: 'latency', client: 1, from: 0 })
})

test.each([
  ['a number', '--count 500', 1],
  ['a time', '--duration 350ms', 4],
  ["the seed's dialect", '--duration 350ms --dialect seed', 4],
])('the intervals of the connect rate (%s) include every connection', async (_, words, least) => {
  const ended = await streamed(port, '--test', 'connect', '--report-interval', '100ms', ...words.split(' '))
  const { intervals, measurements, order } = eventsOfRun(ended)
  expect(order).toBe('start interval measurement end')
  const [{ measurement } = { measurement: null }] = measurements
  if (measurement?.kind !== 'connect') throw new Error('Not a connect rate.')
  expect(measurement.ends).toMatchObject({ client: { loopDelay: expect.any(Number) }, server: null })
  expect(sum(intervals, 'completed')).toBe(measurement.completed)
  expect(sum(intervals, 'failed')).toBe(measurement.failed)
  expect(intervals.length).toBeGreaterThanOrEqual(least)
  for (const interval of intervals) {
    if (interval.kind !== 'connect') throw new Error('Not an interval of a connect rate.')
    const { completed, seconds, rate } = interval
    // `seconds` is rounded to the nanosecond, the rate is not.
    expect(rate).toEqual(seconds > 0 ? expect.closeTo(completed / seconds, 2) : null)
  }
  expect(intervals[0]).toMatchObject({ kind: 'connect', client: 1, from: 0 })
})

test('the intervals of loaded latency come phase by phase and include every probe', async () => {
  const asked = '--test loaded --duration 200ms --warmup 50ms --streams 2 --report-interval 50ms'
  const ended = await streamed(port, ...asked.split(' '))
  const { intervals, measurements, order } = eventsOfRun(ended)
  expect(order).toBe('start interval measurement end')
  const [{ measurement } = { measurement: null }] = measurements
  if (measurement?.kind !== 'loaded') throw new Error('Not a loaded latency.')
  const phases = ['idle', 'download', 'upload', 'bidirectional'] as const
  for (const phase of phases) {
    const mine = intervals.filter((interval) => interval.kind === 'loaded' && interval.phase === phase)
    expect(mine[0]).toMatchObject({ client: 1, from: 0 })
    expect([sum(mine, 'received'), sum(mine, 'lost')]).toEqual([
      measurement[phase].received,
      measurement[phase].lost,
    ])
  }
  const phaseNumbers = intervals.map((interval) =>
    interval.kind === 'loaded' ? phases.indexOf(interval.phase) : -1,
  )
  expect(phaseNumbers).toEqual(phaseNumbers.toSorted((a, b) => a - b))
})

test.each(MODES)('events of concurrent clients have their number, in %s mode', async (mode) => {
  const words = '--concurrent 3 --test latency,download,upload --count 5 --size 1'
  const ended = await streamed(portOf(mode), ...words.split(' '))
  const { intervals, measurements, end } = eventsOfRun(ended)
  expect({ code: ended.code, error: end.error }).toEqual({ code: 0, error: null })
  expect(measurements).toHaveLength(9)
  for (const number of [1, 2, 3]) {
    const mine = measurements.filter((event) => event.client === number)
    expect(mine).toMatchObject([
      { measurement: { kind: 'latency', client: number } },
      { measurement: { direction: 'download', client: number } },
      { measurement: { direction: 'upload', client: number } },
    ])
    const own = intervals.filter((interval) => interval.client === number)
    expect(sum(own, 'received')).toBe(5)
    expect(sum(own, 'bytes')).toBe(2 * 2 ** 20)
  }
  expect(ended.stderr).toContain('3 of 3 clients completed')
})

const CLIENTS: readonly (readonly [name: string, words: readonly string[]])[] = [
  ['one client', []],
  ['2 clients', ['--concurrent', '2']],
]

describe('a failed run still ends with an end event', () => {
  test.each(CLIENTS)('if the port has no listener, with %s', async (_, words) => {
    const nowhere = String(await unusedPort())
    const ended = await streamed(nowhere, '--host', '127.0.0.1', ...words)
    const { begun, order, end } = eventsOfRun(ended)
    expect(order).toBe('start end')
    expect(begun.target).toEqual({ host: '127.0.0.1', port: Number(nowhere), dialect: null, mode: null })
    expect(end).toMatchObject({
      exitCode: 3,
      error: { code: 'ERR_WYNDRVR_CONNECT', message: expect.stringContaining('was refused') },
    })
    expect(ended.code).toBe(3)
  })

  test.each(CLIENTS)('if the dialect does not support the test, with %s', async (_, words) => {
    const asked = ['--test', 'download', '--dialect', 'seed', '--duration', '1s']
    const ended = await streamed(port, ...asked, ...words)
    const { begun, order, end } = eventsOfRun(ended)
    expect(order).toBe('start end')
    expect(begun.target.dialect).toBe('seed')
    expect(end).toMatchObject({
      exitCode: 2,
      error: { code: 'ERR_WYNDRVR_VALUE', message: expect.stringContaining('need the native dialect') },
    })
    expect(ended.code).toBe(2)
    expect(ended.stderr).toContain(`wyndrvr: ${end.error?.message}\n`)
  })

  test.each(CLIENTS)('if the server is killed, with %s', async (_, words) => {
    await using other = await serve('--mode', 'sequential')
    const rest = ['--test', 'download', '--duration', '100s', '--report-interval', '200ms', ...words]
    await using running = client(other.port, ...rest)
    await running.printed(/"event":"interval"/)
    other.child.kill('SIGKILL')
    const ended = await running.ended
    const { intervals, measurements, end } = eventsOfRun(ended)
    expect({ code: ended.code, exitCode: end.exitCode }).toEqual({ code: 3, exitCode: 3 })
    expect(end.error?.code).toMatch(/^ERR_WYNDRVR_(LOST|CONNECT)$/)
    const [{ measurement } = { measurement: null }] = measurements
    expect(measurement).toMatchObject({ bytes: sum(intervals, 'bytes'), validity: { ok: false } })
  })
})

describe.runIf(process.platform !== 'win32')('a running test streams events until Ctrl-C', () => {
  test.each([
    ['latency', '--test latency --duration 100s --interval 10ms --report-interval 50ms'],
    ['download', '--test download --duration 100s --report-interval 50ms'],
    ['upload', '--test upload --duration 100s --report-interval 50ms'],
    ['upload over 3 streams', '--test upload --duration 100s --report-interval 50ms --streams 3'],
    ['bidirectional', '--test bidirectional --duration 100s --report-interval 50ms'],
    ['loaded latency', '--test loaded --duration 100s --warmup 100ms --report-interval 50ms'],
    ['connect rate', '--test connect --duration 100s --report-interval 50ms'],
    ['3 clients', '--test upload --duration 100s --report-interval 50ms --concurrent 3'],
  ])('%s', async (_, words) => {
    await using running = client(port, ...words.split(' '))
    // Long before the test could end by itself.
    await running.printed(/("event":"interval"[^\n]+\n[^]*){3}/)
    running.child.kill('SIGINT')
    const ended = await running.ended
    const { intervals, end } = eventsOfRun(ended)
    expect(intervals.length).toBeGreaterThanOrEqual(3)
    expect(end).toMatchObject({ exitCode: 130, error: { code: 'ERR_WYNDRVR_ABORTED' } })
    expect(ended.code).toBe(130)
  })
})

test.each([
  [['--json', '--json-stream'], "option '--json-stream' cannot be used with option '--json'"],
  [['--json-stream', '--count', '0'], 'It must be a whole number from 1 to 1000000.'],
])('%j is a usage error, and its only events are a start and an end', async (words, sentence) => {
  const ended = await start(process.execPath, [BIN, ...words]).ended
  expect(ended.stderr).toContain(sentence)
  const events = ended.stdout.trimEnd().split('\n')
  expect(events.map((event): unknown => JSON.parse(event))).toMatchObject([
    { event: 'start' },
    { event: 'end', exitCode: 2, error: { message: expect.stringContaining(sentence) } },
  ])
  expect(ended.code).toBe(2)
})

test('a reader may close the pipe early', async () => {
  await using running = client(port, ...'--duration 300ms --rate 20Mbit/s --no-busy-poll'.split(' '))
  await running.printed(/"event":"start"/)
  running.child.stdout?.destroy()
  await once(running.child, 'exit')
  const ended = await running.ended
  expect(ended.code).toBe(0)
  expect(ended.stderr).toContain('TEST SUMMARY')
  expect(ended.stderr).not.toMatch(/EPIPE|Error/)
})

const BIN = join(ROOT, 'lib/wyndrvr-client.js')

function portOf(mode: Mode): string {
  return servers.get(mode)?.port ?? ''
}

function client(to: string, ...words: string[]): Running {
  return start(process.execPath, [BIN, '--port', to, '--json-stream', ...words])
}

const streamed = async (to: string, ...words: string[]): Promise<Ended> => client(to, ...words).ended

type Count = 'bytes' | 'received' | 'lost' | 'completed' | 'failed'

function sum(intervals: readonly IntervalEvent[], name: Count): number {
  return intervals.reduce((total, interval) => {
    const value: unknown = Object.entries(interval).find(([key]) => key === name)?.[1]
    return total + (typeof value === 'number' ? value : 0)
  }, 0)
}
