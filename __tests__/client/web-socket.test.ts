import { createHash } from 'node:crypto'
import { connect as connectTcp } from 'node:net'
import type { Socket } from 'node:net'

import { expect, test } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import type { Client } from '../../src/client/client.ts'
import { startServer } from '../../src/server/start-server.ts'
import { describeModes } from '../support/describe-modes.ts'
import { closeTogether, listen } from '../support/peers/endpoint.ts'
import { startHttpProxy } from '../support/peers/http-proxy.ts'
import type { HttpProxyHabits } from '../support/peers/http-proxy.ts'

const TOKEN = '0123456789abcdef'

/** The answer of another WebSocket server to any request. */
const ANOTHER = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'

async function expectAll(client: Client): Promise<void> {
  expect(await client.latency({ count: 20, payload: 100 })).toMatchObject({ loop: 'closed', received: 20 })
  expect(await client.latency({ count: 20, interval: '2ms' })).toMatchObject({ loop: 'open', received: 20 })
  expect(await client.latency({ count: 3, payload: 65_536 })).toMatchObject({ received: 3 })
  for (const streams of [1, 2]) {
    expect((await client.download({ size: '1MB', streams })).bytes).toBe(1_000_000)
    expect((await client.upload({ size: '1MB', streams })).bytes).toBe(1_000_000)
  }
  const { download, upload } = await client.bidirectional({ duration: '200ms' })
  expect(download.bytes).toBeGreaterThan(0)
  expect(upload.bytes).toBeGreaterThan(0)
  // A busy machine may need seconds for a connection.
  const rate = await client.connectRate({ count: 20, concurrency: 4, timeout: '20s' })
  expect(rate).toMatchObject({ completed: 20, failed: 0 })
  const { p50, whole, firstByte } = rate
  expect(firstByte).toMatchObject({ completed: 20 })
  expect(whole?.p50).toBeGreaterThan((p50 ?? Number.NaN) + (firstByte?.min ?? Number.NaN))
  // The session was opened again.
  expect((await client.latency({ count: 3 })).received).toBe(3)
}

describeModes('a client over WebSocket', (server) => {
  test('measures latency, transfers in both directions and the connect rate', async () => {
    await using client = await connect({ ...server.address, dialect: 'ws' })
    const { host, port } = server.address
    expect(client.target).toEqual({
      host,
      port,
      dialect: 'ws',
      mode: server.mode,
      url: `ws://${host}:${port}`,
    })
    expect(client.server?.node).toBe(process.versions.node)
    await expectAll(client)
  })
})

test('measures over TLS, and latency under load', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 2, tls: true, tlsOnly: true })
  const url = `wss://${server.address.host}:${server.address.port}`
  await using client = await connect({ url, tls: server.tls })
  expect(client.target).toMatchObject({ dialect: 'ws', url, tls: { verified: 'fingerprint' } })
  await expectAll(client)
  const loaded = await client.loadedLatency({ duration: '300ms', warmup: '100ms' })
  expect(loaded.download.responsiveness.times.connect).toBeGreaterThan(0)
})

test('measures through a proxy that terminates TLS, below a path, and proves the token', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 2, token: TOKEN })
  await using proxy = await startHttpProxy(server.address, { base: '/net/a', secure: true })
  const url = proxy.url.replace('127.0.0.1', 'proxy.test')
  await using client = await connect({
    url,
    dialect: 'ws',
    token: TOKEN,
    tls: { ca: proxy.cert, serverName: '127.0.0.1' },
    headers: { 'X-Team': 'net' },
    resolve: [`proxy.test:${proxy.port}:127.0.0.1`],
  })
  expect(client.target).toMatchObject({ dialect: 'ws', url: url.replace('https:', 'wss:') })
  await expectAll(client)
  const heard = new Set(
    proxy.asked.map(({ headers }) => [headers['x-team'], headers.host, headers.upgrade].join(' ')),
  )
  expect(heard).toEqual(new Set([`net proxy.test:${proxy.port} websocket`]))
})

test('keeps what was measured before a proxy closed', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  const proxy = await startHttpProxy(server.address)
  await using client = await connect({ url: proxy.url, dialect: 'ws' })
  const closing: PromiseLike<void>[] = []
  const onInterval = (): void => {
    if (closing.length === 0) closing.push(proxy[Symbol.asyncDispose]())
  }
  await expect(
    client.download({ duration: '60s', reportInterval: '50ms', onInterval }),
  ).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_LOST',
    measurements: [{ direction: 'download', bytes: expect.any(Number), validity: { ok: false } }],
  })
  await Promise.all(closing)
})

test('masks each frame with a key of its own, which no other frame tells', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  const connections: Buffer[][] = []
  await using relay = await listen((near) => {
    const far = connectTcp(server.address)
    const sent: Buffer[] = []
    connections.push(sent)
    near.on('data', (bytes: Buffer) => sent.push(bytes))
    near.pipe(far).pipe(near)
    closeTogether(near, far)
  })
  await using client = await connect({ ...relay.address, dialect: 'ws' })
  await client.latency({ count: 20 })
  await client.upload({ size: '2MB' })
  await client.connectRate({ count: 20, concurrency: 1, timeout: '20s' })
  const keys = connections.flatMap((sent) => masksIn(Buffer.concat(sent)))
  expect(keys.length).toBeGreaterThan(20 + 2_000_000 / 65_536 + 2 * 20)
  expect(new Set(keys).size).toBe(keys.length)
  const bits = Array.from({ length: 32 }, (_, bit) => new Set(keys.map((key) => (key >>> bit) & 1)).size)
  expect(bits).toEqual(Array(32).fill(2))
})

/** The masks of the frames that a client sent behind its request. */
function masksIn(sent: Buffer): readonly number[] {
  const keys: number[] = []
  for (let at = sent.indexOf('\r\n\r\n') + 4; at < sent.length;) {
    const second = sent.readUInt8(at + 1)
    expect(second & 0x80).toBe(0x80)
    const isLong = (second & 0x7f) === 126
    const mask = at + (isLong ? 4 : 2)
    keys.push(sent.readUInt32BE(mask))
    at = mask + 4 + (isLong ? sent.readUInt16BE(at + 2) : second & 0x7f)
  }
  return keys
}

test.each([
  ['a mask', Buffer.from([0x82, 0x81, 1, 2, 3, 4, 5]), 'MASK must be clear'],
  ['text', Buffer.from('\x81\x02{}', 'latin1'), 'the other end sent text over WebSocket'],
  ['a message of 1 TiB', Buffer.from([0x82, 127, 0, 0, 1, 0, 0, 0, 0, 0]), 'Max payload size exceeded'],
  [
    'a message in thousands of parts',
    Buffer.from([2, 0, ...Array<number>(9000).fill(0)]),
    'Too many message fragments',
  ],
])('ends when a server sends %s', async (_what, frames, how) => {
  await using endpoint = await listen((socket) => {
    let heard = ''
    socket.on('error', () => undefined)
    socket.on('data', (bytes: Buffer) => {
      const key = /Sec-WebSocket-Key: (.+)\r\n/i.exec((heard += bytes.toString('latin1')))?.[1]
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
      if (key === undefined) socket.write(frames)
      else socket.write(`${ANOTHER.slice(0, -2)}Wyndrvr: 1\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`)
      if (key !== undefined) heard = ''
    })
  })
  await expect(connect({ ...endpoint.address, dialect: 'ws' })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_LOST',
    message: expect.stringContaining(how),
  })
})

test('has another token refused', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1, token: TOKEN })
  const refused = connect({ ...server.address, dialect: 'ws', token: 'another-token-of-16' })
  await expect(refused).rejects.toMatchObject({ code: 'ERR_WYNDRVR_REFUSED' })
})

test.each(['udpDownload', 'pathMtu'] as const)('refuses %s over WebSocket', async (method) => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  await using client = await connect({ ...server.address, dialect: 'ws' })
  await expect(client[method]()).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_VALUE',
    message: 'UDP does not go through WebSocket. Give host and port of the server instead of a URL.',
  })
})

test.each([
  [
    'a proxy that does not pass WebSockets on',
    (_asked, answer) => {
      answer.writeHead(502).end('\n<b>no\u001b[31m upgrade</b>\nmore')
      return true
    },
    'ERR_WYNDRVR_PROTOCOL',
    'answered 502 Bad Gateway: "<b>no\\u001b[31m upgrade</b>". That is not the answer of a wyndrvr server.',
  ],
  [
    'a server that is no wyndrvr server',
    (_asked, answer) => {
      answer.writeHead(200).end('hello')
      return true
    },
    'ERR_WYNDRVR_PROTOCOL',
    'answered 200 OK: "hello". That is not the answer of a wyndrvr server.',
  ],
] satisfies [string, HttpProxyHabits['answer'], string, string][])(
  'says what answered: %s',
  async (_what, answer, code, message) => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
    await using proxy = await startHttpProxy(server.address, { answer })
    await expect(connect({ url: proxy.url, dialect: 'ws' })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    })
  },
)

test.each([
  ['closes', (socket) => socket.end(), 'ERR_WYNDRVR_LOST', 'did not open one: '],
  ['says nothing', (socket) => socket, 'ERR_WYNDRVR_TIMEOUT', 'answered nothing for '],
  [
    'accepts any',
    (socket) => socket.write(ANOTHER),
    'ERR_WYNDRVR_PROTOCOL',
    'answered 101 Switching Protocols: ""',
  ],
] satisfies [string, (socket: Socket) => unknown, string, string][])(
  'says what became of the request if the server %s',
  async (_what, answer, code, message) => {
    await using endpoint = await listen((socket) => {
      socket.on('error', () => undefined).once('data', () => answer(socket))
    })
    const timeout = code === 'ERR_WYNDRVR_TIMEOUT' ? '300ms' : '10s'
    await expect(connect({ ...endpoint.address, dialect: 'ws', timeout })).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    })
  },
)
