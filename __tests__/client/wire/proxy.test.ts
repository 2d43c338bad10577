import { once } from 'node:events'
import { createServer as createHttpServer } from 'node:http'
import { connect as connectSocket, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'

import { describe, expect, onTestFinished, test } from 'vitest'

import { connect, startServer } from '../../../src/index.ts'
import type { ClientProxy } from '../../../src/client/wire/proxy.ts'

const PROXIES = [
  ['http-connect', httpProxy],
  ['socks5', socksProxy],
] as const

describe.each(PROXIES)('through a proxy that speaks %s', (protocol, startProxy) => {
  test('latency, both directions and several streams are measured, in every mode', async () => {
    const { port } = await startProxy()
    for (const mode of ['thread', 'process', 'sequential'] as const) {
      await using server = await startServer({ host: '127.0.0.1', port: 0, mode })
      await using client = await connect({ ...server.address, proxy: { protocol, host: '127.0.0.1', port } })
      expect(await client.latency({ count: 5 })).toMatchObject({ received: 5 })
      expect(await client.download({ size: '1MB', streams: 2 })).toMatchObject({ bytes: 1_000_000 })
      expect(await client.upload({ size: '1MB' })).toMatchObject({ bytes: 1_000_000 })
      expect(client.target).toMatchObject({ ...server.address, mode })
    }
  })

  test('TLS passes through the proxy, which does not need to know', async () => {
    const { port } = await startProxy()
    await using server = await startServer({ host: '127.0.0.1', port: 0, tls: true, tlsOnly: true })
    const proxy: ClientProxy = { protocol, host: '127.0.0.1', port }
    await using client = await connect({ ...server.address, proxy, tls: server.tls })
    expect(client.target.tls).toMatchObject({ verified: 'fingerprint' })
    expect(await client.latency({ count: 5 })).toMatchObject({ received: 5 })
    expect(await client.download({ size: '1MB', streams: 2 })).toMatchObject({ bytes: 1_000_000 })
    expect(await client.upload({ size: '1MB' })).toMatchObject({ bytes: 1_000_000 })
  })

  test('latency under load uses the proxy, including for new connections', async () => {
    const { port } = await startProxy()
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    await using client = await connect({ ...server.address, proxy: { protocol, host: '127.0.0.1', port } })
    const loaded = await client.loadedLatency({ duration: '300ms', warmup: '100ms', streams: 1 })
    expect(loaded.idle.received).toBeGreaterThan(0)
    const { times, rpm, reason } = loaded.download.responsiveness
    expect(times.connect).toBeGreaterThan(0)
    // What the kernels know of the loaded connections ends at the proxy.
    expect([times.self, rpm, reason]).toEqual([null, null, expect.stringContaining('different addresses')])
  })

  test('a server that the proxy cannot reach is an error that names both', async () => {
    const { port, refuses } = await startProxy()
    const proxy: ClientProxy = { protocol, host: '127.0.0.1', port }
    await expect(connect({ host: '127.0.0.1', port: 1, proxy })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_CONNECT',
      message: `The proxy 127.0.0.1:${port} did not connect to 127.0.0.1:1: ${refuses}.`,
    })
  })

  test('a peer that is not a proxy, hangs up or stays silent is an error that says so', async () => {
    const other = await listening((socket) => socket.end('220 mail.example ESMTP ready\r\n'))
    const proxy = { protocol, host: '127.0.0.1', port: other }
    await expect(connect({ port: 5001, proxy })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_PROTOCOL',
      message: expect.stringContaining(
        `127.0.0.1:${other} answered "220 mail.example ESMTP ready\\r\\n". Is it a proxy`,
      ),
    })
    const rude = await listening((socket) => socket.end())
    await expect(connect({ port: 5001, proxy: { ...proxy, port: rude } })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_LOST',
      message: `The connection to 127.0.0.1:${rude} was closed by the proxy.`,
    })
    const silent = await listening(() => undefined)
    await expect(
      connect({ port: 5001, timeout: '200ms', proxy: { ...proxy, port: silent } }),
    ).rejects.toMatchObject({ code: 'ERR_WYNDRVR_TIMEOUT' })
    const endless = await listening((socket) => {
      const more = Buffer.alloc(40_000, protocol === 'socks5' ? '\x05\0\x05' : 'HTTP/1.1 200 OK\r\nA: b\r\n')
      socket.write(more)
    })
    await expect(connect({ port: 5001, proxy: { ...proxy, port: endless } })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_PROTOCOL',
    })
  })

  test('the connect rate and UDP are refused in a sentence', async () => {
    const { port } = await startProxy()
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    await using client = await connect({ ...server.address, proxy: { protocol, host: '127.0.0.1', port } })
    await expect(client.connectRate()).rejects.toThrow(
      `The connect rate cannot be measured through the proxy 127.0.0.1:${port}.`,
    )
    const refused = `UDP cannot be measured through the proxy 127.0.0.1:${port}.`
    await expect(client.udpDownload()).rejects.toThrow(refused)
    await expect(client.latency({ transport: 'udp' })).rejects.toThrow(refused)
  })
})

test.each([
  ['1.2.3.4', '01 01020304'],
  ['::1', `04 ${'0'.repeat(31)}1`],
  ['fe80::a:b%eth0', `04 fe80${'0'.repeat(20)}000a000b`],
  ['net.example', `03 0b${Buffer.from('net.example').toString('hex')}`],
])('a SOCKS request for %s follows RFC 1928', async (host, expected) => {
  const asked = new Promise<string>((resolve) => {
    void listening((socket) => {
      socket.once('data', () => {
        socket.write(Buffer.from([5, 0]))
        socket.once('data', (bytes: Buffer) => {
          resolve(bytes.toString('hex'))
          socket.write(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0]))
        })
      })
    }).then(async (port) =>
      connect({ host, port: 5001, proxy: { protocol: 'socks5', host: '127.0.0.1', port } }).catch(
        () => undefined,
      ),
    )
  })
  expect(await asked).toBe(`050100${expected.replace(' ', '')}1389`)
})

test('an invalid proxy is rejected before any connection is opened', async () => {
  const proxy = { protocol: 'gopher', host: '127.0.0.1', port: 1 } as unknown as ClientProxy
  await expect(connect({ proxy })).rejects.toThrow(
    "The proxy's protocol must be one of http-connect, socks5, got 'gopher'.",
  )
  await expect(connect({ proxy: { protocol: 'socks5', host: 'x', port: 0 } })).rejects.toThrow(
    "The proxy's port must be a whole number from 1 to 65535, got '0'.",
  )
})

interface TestProxy {
  readonly port: number
  /** How it says that nobody listens there. */
  readonly refuses: string
}

async function httpProxy(): Promise<TestProxy> {
  const proxy = createHttpServer()
  proxy.on('connect', ({ url = '' }, client: Socket) => {
    const [host, port] = url.split(':')
    joined(client, String(host), Number(port), (reached) =>
      client.write(
        reached ? 'HTTP/1.1 200 Connection established\r\n\r\n' : 'HTTP/1.1 502 Bad Gateway\r\n\r\n',
      ),
    )
  })
  return { port: await portOf(proxy), refuses: 'HTTP/1.1 502 Bad Gateway' }
}

async function socksProxy(): Promise<TestProxy> {
  const port = await listening((client) => {
    client.once('data', () => {
      client.write(Buffer.from([5, 0]))
      client.once('data', (bytes: Buffer) => {
        const host = [...bytes.subarray(4, 8)].join('.')
        joined(client, host, bytes.readUInt16BE(8), (reached) =>
          client.write(Buffer.from([5, reached ? 0 : 5, 0, 1, 0, 0, 0, 0, 0, 0])),
        )
      })
    })
  })
  return { port, refuses: 'connection refused' }
}

function joined(client: Socket, host: string, port: number, answer: (reached: boolean) => void): void {
  const server = connectSocket({ host, port })
  server.once('connect', () => {
    answer(true)
    client.pipe(server).pipe(client)
  })
  server.on('error', () => answer(false))
  client.on('error', () => undefined).on('close', () => server.destroy())
}

async function listening(serve: (socket: Socket) => void): Promise<number> {
  return portOf(createServer(serve))
}

async function portOf(server: Server): Promise<number> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)))
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}
