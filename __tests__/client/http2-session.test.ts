import { createServer as createTlsServer } from 'node:tls'

import { expect, test } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import { selfSigned } from '../../src/server/tls/self-signed.ts'
import { startServer } from '../../src/server/start-server.ts'
import { describeModes } from '../support/describe-modes.ts'
import { startDelayProxy } from '../support/peers/delay-proxy.ts'
import { listen } from '../support/peers/endpoint.ts'
import { startHttpProxy } from '../support/peers/http-proxy.ts'
import { OWN, startHttp2Server } from '../support/peers/http2-server.ts'
import type { Http2Habits, Http2Server } from '../support/peers/http2-server.ts'
import { expectAllOverHttp } from './expect-all-over-http.ts'

const TOKEN = '0123456789abcdef'

describeModes('a client over HTTP/2', (server) => {
  test('measures latency, transfers and the connect rate', async () => {
    await using client = await connect({ ...server.address, dialect: 'http2' })
    const { host, port } = server.address
    expect(client.target).toEqual({ host, port, dialect: 'http2', mode: null, url: `http://${host}:${port}` })
    await expectAllOverHttp(client)
  })

  test('measures them over TLS, with a token', async () => {
    await using secure = await server.startFresh({ tls: true, tlsOnly: true, token: TOKEN })
    const url = `https://${secure.address.host}:${secure.address.port}`
    await using client = await connect({ url, httpVersion: '2', tls: secure.tls, token: TOKEN })
    expect(client.target).toMatchObject({ dialect: 'http2', url, tls: { verified: 'fingerprint' } })
    await expectAllOverHttp(client)
  })

  test('measures transfers for a time on several streams of one connection, and tells intervals', async () => {
    await using client = await connect({ ...server.address, httpVersion: '2' })
    for (const direction of ['download', 'upload'] as const) {
      const heard: number[] = []
      const measured = await client[direction]({
        duration: '300ms',
        warmup: '100ms',
        reportInterval: '100ms',
        streams: 3,
        onInterval: ({ from }) => heard.push(from),
      })
      expect(measured.seconds).toBeCloseTo(0.3, 6)
      expect(measured.bytes).toBeGreaterThan(0)
      expect(measured.streams).toHaveLength(3)
      expect(heard).toEqual([0, 0.1, 0.2])
    }
    // Each direction has a connection, and a sequential server serves one at a time.
    if (server.mode === 'sequential') return
    const { download, upload } = await client.bidirectional({ duration: '300ms', streams: 2 })
    for (const measured of [download, upload]) {
      expect(measured).toMatchObject({ bidirectional: true, asked: { streams: 2 } })
      expect(measured.bytes).toBeGreaterThan(0)
    }
    expect((await client.latency({ count: 3 })).received).toBe(3)
  })
})

async function against(
  habits: Http2Habits,
  measure: (client: Awaited<ReturnType<typeof connect>>, server: Http2Server) => Promise<void>,
): Promise<void> {
  await using server = await startHttp2Server(habits)
  const tls = habits.secure === true ? { tls: { ca: server.cert } } : {}
  await using client = await connect({
    url: server.url,
    httpVersion: '2',
    headers: { host: 'virtual.test' },
    ...tls,
  })
  await measure(client, server)
}

/** An answer that goes on until it is reset. */
const endless: NonNullable<Http2Habits['answer']> = (stream, { ':path': path = '' }) => {
  if (!path.includes('/download?seconds')) return false
  stream.respond(OWN)
  const send = (): void => {
    while (!stream.destroyed && stream.write(Buffer.alloc(16_384)));
  }
  stream.on('drain', send)
  send()
  return true
}

test.each([false, true])(
  'has all requests on one connection, also after a timed download (TLS: %s)',
  async (secure) => {
    await against({ secure, answer: endless }, async (client, { sessions, asked }) => {
      expect(await client.download({ duration: '200ms', streams: 4 })).toMatchObject({ seconds: 0.2 })
      expect((await client.latency({ count: 5, payload: 100 })).received).toBe(5)
      expect((await client.latency({ count: 20, interval: '1ms' })).received).toBe(20)
      expect(sessions).toHaveLength(1)
      expect(asked[0]).toMatchObject({
        ':authority': 'virtual.test',
        ':scheme': secure ? 'https' : 'http',
        'sec-wyndrvr': '1',
      })
    })
  },
)

test('opens another connection if a proxy says that it will close one', async () => {
  const answer: Http2Habits['answer'] = ({ session }, _headers, count) => {
    if (count % 7 === 0) session?.close()
    return false
  }
  await against({ answer }, async (client, { sessions }) => {
    const { received, validity } = await client.latency({ count: 30 })
    expect(received).toBe(30)
    expect(sessions.length).toBeGreaterThan(3)
    expect(validity.reasons).toContainEqual(
      expect.stringMatching(/^The connection was closed \d+ times after an answer/),
    )
    expect((await client.latency({ count: 60, interval: '1ms' })).received).toBe(60)
  })
})

test.each([
  ['RST_STREAM', 'ended the request with RST_STREAM (INTERNAL_ERROR).', (stream) => stream.close(2)],
  ['GOAWAY', 'ended the connection with GOAWAY (ENHANCE_YOUR_CALM).', ({ session }) => session?.goaway(11)],
  ['a lost connection', 'The connection to', ({ session }) => session?.socket.resetAndDestroy()],
] satisfies [string, string, (stream: Parameters<NonNullable<Http2Habits['answer']>>[0]) => void][])(
  'keeps what was measured before %s',
  async (_what, message, end) => {
    const answer: Http2Habits['answer'] = (stream, headers, count) => {
      if (!endless(stream, headers, count)) {
        if (count > 10) end(stream)
        return count > 10
      }
      setTimeout(() => end(stream), 100)
      return true
    }
    await against({ answer }, async (client) => {
      await expect(client.download({ duration: '60s' })).rejects.toMatchObject({
        code: 'ERR_WYNDRVR_LOST',
        message: expect.stringContaining(message),
        measurements: [{ direction: 'download', bytes: expect.any(Number), validity: { ok: false } }],
      })
      await expect(client.latency({ duration: '60s' })).rejects.toMatchObject({
        code: 'ERR_WYNDRVR_LOST',
        message: expect.stringContaining(message),
        measurements: [{ kind: 'latency', received: expect.any(Number), validity: { ok: false } }],
      })
    })
  },
)

test('is told of a request that is reset before its answer', async () => {
  const answer: Http2Habits['answer'] = (stream, _headers, count) => {
    if (count > 5) stream.close(8)
    return count > 5
  }
  await against({ answer }, async (client) => {
    await expect(client.latency({ count: 10 })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_LOST',
      message: expect.stringContaining('ended the request with RST_STREAM (CANCEL).'),
    })
  })
})

test('keeps what it had sent of an upload whose connection is lost', async () => {
  const answer: Http2Habits['answer'] = (stream, { ':path': path = '' }) => {
    if (!path.includes('/upload')) return false
    stream.resume()
    setTimeout(() => stream.session?.socket.resetAndDestroy(), 200)
    return true
  }
  await against({ answer }, async (client) => {
    await expect(client.upload({ duration: '60s' })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_LOST',
      measurements: [{ direction: 'upload', validity: { ok: false } }],
    })
  })
})

test.each([
  [
    'another answer',
    { ':status': 502 },
    'answered 502: "<html>". That is not the answer of a wyndrvr server.',
  ],
  ['a page', { ':status': 200 }, 'answered 200: "<html>". That is not the answer of a wyndrvr server.'],
  [
    'compressed payload',
    { ...OWN, 'content-encoding': 'br' },
    'compressed the payload (Content-Encoding "br")',
  ],
] as const)('is an error, not a figure: %s', async (_what, head, message) => {
  const answer: Http2Habits['answer'] = (stream) => {
    stream.respond(head)
    stream.end('<html>\n<b>Bad\u001b[31m Gateway</b>')
    return true
  }
  const error = { code: 'ERR_WYNDRVR_PROTOCOL', message: expect.stringContaining(message) }
  await using server = await startHttp2Server({ answer })
  await expect(connect({ url: server.url, httpVersion: '2' })).rejects.toMatchObject(error)
  let isBroken = false
  const later: Http2Habits['answer'] = (stream, headers, count) => isBroken && answer(stream, headers, count)
  await against({ answer: later }, async (client) => {
    isBroken = true
    await expect(client.latency()).rejects.toMatchObject(error)
    await expect(client.upload({ size: 1000 })).rejects.toMatchObject({ ...error, measurements: [] })
  })
})

test('has windows that do not limit a transfer over a long path', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  await using proxy = await startDelayProxy(server.address.port, 100, false)
  await using client = await connect({ host: proxy.host, port: proxy.port, httpVersion: '2' })
  for (const direction of ['download', 'upload'] as const) {
    // Five round trips: the windows of 64 KiB that HTTP/2 begins with would let 0.33 MB pass.
    const { bytes } = await client[direction]({ duration: '1s', rate: '200Mbit/s' })
    expect(bytes).toBeGreaterThan(2_000_000)
  }
})

test('asks for no more streams than the other end takes', async () => {
  await against({ settings: { maxConcurrentStreams: 2 } }, async (client, { port }) => {
    await expect(client.download({ size: 30_000, streams: 3 })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_REFUSED',
      message: `127.0.0.1:${port} takes 2 HTTP/2 streams on a connection at a time. Ask for fewer with --streams.`,
    })
    expect(await client.download({ size: 30_000, streams: 2 })).toMatchObject({ bytes: 30_000 })
  })
})

test('without HTTP/2 at the other end fails with what to do', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  await using old = await startHttpProxy(server.address)
  await expect(connect({ url: old.url, httpVersion: '2', timeout: '5s' })).rejects.toMatchObject({
    message: expect.stringContaining('--http-version 1.1'),
  })
  const pair = await selfSigned('127.0.0.1')
  for (const ALPNProtocols of [['http/1.1'], undefined]) {
    const secure = createTlsServer({ ...pair, ...(ALPNProtocols && { ALPNProtocols }) })
    secure.on('tlsClientError', () => undefined)
    await using peer = await listen((socket) => void secure.emit('connection', socket))
    const url = `https://127.0.0.1:${peer.port}`
    await expect(connect({ url, httpVersion: '2', tls: { ca: pair.cert } })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_PROTOCOL',
      message: `127.0.0.1:${peer.port} does not offer HTTP/2 over TLS (ALPN). Turn it on there, or measure over HTTP/1.1: --http-version 1.1.`,
    })
  }
})
