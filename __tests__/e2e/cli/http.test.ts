import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { repeatLine } from '../../../src/report/failure/repeat.ts'
import { readDocument } from '../../../src/results/document.ts'
import type { ResultDocument } from '../../../src/results/types.ts'
import { startHttpProxy } from '../../support/peers/http-proxy.ts'
import type { HttpProxy, HttpProxyHabits } from '../../support/peers/http-proxy.ts'
import { ROOT, start } from '../../support/programs/processes.ts'
import { client, serve, wyndrvr } from './commands.ts'
import type { ServerCommand } from './commands.ts'

const TESTS = 'latency,download,upload,connect'
const QUICK = ['--count', '40', '--size', '1MB', '--overlap']

describe('a client over HTTP', () => {
  let server: ServerCommand
  let proxy: HttpProxy
  beforeAll(async () => {
    server = await serve('--workers', '1')
    const to = { host: '127.0.0.1', port: Number(server.port) }
    proxy = await startHttpProxy(to, { base: '/base', secure: true })
  })
  afterAll(async () => {
    await proxy[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
  })

  function kindsOf({ measurements }: ResultDocument): readonly string[] {
    return measurements.map(({ kind }) => kind)
  }

  test('measures through the proxy that a URL names', async () => {
    const words = [
      '--insecure',
      '-H',
      'X-Team: net',
      '--json',
      '--test',
      `${TESTS},requests`,
      '--tls-resume',
      ...QUICK,
      '--threshold',
      'http.requests > 1/s',
      '--threshold',
      'http.latency.p50 < 10s',
      '--threshold',
      'latency.p50 < 10s',
    ]
    const { code, stdout, stderr } = await client(proxy.url, ...words)
    expect(stderr).toContain(`[CLIENT] Connected to ${proxy.url}\n`)
    const document = readDocument(stdout, 'stdout')
    expect(document.target).toMatchObject({ dialect: 'http1', url: proxy.url, port: proxy.port })
    expect(kindsOf(document)).toEqual(['latency', 'throughput', 'throughput', 'connect', 'connect'])
    const [connects, requests] = document.measurements.slice(3)
    expect(connects).toMatchObject({ completed: 40, resumed: { unknown: {} } })
    expect(requests).toMatchObject({ completed: 40, asked: { reuse: true }, connected: 16 })
    expect(document.verdicts).toMatchObject([
      { metric: 'http.requests.rate' },
      { metric: 'http.latency.p50' },
      { sentence: 'latency.p50 was not measured: over HTTP it is http.latency.p50 (limit 10000 ms)' },
    ])
    expect(code).toBe(3)
    expect(proxy.asked.at(-1)?.headers['x-team']).toBe('net')
  })

  test('measures both directions at once and latency under load, and says why round trips per minute are unknown', async () => {
    const words = ['--test', 'bidirectional,loaded', '--duration', '200ms', '--warmup', '0', '--overlap']
    const { code, stdout, stderr } = await client(proxy.url, '--insecure', ...words)
    expect(stdout).toContain('RPM: draft-ietf-ippm-responsiveness-09, HTTP/1.1 over TLS')
    const reason = 'The formula needs requests on the connections that carry the load, and over HTTP/1.1'
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(reason)
    expect(stderr).not.toContain('needs')
    expect([0, 3]).toContain(code)
  })

  test.each(['http', 'ws'])(
    'has requests on connections that stay open, and a command that repeats them: %s',
    async (scheme) => {
      const url = `${scheme}://127.0.0.1:${server.port}`
      const words = ['--test', 'requests', '--count', '100', '--connections', '3', '--overlap']
      const { stdout, stderr } = await client(url, ...words, '--json')
      expect(stderr).toContain('[CLIENT] Starting request rate test (100 requests, 3 at once)...')
      const { measurements, target } = readDocument(stdout, 'stdout')
      const [requests = null] = measurements
      const asked = { reuse: true, ...(scheme === 'ws' && { messages: true }) }
      expect(requests).toMatchObject({ completed: 100, connected: 3, asked })
      const line = requests && repeatLine(requests, target)
      expect(line).toContain(`${url} --test requests --connections 3 --count 100 --timeout 2s`)
    },
  )

  test('keeps what was measured, and exits with 3, if a proxy dies half-way', async () => {
    let left = 300
    const answer: HttpProxyHabits['answer'] = (question) => {
      left -= 1
      if (left < 0) question.socket.destroy()
      return left < 0
    }
    await using dying = await startHttpProxy({ host: '127.0.0.1', port: Number(server.port) }, { answer })
    const words = ['--test', 'requests', '--duration', '60s', '--connections', '2', '--timeout', '500ms']
    const { code, stdout, stderr } = await client(dying.url, ...words, '--json', '--overlap')
    const { measurements } = readDocument(stdout, 'stdout')
    expect(measurements).toMatchObject([{ rate: expect.any(Number), validity: { ok: false } }])
    expect(stderr).toMatch(/served none of the last \d+ requests/)
    expect(code).toBe(3)
  })

  test('measures the server itself, with concurrent clients', async () => {
    const words = ['--host', '127.0.0.1', '--port', server.port, '--dialect', 'http1', '--concurrent', '2']
    const { stdout } = await client(...words, '--json', '--test', 'latency', '--count', '10', '--overlap')
    const document = readDocument(stdout, 'stdout')
    expect(document.target).toMatchObject({ dialect: 'http1', url: `http://127.0.0.1:${server.port}` })
    expect(document.measurements.map((one) => one.client)).toEqual([1, 2])
  })

  test('measures over HTTP/2, and pings', async () => {
    const url = `http://127.0.0.1:${server.port}`
    const words = ['--http-version', '2', '--json', '--streams', '2', '--test', TESTS]
    const { code, stdout } = await client(url, ...words, ...QUICK)
    const document = readDocument(stdout, 'stdout')
    expect(document.target).toMatchObject({ dialect: 'http2', url })
    expect(kindsOf(document)).toEqual(['latency', 'throughput', 'throughput', 'connect'])
    expect([0, 3]).toContain(code)
    expect((await wyndrvr('ping', url, '--http-version', '2').ended).stdout).toContain('(http2 dialect)')
  })

  test('finds the address of a name by --resolve', async () => {
    const url = `http://wyndrvr.test:${server.port}`
    const words = ['--resolve', `wyndrvr.test:${server.port}:127.0.0.1`, '--json']
    const { stdout } = await client(url, ...words, '--test', 'latency', '--overlap')
    expect(readDocument(stdout, 'stdout').target).toMatchObject({ host: 'wyndrvr.test', url })
  })

  test('measures over WebSocket, all that it can', async () => {
    const quick = ['--test', 'full', '--duration', '300ms', '--warmup', '100ms', '--overlap']
    const words = ['--dialect', 'ws', '--insecure', '-H', 'X-Team: ws', '--json', ...quick]
    const { code, stdout, stderr } = await client(proxy.url, ...words)
    const url = proxy.url.replace('https:', 'wss:')
    expect(stderr).toContain(`[CLIENT] Connected to ${url}\n`)
    expect(stderr).not.toContain('not encrypted')
    const document = readDocument(stdout, 'stdout')
    expect(document.target).toMatchObject({ dialect: 'ws', url, port: proxy.port })
    expect(new Set(kindsOf(document))).toEqual(new Set(['latency', 'throughput', 'loaded', 'connect']))
    expect([0, 3]).toContain(code)
    expect(proxy.asked.at(-1)?.headers).toMatchObject({ 'x-team': 'ws', upgrade: 'websocket' })
    const tried = await wyndrvr('ping', `ws://127.0.0.1:${server.port}`).ended
    expect(tried.stdout).toContain('(ws dialect, thread mode)')
  })

  test('measures the URL of WYNDRVR_SERVER', async () => {
    const env = { ...process.env, WYNDRVR_SERVER: `http://127.0.0.1:${server.port}` }
    const words = [join(ROOT, 'lib/wyndrvr.js'), 'client', '--json', '--test', 'latency', '--overlap']
    const { stdout } = await start(process.execPath, words, { env }).ended
    expect(readDocument(stdout, 'stdout').target).toMatchObject({ url: env.WYNDRVR_SERVER })
    const tried = await start(process.execPath, [join(ROOT, 'lib/wyndrvr.js'), 'ping'], { env }).ended
    expect(tried.stdout).toContain('(http1 dialect)')
  })

  test('compares two URLs', async () => {
    const url = `http://127.0.0.1:${server.port}`
    const head = proxy.url.replace('https:', 'wss:')
    const arms = ['--base', url, '--head', head]
    // Decided long before, unless the machine is busy.
    const words = ['--measure', 'download', '--budget', '20s', '--margin', '90%', '--overlap']
    const { stdout, stderr } = await wyndrvr('compare', ...arms, ...words, '--json', '--insecure').ended
    expect(stderr).toContain(`[COMPARE] base ${url}, head ${head}: download\n`)
    const [compared] = readDocument(stdout, 'stdout').comparisons
    expect(compared?.arms).toMatchObject({
      base: { dialect: 'http1', url },
      head: { dialect: 'ws', url: head },
    })
    const refused = await wyndrvr('compare', ...arms).ended
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('latency cannot be compared') })
  })

  test.each([
    [['http://127.0.0.1:1/', '--port', '5001'], 'The URL names the server. Remove it, or --port.'],
    [['ftp://127.0.0.1'], 'The URL of a server must be such as http://192.0.2.7:5001/base'],
    [['http://127.0.0.1:1', '--udp'], '--udp cannot be combined with a URL: UDP is not available over HTTP.'],
    [
      ['--http-version', '2', '--udp'],
      '--udp cannot be combined with --http-version: UDP is not available over HTTP.',
    ],
    [
      ['--http-version', '2', '--dialect', 'native'],
      'HTTP/2 is the dialect http2, but the dialect is native.',
    ],
    [['http://127.0.0.1:1', '-H', 'secret'], "A header is written 'Name: value'."],
    [['http://127.0.0.1:1', '--tls'], 'The URL begins with http:, but TLS is asked for.'],
    [['ws://127.0.0.1:1', '--udp'], '--udp cannot be combined with a URL: UDP is not available over HTTP.'],
  ])('refuses %j', async (words, message) => {
    const { code, stderr } = await client(...words)
    expect(code).toBe(2)
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('secret')
  })
})
