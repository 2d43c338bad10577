import { expect, test, vi } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import type { ConnectOptions } from '../../src/agent/open-client.ts'
import type { Client } from '../../src/client/client.ts'
import { startServer } from '../../src/server/start-server.ts'
import { describeModes } from '../support/describe-modes.ts'
import { startHttpProxy } from '../support/peers/http-proxy.ts'
import type { HttpProxyHabits } from '../support/peers/http-proxy.ts'
import { startScriptedServer } from '../support/peers/scripted-server.ts'
import { expectAllOverHttp } from './expect-all-over-http.ts'

const TOKEN = '0123456789abcdef'

describeModes('a client over HTTP/1.1', (server) => {
  test('measures latency, transfers and the connect rate', async () => {
    await using client = await connect({ ...server.address, dialect: 'http1' })
    const { host, port } = server.address
    expect(client.target).toEqual({ host, port, dialect: 'http1', mode: null, url: `http://${host}:${port}` })
    await expectAllOverHttp(client)
  })

  test('measures them over TLS', async () => {
    await using secure = await server.startFresh({ tls: true, tlsOnly: true })
    const url = `https://${secure.address.host}:${secure.address.port}`
    await using client = await connect({ url, tls: secure.tls })
    expect(client.target).toMatchObject({ dialect: 'http1', url, tls: { verified: 'fingerprint' } })
    await expectAllOverHttp(client)
  })

  test('measures transfers for a time, after a warm-up, on several streams, and tells intervals', async () => {
    // A sequential server serves one connection at a time.
    const streams = server.mode === 'sequential' ? 1 : 3
    await using client = await connect({ ...server.address, dialect: 'http1' })
    for (const direction of ['download', 'upload'] as const) {
      const heard: number[] = []
      const measured = await client[direction]({
        duration: '300ms',
        warmup: '100ms',
        reportInterval: '100ms',
        streams,
        onInterval: ({ from }) => heard.push(from),
      })
      expect(measured.seconds).toBeCloseTo(0.3, 6)
      expect(measured.bytes).toBeGreaterThan(0)
      expect(measured.streams).toHaveLength(streams)
      expect(measured.intervals).toHaveLength(3)
      expect(heard).toEqual([0, 0.1, 0.2])
    }
    if (server.mode === 'sequential') return
    const { download, upload } = await client.bidirectional({ duration: '300ms', streams: 2 })
    for (const measured of [download, upload]) {
      expect(measured).toMatchObject({ bidirectional: true, asked: { streams: 2 } })
      expect(measured.bytes).toBeGreaterThan(0)
      expect(measured.streams).toHaveLength(2)
    }
    expect((await client.latency({ count: 3 })).received).toBe(3)
  })

  test('paces a transfer', async () => {
    await using client = await connect({ ...server.address, dialect: 'http1' })
    for (const direction of ['download', 'upload'] as const) {
      const { bytes } = await client[direction]({ duration: '300ms', rate: '8Mbit/s' })
      expect(bytes).toBeGreaterThan(0)
      // 300 kB, and what is due at once.
      expect(bytes).toBeLessThan(1_000_000)
    }
  })

  test('proves the token', async () => {
    await using guarded = await server.startFresh({ token: TOKEN })
    await using client = await connect({ ...guarded.address, dialect: 'http1', token: TOKEN })
    expect(client.target).toMatchObject({ dialect: 'http1' })
    await expectAllOverHttp(client)
  })
})

test('over HTTP is refused with another token, or without one', async () => {
  vi.stubEnv('WYNDRVR_TOKEN', '')
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1, token: TOKEN })
  const options = { ...server.address, dialect: 'http1' } as const
  await expect(connect({ ...options, token: 'another-token-of-16' })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_REFUSED',
    message: expect.stringContaining("The client's token is not the one of this server."),
  })
  await expect(connect(options)).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_REFUSED',
    message: expect.stringContaining('This server needs a token.'),
  })
  vi.unstubAllEnvs()
})

test('through a proxy needs the proof of the server too', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1, token: TOKEN })
  await using proxy = await startHttpProxy(server.address, { headers: { 'authentication-info': null } })
  await expect(connect({ url: proxy.url, token: TOKEN })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_REFUSED',
    message: `127.0.0.1:${proxy.port} asked for a token, and did not prove that it knows it. Is it the right server?`,
  })
})

async function through(
  habits: HttpProxyHabits,
  options: Partial<ConnectOptions>,
  measure: (client: Client, proxy: Awaited<ReturnType<typeof startHttpProxy>>) => Promise<void>,
): Promise<void> {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1, token: TOKEN })
  await using proxy = await startHttpProxy(server.address, habits)
  const tls = habits.secure === true ? { tls: { ca: proxy.cert } } : {}
  await using client = await connect({ url: proxy.url, token: TOKEN, ...tls, ...options })
  await measure(client, proxy)
}

test('measures through a proxy that terminates TLS, below a path', async () => {
  await through({ base: '/net/a', secure: true }, { headers: { 'X-Team': 'net' } }, async (client, proxy) => {
    expect(client.target).toMatchObject({ url: proxy.url, port: proxy.port, tls: { verified: 'authority' } })
    await expectAllOverHttp(client)
    expect(new Set(proxy.asked.map(({ headers }) => headers['x-team']))).toEqual(new Set(['net']))
    expect(new Set(proxy.asked.map(({ headers }) => headers['accept-encoding']))).toContain('identity')
  })
})

test('measures latency through a proxy that closes connections after some requests', async () => {
  await through({ requests: 7 }, {}, async (client) => {
    const { received, validity } = await client.latency({ count: 30 })
    expect(received).toBe(30)
    expect(validity.reasons).toContainEqual(
      expect.stringMatching(/^The connection was closed \d+ times after an answer/),
    )
  })
})

test('keeps one connection open after a transfer on several', async () => {
  await through({}, {}, async (client, proxy) => {
    await client.upload({ size: 30_000, streams: 3 })
    const uploads = proxy.asked.filter(({ url = '' }) => url.includes('/upload'))
    const sockets = [...new Set(uploads.map(({ socket }) => socket))]
    expect(sockets).toHaveLength(3)
    await expect.poll(() => sockets.filter(({ destroyed }) => !destroyed).length, { timeout: 10_000 }).toBe(1)
  })
})

test('does not trust an upload that a proxy has kept until it was complete', async () => {
  await through({ buffers: true }, {}, async (client) => {
    const { validity, confirmation } = await client.upload({ duration: '1s', rate: '80Mbit/s' })
    expect(validity.ok).toBe(false)
    expect(confirmation).toBeGreaterThan(0)
    // A busy machine adds reasons of its own.
    expect(validity.reasons).toContainEqual(
      expect.stringMatching(
        /^The server received the upload in .+ sent it in .+: something on the path kept the upload/,
      ),
    )
  })
})

test('fails a download whose answer a proxy ends early', async () => {
  const answer: HttpProxyHabits['answer'] = ({ url = '' }, response) => {
    if (!url.includes('/download')) return false
    response.writeHead(200, { Wyndrvr: '1' }).end(Buffer.alloc(100_000))
    return true
  }
  await through({ answer }, {}, async (client, { port }) => {
    await expect(client.download({ duration: '5s' })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_LOST',
      message: expect.stringMatching(
        new RegExp(`^127\\.0\\.0\\.1:${port}, or something before it, ended the download 5\\.00 s early\\.`),
      ),
    })
    await expect(client.download({ size: 200_000 })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_PROTOCOL',
      message: `127.0.0.1:${port} sent 100000 bytes, but 200000 were requested.`,
    })
    expect((await client.latency({ count: 3 })).received).toBe(3)
  })
})

test.each([
  [
    'another answer',
    {
      answer: (_asked, response) => {
        response.writeHead(502).end('<html>\n<b>Bad\u001b[31m Gateway</b>')
        return true
      },
    },
    'answered 502 Bad Gateway: "<html>". That is not the answer of a wyndrvr server.',
  ],
  ['a page', { headers: { wyndrvr: null } }, 'answered 401 Unauthorized: "This server needs a token.'],
  [
    'compressed payload',
    { headers: { 'content-encoding': 'gzip' } },
    'compressed the payload (Content-Encoding "gzip")',
  ],
] satisfies [string, HttpProxyHabits, string][])(
  'is an error, not a figure: %s',
  async (_what, habits, message) => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1, token: TOKEN })
    await using proxy = await startHttpProxy(server.address, habits)
    await expect(connect({ url: proxy.url, token: TOKEN })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_PROTOCOL',
      message: expect.stringContaining(message),
    })
  },
)

test('answers that fail later are errors too', async () => {
  let isBroken = false
  const answer: HttpProxyHabits['answer'] = (_asked, response) => {
    if (isBroken) response.writeHead(429).end('too many')
    return isBroken
  }
  await through({ answer }, {}, async (client) => {
    isBroken = true
    const error = { code: 'ERR_WYNDRVR_PROTOCOL', message: expect.stringContaining('answered 429') }
    await expect(client.latency()).rejects.toMatchObject(error)
    isBroken = false
    expect((await client.latency({ count: 3 })).received).toBe(3)
    isBroken = true
    await expect(client.upload({ size: 1000 })).rejects.toMatchObject({ ...error, measurements: [] })
  })
})

test('a server without HTTP is an error', async () => {
  await using seed = await startScriptedServer({ ping: async (peer) => peer.send('PONG') })
  await expect(connect({ ...seed.address, dialect: 'http1', timeout: '2s' })).rejects.toMatchObject({
    name: 'WyndrvrError',
    message: expect.stringContaining(`127.0.0.1:${seed.port}`),
  })
})

test.each(['http1', 'http2'] as const)(
  'a measurement over %s is stopped by its signal, and by its listener',
  async (dialect) => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
    const stop = new AbortController()
    await using client = await connect({ ...server.address, dialect, signal: stop.signal })
    const oops = new Error('oops')
    const onInterval = (): never => {
      throw oops
    }
    await expect(client.download({ duration: '10s', reportInterval: '10ms', onInterval })).rejects.toBe(oops)
    expect((await client.latency({ count: 3 })).received).toBe(3)
    const onProbe = (): void => stop.abort()
    await expect(client.latency({ duration: '10s', onProbe })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_ABORTED',
      message: expect.stringContaining('was stopped'),
    })
  },
)

test('a server that closes ends a measurement over HTTP', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  await using client = await connect({ ...server.address, dialect: 'http1' })
  let closing: Promise<void> | null = null
  const onInterval = (): void => void (closing ??= server.close())
  const download = client.download({ duration: '60s', reportInterval: '50ms', onInterval })
  await expect(download).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_LOST',
    measurements: [{ direction: 'download', bytes: expect.any(Number), validity: { ok: false } }],
  })
})

test('refuses UDP over HTTP', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  await using client = await connect({ ...server.address, dialect: 'http1' })
  await expect(client.udpDownload()).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_VALUE',
    message: expect.stringMatching('UDP needs the native dialect'),
  })
})
