import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { readDocument } from '../../src/results/document.ts'
import { VERSION } from '../../src/version.ts'
import { MODES } from '../../src/server/mode.ts'
import { childrenOf, isAlive, ROOT, run, start } from '../support/processes.ts'
import type { Ended, Running } from '../support/processes.ts'

const MS = String.raw`\d+\.\d\d ms`
const RULE = '='.repeat(60)

/** The seed's example session as patterns, a line each. */
const SESSION = [
  String.raw`\[CLIENT\] Connected to localhost:\d+`,
  '',
  RULE,
  'WYNDRVR NETWORK TEST SUITE',
  RULE,
  '',
  String.raw`\[CLIENT\] Starting latency test \(3 pings\)\.\.\.`,
  `  Ping 1/3: ${MS}`,
  `  Ping 2/3: ${MS}`,
  `  Ping 3/3: ${MS}`,
  '',
  String.raw`\[CLIENT\] Latency Statistics:`,
  '  Packets sent: 3',
  '  Packets received: 3',
  `  Minimum: ${MS}`,
  `  Maximum: ${MS}`,
  `  Average: ${MS}`,
  `  Std Dev: ${MS}`,
  `  p50: ${MS}`,
  '  p90 needs at least 10 samples, and there were 3.',
  String.raw`  Jitter \(RFC 3550\): ${MS}`,
  String.raw`  Jitter \(mean difference\): ${MS}`,
  '',
  String.raw`\[CLIENT\] Starting download bandwidth test \(2 MB\)\.\.\.`,
  String.raw`\[CLIENT\] Downloaded 2\.00 MB in \d+\.\d\d seconds`,
  String.raw`\[CLIENT\] Download speed: \d+\.\d\d Mbps`,
  '',
  String.raw`\[CLIENT\] Starting upload bandwidth test \(2 MB\)\.\.\.`,
  String.raw`\[CLIENT\] Uploaded 2\.00 MB in \d+\.\d\d seconds`,
  String.raw`\[CLIENT\] Upload speed: \d+\.\d\d Mbps`,
  '',
  RULE,
  'TEST SUMMARY',
  RULE,
  `Average Latency: ${MS}`,
  String.raw`Download Speed: \d+\.\d\d Mbps`,
  String.raw`Upload Speed: \d+\.\d\d Mbps`,
  RULE,
  '',
]

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wyndrvr-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(MODES)('a server in %s mode', (mode) => {
  let server: Running
  let port = ''
  let saidMode = ''
  beforeAll(async () => {
    server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0', '--mode', mode)
    const started = await server.printed(
      /^\[SERVER\] Wyndrvr server started on 127\.0\.0\.1:(\d+)\n\[SERVER\] Connection handling mode: (\w+)\n\[SERVER\] Waiting for connections\.\.\.\n/,
    )
    port = started[1] ?? ''
    saidMode = started[2] ?? ''
  })

  test('says its mode', () => expect(saidMode).toBe(mode))

  test("prints the seed's session line for line", async () => {
    const ended = await client('--port', port, '--count', '3', '--size', '2')
    // A kernel sends something again now and then, also over loopback, and that is told.
    const lines = ended.stdout.split('\n').filter((line) => !/^\[CLIENT\] Retransmits: [1-9]\d*$/.test(line))
    for (const [index, pattern] of SESSION.entries()) {
      expect(lines[index]).toMatch(new RegExp(`^${pattern}$`))
    }
    // Behind it comes our own report, of which a file tells no colours.
    expect(lines[SESSION.length]).toMatch(
      new RegExp(`^Results of localhost:\\d+ \\(native dialect, ${mode} mode\\) {2,}wyndrvr \\S+$`),
    )
    expect(ended.stdout).not.toContain('\u001B')
    expect(ended).toMatchObject({ code: 0, stderr: '' })
  })

  test('runs several clients at once and sums them up', async () => {
    const ended = await client('--port', port, '--concurrent', '3', '--count', '3', '--size', '0.5')
    const figures = String.raw`Avg Latency = ${MS}, Download = \d+\.\d\d Mbps, Upload = \d+\.\d\d Mbps`
    for (const number of [1, 2, 3])
      expect(ended.stdout).toMatch(new RegExp(`^  Client ${number}: ${figures}$`, 'm'))
    const means = figures.replaceAll(/(Download|Upload)/g, 'Mean $1')
    expect(ended.stdout).toMatch(new RegExp(`^  Overall: 3 of 3 clients completed, ${means}$`, 'm'))
    expect(ended).toMatchObject({ code: 0, stderr: '' })
  })

  test('--json prints one document, and --output writes the same', async () => {
    const file = join(folder, `${mode}.json`)
    const ended = await client('--port', port, '--json', '--output', file, '--count', '4', '--size', '0.25')
    const document = readDocument(ended.stdout, 'stdout')
    expect(document.target).toEqual({ host: 'localhost', port: Number(port), dialect: 'native', mode })
    expect(document.measurements).toMatchObject([
      { kind: 'latency', sent: 4, received: 4, lost: 0 },
      { kind: 'throughput', direction: 'download', bytes: 262_144 },
      { kind: 'throughput', direction: 'upload', bytes: 262_144 },
    ])
    expect(readFileSync(file, 'utf8')).toBe(ended.stdout)
    expect(ended.stderr).toContain('TEST SUMMARY')
    expect(ended.code).toBe(0)
  })

  test('its port is in use for a second one', async () => {
    const second = await wyndrvr('server', '--host', '127.0.0.1', '--port', port, '--mode', mode).ended
    expect(second).toMatchObject({ code: 3, stdout: '' })
    expect(second.stderr).toBe(
      `wyndrvr: Listening on 127.0.0.1:${port} failed: the port is in use. Choose another, or 0 for a free one.\n`,
    )
  })

  test.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'closes in good order on %s while a client is connected',
    async (signal) => {
      await using other = wyndrvr('server', '--host', '127.0.0.1', '--port', '0', '--mode', mode)
      const [, otherPort = ''] = await other.printed(/:(\d+)\n[\s\S]*Waiting/)
      await using idle = wyndrvr('client', '--port', otherPort, '--test', 'latency', '--count', '1000000')
      await idle.printed(/Ping 1\//)
      const children = childrenOf(other.child.pid ?? 0)
      expect(children.length > 0).toBe(mode === 'process')
      other.child.kill(signal)
      const ended = await other.ended
      expect(ended).toMatchObject({ code: 0, signal: null, stderr: warnings(mode) })
      expect(ended.stdout).toMatch(/\n\n\[SERVER\] Shutting down\.\.\.\n\[SERVER\] Server stopped\n$/)
      expect(children.filter(isAlive)).toEqual([])
      const cut = await idle.ended
      expect(cut.code).toBe(3)
      expect(cut.stderr).toMatch(
        /^wyndrvr: The connection to localhost:\d+ was (closed by the server|reset)\.\n$/,
      )
      expect(cut.stdout).toContain('Latency Statistics')
    },
  )

  afterAll(async () => {
    await server[Symbol.asyncDispose]()
  })
})

test.each([
  [
    ['client', '--port', '1', '--count', '3'],
    3,
    'Connecting to localhost:1 was refused: is a server running there?',
  ],
  [
    ['client', '--host', 'no-such-host.invalid'],
    3,
    'Connecting to no-such-host.invalid:5001 failed: the host name',
  ],
  [
    ['server', '--host', '203.0.113.9', '--port', '0'],
    3,
    'Listening on 203.0.113.9:0 failed: no network interface',
  ],
  [
    ['server', '--host', 'no-such-host.invalid'],
    3,
    'Listening on no-such-host.invalid:5001 failed: the host name',
  ],
  [['client', '--port', '0'], 2, "argument '0' is invalid. It must be a whole number from 1 to 65535."],
  [
    ['client', '--count', 'many'],
    2,
    "argument 'many' is invalid. It must be a whole number from 1 to 1000000.",
  ],
  [
    ['client', '--size', '-1'],
    2,
    "argument '-1' is invalid. Expected a size such as 10MB or 10MiB, got '-1'.",
  ],
  [
    ['client', '--rate', 'fast'],
    2,
    "argument 'fast' is invalid. Expected a rate such as 500kbit/s or 1Gbit/s",
  ],
  [
    ['client', '--connections', '1001'],
    2,
    "argument '1001' is invalid. It must be a whole number from 1 to 1000.",
  ],
  [['client', '--streams', '129'], 2, "argument '129' is invalid. It must be a whole number from 1 to 128."],
  [['client', '--payload', '13'], 2, "payload must be a whole number from 14 to 65536, got '13'."],
  [['client', '--count', '5', '--duration', '1s'], 2, 'count and duration cannot both be given.'],
  [
    ['client', '--dialect', 'klingon'],
    2,
    "argument 'klingon' is invalid. Allowed choices are auto, native, seed.",
  ],
  [
    ['client', '--concurrent', '1001'],
    2,
    "argument '1001' is invalid. It must be a whole number from 1 to 1000.",
  ],
  [
    ['client', '--test', 'everything'],
    2,
    "argument 'everything' is invalid. 'everything' is not one of latency, download, upload",
  ],
  [['client', '--output', tmpdir()], 2, 'cannot be written: EISDIR'],
  [['client', '--output', '/no/such/folder/x.json'], 2, "--output /no/such/folder/x.json can't be written"],
  [
    ['server', '--mode', 'fibre'],
    2,
    "argument 'fibre' is invalid. Allowed choices are thread, process, sequential.",
  ],
  [['server', '--workers', '0'], 2, "argument '0' is invalid. It must be a whole number from 1 to 256."],
  [['server', '--fast'], 2, "unknown option '--fast'"],
  [['serve'], 2, "unknown command 'serve'"],
  [['client', 'extra'], 2, 'too many arguments'],
])('%j ends with %i and a sentence', async (words, code, sentence) => {
  const ended = await wyndrvr(...words).ended
  expect(ended.stderr).toContain(sentence)
  expect(ended.stderr).not.toContain('    at ')
  expect(ended).toMatchObject({ code, stdout: '' })
})

test('what speaks something else is named, with what it said', async () => {
  const other = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n')).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const ended = await client('--host', '127.0.0.1', '--port', String(port))
  other.close()
  expect(ended.stderr).toBe(
    `wyndrvr: 127.0.0.1:${port} sent "SSH-2.0-OpenSSH_9.9\\r\\n" where PONG or WYNDRVR/2 was expected: is it a wyndrvr server?\n`,
  )
  expect(ended.code).toBe(3)
})

test('a server that never answers is given up after --timeout', async () => {
  const other = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const ended = await client('--host', '127.0.0.1', '--port', String(port), '--timeout', '0.2', '--json')
  other.close()
  expect(ended.stderr).toContain(`127.0.0.1:${port} accepted the connection and sent no answer for 0.2 s`)
  expect(readDocument(ended.stdout, 'stdout').measurements).toEqual([])
  expect(ended.code).toBe(3)
})

test.runIf(process.platform !== 'win32')('Ctrl-C prints what there is and exits 130', async () => {
  await using server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0')
  const [, port = ''] = await server.printed(/:(\d+)\n/)
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

test.each(['--version', '-V'])('%s prints the version', async (flag) => {
  expect(await wyndrvr(flag).ended).toMatchObject({ code: 0, stdout: `${VERSION}\n`, stderr: '' })
})

test('a Node that is too old is told in one sentence', async () => {
  const pretend = "data:text/javascript,Object.defineProperty(process.versions,'node',{value:'22.11.0'})"
  for (const bin of ['wyndrvr', 'wyndrvr-server', 'wyndrvr-client']) {
    const words = ['--import', pretend, join(ROOT, `lib/src/cli/${bin}.js`), '--help']
    const ended = await run(process.execPath, words)
    expect(ended.stderr).toBe('wyndrvr needs Node 22.12 or newer, but this is Node 22.11.0.\n')
    expect(ended).toMatchObject({ code: 2, stdout: '' })
  }
})

describe.each(MODES)('against a server in %s mode', (mode) => {
  test('every option of the native dialect reaches the measurement', async () => {
    await using server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0', '--mode', mode)
    const [, port = ''] = await server.printed(/:(\d+)\n/)
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
      if (measurement?.kind !== 'throughput') throw new Error('There is no throughput.')
      expect(measurement.intervals?.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(measurement.bytes)
      expect(measurement.streams).toHaveLength(2)
      expect(measurement.mbps).toBeLessThan(120)
      expect(measurement.cpu.server).not.toBeNull()
    }
  })

  test('both directions at once are two measurements', async () => {
    await using server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0', '--mode', mode)
    const [, port = ''] = await server.printed(/:(\d+)\n/)
    const words = '--json --test bidirectional --duration 300ms --streams 2'
    const ended = await client('--port', port, ...words.split(' '))
    expect(readDocument(ended.stdout, 'stdout').measurements).toMatchObject([
      { direction: 'download', seconds: 0.3, asked: { streams: 2 } },
      { direction: 'upload', seconds: 0.3, asked: { streams: 2 } },
    ])
    expect(ended).toMatchObject({ code: 0 })
  })

  test('the seed dialect is spoken when it is asked for', async () => {
    await using server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0', '--mode', mode)
    const [, port = ''] = await server.printed(/:(\d+)\n/)
    const ended = await client('--port', port, '--json', '--dialect', 'seed', '--count', '3', '--size', '1MB')
    const { target, measurements } = readDocument(ended.stdout, 'stdout')
    expect(target.dialect).toBe('seed')
    expect(measurements).toMatchObject([{ received: 3 }, { bytes: 1_000_000 }, { bytes: 1_000_000 }])
    const refused = await client(
      '--port',
      port,
      '--dialect',
      'seed',
      '--test',
      'download',
      '--duration',
      '1s',
    )
    expect(refused.stderr).toContain('duration, streams, warmup and rate need the native dialect')
    expect(refused.code).toBe(2)
  })
})

describe.runIf(process.platform !== 'win32')('where ss', () => {
  test.each([
    ['is not installed', null],
    ['hangs', 'setTimeout(() => {}, 600_000)'],
    ['fails', 'process.exit(1)'],
    ['talks without end', 'for (;;) console.log("ESTAB 0 0 127.0.0.1:1 127.0.0.1:2")'],
    ['says nothing', ''],
  ])('%s, TCP facts are not known, and all else is as ever', async (_, script) => {
    const tools = mkdtempSync(join(folder, 'path-'))
    if (script !== null) {
      writeFileSync(join(tools, 'ss'), `#!${process.execPath}\n${script}\n`, { mode: 0o755 })
    }
    const env = { ...process.env, PATH: tools }
    const wyndrvrThere = (...words: string[]): Running =>
      start(process.execPath, [join(ROOT, 'lib/src/cli/wyndrvr.js'), ...words], { env })
    await using server = wyndrvrThere('server', '--host', '127.0.0.1', '--port', '0')
    const [, port = ''] = await server.printed(/:(\d+)\n/)
    const words = ['--test', 'download,upload', '--size', '1MB', '--rate', '80Mbit/s', '--streams', '2']
    const ended = await wyndrvrThere('client', '--json', '--port', port, ...words).ended
    expect(ended.code).toBe(0)
    const { measurements } = readDocument(ended.stdout, 'stdout')
    const none = {
      bytes: 1_000_000,
      streams: [{ tcp: null }, { tcp: null }],
      unknown: { tcp: 'TCP facts need Linux and its tool ss at the sending end.' },
      validity: { ok: true },
    }
    expect(measurements).toMatchObject([
      { direction: 'download', ...none },
      { direction: 'upload', ...none },
    ])
    expect(childrenOf(server.child.pid ?? 0)).toEqual([])
    server.child.kill('SIGTERM')
    expect(await server.ended).toMatchObject({ code: 0, stderr: warnings('thread') })
  })
})

describe.each(MODES)('the connect rate against a server in %s mode', (mode) => {
  test('is printed with its connect times, and is a measurement of the document', async () => {
    await using server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0', '--mode', mode)
    const [, port = ''] = await server.printed(/:(\d+)\n/)
    const words = ['--test', 'latency,connect', '--count', '100', '--connections', '4']
    const ended = await client('--port', port, '--json', ...words)
    expect(ended.stderr).toMatch(
      /\n\[CLIENT\] Starting connect rate test \(100 connections, 4 at once\)\.\.\.\n\n\[CLIENT\] Connect Statistics:\n {2}Connections opened, served and closed: 100 in \d+\.\d\d seconds\n {2}Connections failed: 0\n {2}Connect rate: \d+\.\d\d per second\n {2}Connect time:\n {4}Minimum: \d+\.\d\d ms\n/,
    )
    expect(readDocument(ended.stdout, 'stdout').measurements).toMatchObject([
      { kind: 'latency', received: 100 },
      { kind: 'connect', asked: { count: 100, concurrency: 4 }, completed: 100, failed: 0 },
    ])
    expect(ended.code).toBe(0)
  })

  test('of two clients at once is measured by each', async () => {
    await using server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0', '--mode', mode)
    const [, port = ''] = await server.printed(/:(\d+)\n/)
    const ended = await client('--port', port, '--test', 'connect', '--count', '50', '--concurrent', '2')
    expect(ended.stdout).toMatch(/^ {2}Client 2: Connect rate = \d+\.\d\d per second$/m)
    expect(ended).toMatchObject({ code: 0, stderr: '' })
  })
})

test.runIf(process.platform !== 'win32')(
  'Ctrl-C during a connect rate prints what there is and exits 130',
  async () => {
    let served = 0
    let tell: (() => void) | undefined
    const many = new Promise<void>((resolve) => (tell = resolve))
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.on('data', (data) => {
        if (String(data) === 'PING') return socket.write('PONG')
        served += 1
        if (served === 100) tell?.()
        return socket.end('BYE')
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const words = ['--port', String(port), '--dialect', 'seed', '--test', 'connect', '--duration', '1min']
    await using measuring = wyndrvr('client', '--host', '127.0.0.1', '--json', ...words)
    await many
    measuring.child.kill('SIGINT')
    const ended = await measuring.ended
    server.close()
    const [connect] = readDocument(ended.stdout, 'stdout').measurements
    expect(connect).toMatchObject({ kind: 'connect', validity: { ok: false } })
    expect(connect?.kind === 'connect' && connect.completed > 50).toBe(true)
    expect(ended.stderr).toContain('[CLIENT] Connect Statistics:')
    expect(ended.code).toBe(130)
  },
)

test.runIf(process.platform === 'linux')(
  'connections for which there is no file descriptor are counted, and the rate is not to be trusted',
  async () => {
    await using server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0')
    const [, port = ''] = await server.printed(/:(\d+)\n/)
    const program = join(ROOT, 'lib/src/cli/wyndrvr-client.js')
    const words = ['--port', port, '--test', 'connect', '--count', '400', '--connections', '200', '--json']
    // The shell sets the limit, and becomes the client.
    const limited = ['-c', 'ulimit -n 80; exec "$0" "$@"', process.execPath, program, ...words]
    const ended = await run('sh', limited)
    const [connect] = readDocument(ended.stdout, 'stdout').measurements
    if (connect?.kind !== 'connect') throw new Error('There is no connect rate.')
    expect(connect.errors.noDescriptors).toBeGreaterThan(0)
    expect(connect.completed).toBe(400 - connect.errors.noDescriptors)
    expect(connect.validity).toMatchObject({ ok: false })
    expect(ended.stderr).toContain(`of 400 connections found no file descriptor: raise the limit`)
    expect(ended.code).toBe(0)
  },
)

test('a connect rate against a server that went away ends with 3 and a sentence', async () => {
  // It serves the connection that comes first, and then listens no more.
  const server = createServer((socket) => {
    socket.on('data', (data) => {
      if (String(data) !== 'PING') return socket.end('BYE')
      server.close()
      return socket.write('PONG')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const words = ['--port', String(port), '--dialect', 'seed', '--test', 'connect', '--count', '20', '--json']
  const ended = await client('--host', '127.0.0.1', ...words)
  expect(ended.stderr).toContain(
    `wyndrvr: None of 20 connections to 127.0.0.1:${port} could be opened: 20 refused.\n`,
  )
  expect(readDocument(ended.stdout, 'stdout').measurements).toMatchObject([
    { kind: 'connect', attempted: 20, connected: 0, errors: { refused: 20 } },
  ])
  expect(ended.code).toBe(3)
})

test('both directions at once are two measurements', async () => {
  await using server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0', '--mode', 'process')
  const [, port = ''] = await server.printed(/:(\d+)\n/)
  const ended = await client('--port', port, '--json', '--test', 'bidirectional', '--duration', '300ms')
  expect(readDocument(ended.stdout, 'stdout').measurements).toMatchObject([
    { direction: 'download', seconds: 0.3 },
    { direction: 'upload', seconds: 0.3 },
  ])
  expect(ended.code).toBe(0)
})

describe('loaded latency', () => {
  let server: Running
  let port = ''
  beforeAll(async () => {
    server = wyndrvr('server', '--host', '127.0.0.1', '--port', '0')
    const [, found = ''] = await server.printed(/:(\d+)\n/)
    port = found
  })
  afterAll(async () => server[Symbol.asyncDispose]())

  const SHORT = ['--test', 'loaded', '--duration', '300ms', '--warmup', '100ms', '--streams', '2']

  test('is printed phase by phase, and is in the document', async () => {
    const file = join(folder, 'loaded.json')
    const ended = await client('--port', port, ...SHORT, '--interval', '5ms', '--output', file)
    expect(ended.stdout).toContain(
      '[CLIENT] Starting loaded latency test (idle, download, upload, both: 0.3 s each after 0.1 s; a probe every 5 ms, 2 streams a direction)...\n',
    )
    expect(ended.stdout).toMatch(/\[CLIENT\] Loaded Latency Statistics:\n {2}Idle: p50 \d+\.\d\d ms/)
    expect(ended.stdout).toMatch(/ {2}Both ways: p50 \d+\.\d\d ms \([+-]\d+\.\d\d ms\)/)
    expect(ended.stdout).toMatch(/ {2}Bufferbloat: (A\+?|B|C|D|F) \(.* added under load\)/)
    const { measurements } = readDocument(readFileSync(file, 'utf8'), file)
    expect(measurements).toMatchObject([
      {
        kind: 'loaded',
        asked: { seconds: 0.3, warmup: 0.1, interval: 5, payload: 14, timeout: 2000, streams: 2 },
        idle: { sent: 60, received: 60 },
        bidirectional: { sent: 60, downloadMbps: expect.any(Number), uploadMbps: expect.any(Number) },
      },
    ])
    expect(ended).toMatchObject({ code: 0, stderr: '' })
  })

  test('is measured by several clients at once', async () => {
    const ended = await client('--port', port, ...SHORT, '--concurrent', '2', '--json')
    expect(readDocument(ended.stdout, 'stdout').measurements).toMatchObject([
      { kind: 'loaded', client: 1 },
      { kind: 'loaded', client: 2 },
    ])
    expect(ended.stderr).toMatch(/ {2}Client 2: Loaded increase = -?\d+\.\d\d ms\n/)
    expect(ended.code).toBe(0)
  })

  test.runIf(process.platform !== 'win32')('keeps what there is at Ctrl-C', async () => {
    const words = ['--test', 'loaded', '--duration', '1min', '--json-stream', '--report-interval', '50ms']
    await using measuring = wyndrvr('client', '--port', port, ...words)
    await measuring.printed(/"phase":"idle"/)
    measuring.child.kill('SIGINT')
    const ended = await measuring.ended
    expect(ended.stdout).toContain(
      '"validity":{"ok":false,"reasons":["Cut off when 0 of 4 phases were complete',
    )
    expect(ended.stderr).toContain('[CLIENT] Loaded Latency Statistics:')
    expect(ended.code).toBe(130)
  })

  test.each([
    ['--duration 61min', "duration must be from 10 ms to 3600 s, got '3660000'."],
    ['--interval 11s', "interval must be from 0.1 ms to 10 s, got '11000'."],
    ['--warmup 61s', "warmup must be from 0 ms to 60 s, got '61000'."],
    ['--dialect seed', 'Loaded latency needs the native dialect'],
  ])('%s is wrong usage', async (words, sentence) => {
    const ended = await client('--port', port, '--test', 'loaded', ...words.split(' '))
    expect(ended.stderr).toContain(sentence)
    expect(ended.code).toBe(2)
  })

  test('has no say in what other tests may be asked for', async () => {
    const words = ['--test', 'download', '--duration', '50ms', '--interval', '11s', '--json']
    const ended = await client('--port', port, ...words)
    expect(readDocument(ended.stdout, 'stdout').measurements).toMatchObject([{ seconds: 0.05 }])
    expect(ended.code).toBe(0)
  })
})

test.each(MODES)('the demo shows it all in %s mode and leaves no server behind', async (mode) => {
  const ended = await wyndrvr('demo', '--mode', mode).ended
  for (const title of [
    'LATENCY TEST',
    'DOWNLOAD BANDWIDTH TEST',
    'UPLOAD BANDWIDTH TEST',
    'CONCURRENT CLIENTS',
    'COMPLETE TEST SUITE',
  ]) {
    expect(ended.stdout).toContain(title)
  }
  expect(ended.stdout).toContain(`[SERVER] Connection handling mode: ${mode}`)
  expect(ended.stdout).toMatch(
    /Average Latency: \d+\.\d\d ms\nDownload Speed: [\d.]+ Mbps\nUpload Speed: [\d.]+ Mbps/,
  )
  expect(ended.stdout).toContain('[DEMO] Server stopped')
  expect(ended.stdout).toContain('DEMONSTRATION COMPLETE')
  expect(ended).toMatchObject({ code: 0, stderr: warnings(mode) })
})

test.runIf(process.platform !== 'win32')('the demo cleans up when it is interrupted', async () => {
  await using demo = wyndrvr('demo', '--mode', 'process')
  await demo.printed(/Ping 1\//)
  const [server = 0] = childrenOf(demo.child.pid ?? 0)
  const workers = childrenOf(server)
  expect(workers.length).toBeGreaterThan(0)
  demo.child.kill('SIGINT')
  const ended = await demo.ended
  expect(ended.stdout).toContain('[DEMO] Server stopped')
  expect(ended.stdout).not.toContain('DEMONSTRATION COMPLETE')
  expect(ended.code).toBe(130)
  expect([server, ...workers].filter(isAlive)).toEqual([])
})

/** What a server says of its mode where the platform can't share a port. */
function warnings(mode: string): string {
  return mode === 'thread' && process.platform !== 'linux'
    ? 'wyndrvr: This platform can not share a port between threads: one worker thread serves all connections.\n'
    : ''
}

function wyndrvr(...words: string[]): Running {
  return start(process.execPath, [join(ROOT, 'lib/src/cli/wyndrvr.js'), ...words])
}

async function client(...words: string[]): Promise<Ended> {
  return run(process.execPath, [join(ROOT, 'lib/src/cli/wyndrvr-client.js'), ...words])
}
