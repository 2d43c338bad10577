import { once } from 'node:events'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { readDocument } from '../../../src/results/document.ts'
import { MODES } from '../../../src/server/mode.ts'
import { saysBusy } from '../../support/machine/busy-machine.ts'
import { ROOT, childrenOf, start } from '../../support/programs/processes.ts'
import type { Ended, Running } from '../../support/programs/processes.ts'
import { client, serve, temporaryFolder, warnings, wyndrvr } from './commands.ts'
import type { ServerCommand } from './commands.ts'

const folder = temporaryFolder()

test('WYNDRVR_SERVER names the server to measure and the base of a comparison', async () => {
  await using server = await serve()
  const env = { ...process.env, WYNDRVR_SERVER: `127.0.0.1:${server.port}` }
  const run = async (words: string): Promise<Ended> =>
    start(process.execPath, [join(ROOT, 'lib/wyndrvr.js'), ...words.split(' ')], { env }).ended
  const [named, refused, compared] = await Promise.all([
    run('client --json --test latency --count 2'),
    run('client --port 1'),
    run(`compare --json --head 127.0.0.1:${server.port} --measure latency --budget 2s`),
  ])
  expect(readDocument(named.stdout, 'stdout').target).toMatchObject({
    host: '127.0.0.1',
    port: Number(server.port),
  })
  expect(refused.stderr).toContain('Connecting to localhost:1 failed: the connection was refused')
  expect(readDocument(compared.stdout, 'stdout').target.port).toBe(Number(server.port))
})

test('--html writes a page with charts, and is refused before the test if it cannot', async () => {
  await using server = await serve()
  const page = join(folder, 'run.html')
  const words = ['client', '--port', server.port, '--test', 'latency', '--threshold', 'latency.loss < 1%']
  const run = async (file: string): Promise<Ended> =>
    start(process.execPath, [join(ROOT, 'lib/wyndrvr.js'), ...words, '--html', file]).ended
  expect(await run(page)).toMatchObject({ code: 0 })
  expect(readFileSync(page, 'utf8')).toMatch(/<th scope="row">latency\.loss &lt; 1%<\/th>[^]*<svg role="img"/)
  const refused = await run(join(folder, 'no/such/folder.html'))
  expect(refused).toMatchObject({ code: 2, stdout: '' })
  expect(refused.stderr).toMatch(/^wyndrvr: --html .*folder\.html cannot be written: /)
})

test.each(['client', 'compare'])('a wrong WYNDRVR_SERVER is a usage error of %s', async (command) => {
  const words = [
    join(ROOT, 'lib/wyndrvr.js'),
    command,
    ...(command === 'compare' ? ['--head', '[::1]:1'] : []),
  ]
  const ended = await start(process.execPath, words, { env: { ...process.env, WYNDRVR_SERVER: 'nowhere' } })
    .ended
  expect(ended.stderr).toContain('WYNDRVR_SERVER')
  expect(ended.stderr).toContain('Expected a server as host:port')
  expect(ended.code).toBe(2)
})

describe.each(MODES)('against a server in %s mode', (mode) => {
  let own: ServerCommand
  let port = ''
  beforeAll(async () => {
    own = await serve('--mode', mode)
    port = own.port
  })
  afterAll(async () => own[Symbol.asyncDispose]())

  test('every option of the native dialect reaches the measurement', async () => {
    const words =
      '--json --test latency,download,upload --duration 300ms --interval 5ms --payload 100 --no-busy-poll ' +
      '--timeout 3s --dialect native --warmup 50ms --rate 80Mbit/s --block 32768 --report-interval 50ms'
    const ended = await client('--port', port, '--streams', '2', ...words.split(' '))
    expect(ended.code).toBe(0)
    const { target, environment, measurements } = readDocument(ended.stdout, 'stdout')
    const [latency, download, upload] = measurements
    expect(target.dialect).toBe('native')
    expect(environment.server?.cpuCount).toBe(environment.client.cpuCount)
    expect(latency).toMatchObject({
      asked: { count: null, duration: 300, interval: 5, payload: 100, timeout: 3000 },
      loop: 'open',
      sent: 60,
      busyPoll: { client: false, server: false },
    })
    for (const [measurement, direction] of [
      [download, 'download'],
      [upload, 'upload'],
    ] as const) {
      expect(measurement).toMatchObject({
        direction,
        asked: { bytes: null, seconds: 0.3, streams: 2, warmup: 0.05, rate: 80e6 },
        seconds: 0.3,
      })
      if (measurement?.kind !== 'throughput') throw new Error('No throughput measurement.')
      expect(measurement.intervals?.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(measurement.bytes)
      expect(measurement.streams).toHaveLength(2)
      expect(measurement.mbps).toBeLessThan(120)
      expect(measurement.cpu?.server).toMatchObject({})
    }
  })

  test('a bidirectional test is two measurements', async () => {
    const words = '--json --test bidirectional --duration 150ms --streams 2'
    const ended = await client('--port', port, ...words.split(' '))
    expect(readDocument(ended.stdout, 'stdout').measurements).toMatchObject([
      { direction: 'download', seconds: 0.15, asked: { streams: 2 } },
      { direction: 'upload', seconds: 0.15, asked: { streams: 2 } },
    ])
    expect(ended).toMatchObject({ code: 0 })
  })

  test('--dialect seed measures in the seed dialect', async () => {
    const ended = await client('--port', port, '--json', '--dialect', 'seed', '--count', '3', '--size', '1MB')
    const { target, measurements } = readDocument(ended.stdout, 'stdout')
    expect(target.dialect).toBe('seed')
    expect(measurements).toMatchObject([{ received: 3 }, { bytes: 1_000_000 }, { bytes: 1_000_000 }])
  })
})

/** A server for tests whose mode does not matter. */
let server: ServerCommand
beforeAll(async () => {
  server = await serve('--mode', 'process')
})
afterAll(async () => server[Symbol.asyncDispose]())

test('--dialect seed refuses options that it does not have', async () => {
  const words = ['--dialect', 'seed', '--test', 'download', '--duration', '1s']
  const refused = await client('--port', server.port, ...words)
  expect(refused.stderr).toContain('duration, streams, warmup and rate need the native dialect')
  expect(refused.code).toBe(2)
})

test('a bidirectional test of one stream is two measurements', async () => {
  const { port } = server
  const ended = await client('--port', port, '--json', '--test', 'bidirectional', '--duration', '300ms')
  expect(readDocument(ended.stdout, 'stdout').measurements).toMatchObject([
    { direction: 'download', seconds: 0.3 },
    { direction: 'upload', seconds: 0.3 },
  ])
  expect(ended.code).toBe(0)
})

test('a server of another protocol is named, with its answer', async () => {
  const other = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n')).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const ended = await client('--host', '127.0.0.1', '--port', String(port))
  other.close()
  expect(ended.stderr).toBe(
    `wyndrvr: 127.0.0.1:${port} sent "SSH-2.0-OpenSSH_9.9\\r\\n", but PONG or WYNDRVR/2 was expected. Is it a wyndrvr server?\n`,
  )
  expect(ended.code).toBe(3)
})

test('a silent server times out after --timeout', async () => {
  const other = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const ended = await client('--host', '127.0.0.1', '--port', String(port), '--timeout', '0.2', '--json')
  other.close()
  expect(ended.stderr).toContain(`127.0.0.1:${port} accepted the connection and sent no answer for 0.2 s`)
  expect(readDocument(ended.stdout, 'stdout').measurements).toEqual([])
  expect(ended.code).toBe(3)
})

test.runIf(process.platform !== 'win32')('Ctrl-C prints the results so far and exits with 130', async () => {
  const { port } = server
  await using measuring = wyndrvr(
    'client',
    '--port',
    port,
    '--test',
    'latency',
    '--count',
    '1000000',
    '--json',
  )
  await measuring.printed(/Ping 2\//)
  measuring.child.kill('SIGINT')
  const ended = await measuring.ended
  const [latency] = readDocument(ended.stdout, 'stdout').measurements
  expect(latency).toMatchObject({ kind: 'latency', validity: { ok: false } })
  expect(latency?.kind === 'latency' && latency.received > 0).toBe(true)
  expect(ended.stderr).toContain('[CLIENT] Latency Statistics:')
  expect(ended.code).toBe(130)
})

describe.runIf(process.platform !== 'win32')('if ss', () => {
  test.each([
    ['is not installed', null],
    ['hangs', 'setTimeout(() => {}, 600_000)'],
    ['fails', 'process.exit(1)'],
    [
      'never stops printing',
      'const lines = "ESTAB 0 0 127.0.0.1:1 127.0.0.1:2\\n".repeat(500); for (;;) console.log(lines)',
    ],
    ['prints nothing', ''],
  ])('%s, TCP facts are unknown, and nothing else changes', async (_, script) => {
    const tools = mkdtempSync(join(folder, 'path-'))
    if (script !== null) {
      writeFileSync(join(tools, 'ss'), `#!${process.execPath}\n${script}\n`, { mode: 0o755 })
    }
    const env = { ...process.env, PATH: tools }
    const wyndrvrThere = (...words: string[]): Running =>
      start(process.execPath, [join(ROOT, 'lib/wyndrvr.js'), ...words], { env })
    await using serving = wyndrvrThere('server', '--host', '127.0.0.1', '--port', '0')
    const [, port = ''] = await serving.printed(/:(\d+)\n/)
    const words = ['--test', 'download,upload', '--size', '1MB', '--rate', '80Mbit/s', '--streams', '2']
    const ended = await wyndrvrThere('client', '--json', '--port', port, ...words).ended
    expect(ended.code).toBe(0)
    const { measurements } = readDocument(ended.stdout, 'stdout')
    const none = {
      bytes: 1_000_000,
      streams: [{ tcp: null }, { tcp: null }],
      unknown: { tcp: 'TCP facts need Linux and its tool ss at the sending end.' },
    }
    expect(measurements).toMatchObject([
      { direction: 'download', ...none },
      { direction: 'upload', ...none },
    ])
    const reasons = measurements.flatMap(({ validity }) => validity.reasons)
    expect(reasons.filter((reason) => !saysBusy(reason))).toEqual([])
    expect(childrenOf(serving.child.pid ?? 0)).toEqual([])
    serving.child.kill('SIGTERM')
    expect(await serving.ended).toMatchObject({ code: 0, stderr: warnings('thread') })
  })
})
