import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import type { LoadedOptions } from '../../src/client/loaded/plan.ts'
import { startServer } from '../../src/server/start-server.ts'
import type { Server } from '../../src/server/start-server.ts'
import { startHttpProxy } from '../support/peers/http-proxy.ts'
import type { HttpProxyHabits } from '../support/peers/http-proxy.ts'
import { hasProxy, startProxy } from '../support/programs/proxy-programs.ts'
import type { ProxyName } from '../support/programs/proxy-programs.ts'

const TOKEN = '0123456789abcdef'
let server: Server

beforeAll(async () => {
  server = await startServer({ host: '127.0.0.1', port: 0, token: TOKEN })
})

afterAll(async () => server.close())

const REVERSE: readonly ProxyName[] = ['haproxy', 'nginx', 'nginx with its defaults', 'caddy']

for (const name of REVERSE) {
  describe.runIf(hasProxy(name))(`${name}, with the configuration of the example`, () => {
    test('is measured by a client over HTTP, which proves the token through it', async () => {
      await using proxy = await startProxy(name, server.address.port)
      const secure = proxy.url.startsWith('https:')
      await using client = await connect({
        url: proxy.url,
        token: TOKEN,
        ...(secure && { tls: { ca: proxy.cert } }),
      })
      expect(await client.latency({ count: 50 })).toMatchObject({ received: 50 })
      expect(await client.latency({ count: 50, interval: '2ms' })).toMatchObject({ received: 50 })
      expect(await client.download({ size: '5MB', streams: 2 })).toMatchObject({ bytes: 5_000_000 })
      const upload = await client.upload({ size: '5MB', streams: 2 })
      expect(upload).toMatchObject({ bytes: 5_000_000, confirmation: expect.any(Number) })
      const { seconds, bytes } = await client.download({ duration: '300ms' })
      expect(seconds).toBeCloseTo(0.3, 6)
      expect(bytes).toBeGreaterThan(0)
      const both = await client.bidirectional({ size: '2MB', streams: 2 })
      expect(both).toMatchObject({ download: { bytes: 2_000_000 }, upload: { bytes: 2_000_000 } })
      const loaded = await client.loadedLatency({ duration: '100ms', warmup: 0, streams: 2 })
      const phase = { sent: 10, responsiveness: { rpm: null } }
      expect(loaded).toMatchObject({
        idle: { received: 10 },
        download: phase,
        upload: phase,
        bidirectional: phase,
      })
      const requests = await client.connectRate({ reuse: true, count: 400, concurrency: 8 })
      expect(requests).toMatchObject({ completed: 400, failed: 0 })
      const connects = await client.connectRate({ count: 40, concurrency: 4, resume: secure })
      expect(connects).toMatchObject({ completed: 40, failed: 0 })
      if (secure) expect(connects.resumed?.completed).toBeGreaterThanOrEqual(36)
    })

    test.runIf(name === 'haproxy' || name === 'nginx')('is measured by a client over WebSocket', async () => {
      await using proxy = await startProxy(name, server.address.port)
      await using client = await connect({ url: proxy.url, dialect: 'ws', token: TOKEN })
      expect(await client.latency({ count: 50 })).toMatchObject({ received: 50 })
      expect(await client.latency({ count: 50, interval: '2ms' })).toMatchObject({ received: 50 })
      expect(await client.download({ size: '5MB', streams: 2 })).toMatchObject({ bytes: 5_000_000 })
      expect(await client.upload({ size: '5MB', streams: 2 })).toMatchObject({ bytes: 5_000_000 })
      const { download, upload } = await client.bidirectional({ duration: '300ms' })
      expect(Math.min(download.bytes, upload.bytes)).toBeGreaterThan(0)
      expect(await client.connectRate({ count: 30 })).toMatchObject({ completed: 30, failed: 0 })
      const messages = await client.connectRate({ reuse: true, count: 400, concurrency: 8 })
      expect(messages).toMatchObject({ connected: 8, completed: 400, failed: 0 })
    })
  })
}

describe.runIf(hasProxy('nginx with its defaults'))('nginx that buffers uploads', () => {
  test('is seen in the figure of the confirmation, and the upload is not trustworthy', async () => {
    await using proxy = await startProxy('nginx with its defaults', server.address.port)
    const tls = { ca: proxy.cert }
    await using client = await connect({ url: proxy.url, token: TOKEN, tls })
    const kept = await client.upload({ duration: '600ms', rate: '80Mbit/s' })
    expect(kept.validity.ok).toBe(false)
    // All of it passes from nginx to the server after the last byte was sent.
    const [, received = ''] =
      /^The server received the upload in ([\d.]+) ms.+ kept the upload/m.exec(
        kept.validity.reasons.join('\n'),
      ) ?? []
    expect(kept.confirmation).toBeGreaterThan(Number(received) * 0.99)
  })
})

describe.runIf(hasProxy('nginx'))('nginx that is killed half-way', () => {
  test.each(['latency', 'download', 'requests'] as const)(
    'leaves what was measured of a test: %s',
    async (kind) => {
      await using proxy = await startProxy('nginx', server.address.port)
      await using client = await connect({ url: proxy.url, token: TOKEN })
      const killed: Promise<void>[] = []
      const onInterval = (): void => {
        if (killed.length === 0) killed.push(proxy.kill())
      }
      const asked = { duration: '60s', timeout: '1s', reportInterval: '50ms', onInterval } as const
      const running = {
        latency: async () => client.latency(asked),
        download: async () => client.download(asked),
        requests: async () => client.connectRate({ ...asked, reuse: true, concurrency: 2 }),
      }
      await expect(running[kind]()).rejects.toMatchObject({
        code: expect.stringMatching(/^ERR_WYNDRVR_(?:LOST|CONNECT|TIMEOUT)$/),
        measurements: [{ validity: { ok: false, reasons: [expect.stringMatching(/^Cut off when /)] } }],
      })
      await Promise.all(killed)
    },
  )

  test('leaves what was measured of both directions', async () => {
    await using proxy = await startProxy('nginx', server.address.port)
    await using client = await connect({ url: proxy.url, token: TOKEN })
    const killed: Promise<void>[] = []
    const onInterval = (): void => {
      if (killed.length === 0) killed.push(proxy.kill())
    }
    const asked = { duration: '60s', timeout: '1s', reportInterval: '50ms', streams: 2, onInterval } as const
    const cut = {
      validity: { ok: false, reasons: expect.arrayContaining([expect.stringMatching(/[Cc]ut off/)]) },
    }
    await expect(client.bidirectional(asked)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_WYNDRVR_(?:LOST|CONNECT|TIMEOUT)$/),
      measurements: [
        { direction: 'download', ...cut },
        { direction: 'upload', ...cut },
      ],
    })
    await Promise.all(killed)
  })

  test('leaves the phases of a loaded test that were complete', async () => {
    await using proxy = await startProxy('nginx', server.address.port)
    await using client = await connect({ url: proxy.url, token: TOKEN })
    const killed: Promise<void>[] = []
    const onInterval: LoadedOptions['onInterval'] = (_, phase) => {
      if (phase === 'upload' && killed.length === 0) killed.push(proxy.kill())
    }
    const asked = { duration: '200ms', warmup: 0, timeout: '1s', reportInterval: '50ms', onInterval } as const
    await expect(client.loadedLatency(asked)).rejects.toMatchObject({
      code: expect.stringMatching(/^ERR_WYNDRVR_(?:LOST|CONNECT|TIMEOUT)$/),
      measurements: [
        {
          idle: { received: 20 },
          download: { sent: 20, downloadMbps: expect.any(Number) },
          validity: {
            ok: false,
            reasons: [expect.stringMatching(/^Cut off when [23] of 4 phases were complete/)],
          },
        },
      ],
    })
    await Promise.all(killed)
  })

  test('is an error with its answer if the server behind it is gone', async () => {
    await using behind = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
    await using proxy = await startProxy('nginx', behind.address.port)
    await behind.close()
    await expect(connect({ url: proxy.url })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_PROTOCOL',
      message: expect.stringMatching(/answered 502 [\w ]+: "<html>.*"/),
    })
  })
})

describe.runIf(hasProxy('nginx'))('nginx that compresses payload', () => {
  const GZIP = { 'accept-encoding': 'gzip' }
  const COMPRESSED = {
    code: 'ERR_WYNDRVR_PROTOCOL',
    message: expect.stringContaining('compressed the payload (Content-Encoding "gzip")'),
  }
  const compressing =
    (least: number) =>
    (example: string): string =>
      example.replace(
        'http {',
        `http {\ngzip on;\ngzip_types application/octet-stream;\ngzip_min_length ${least};`,
      )

  test('leaves it as it is unless the headers of the client ask for that, and is then an error', async () => {
    await using proxy = await startProxy('nginx', server.address.port, compressing(20))
    await using usual = await connect({ url: proxy.url, token: TOKEN })
    expect(await usual.latency({ count: 20, payload: 1000 })).toMatchObject({ received: 20 })
    expect(await usual.download({ size: '2MB' })).toMatchObject({ bytes: 2_000_000 })
    expect(await usual.connectRate({ reuse: true, count: 20 })).toMatchObject({ completed: 20, failed: 0 })
    await using asking = await connect({ url: proxy.url, token: TOKEN, headers: GZIP })
    await expect(asking.latency({ count: 20, payload: 1000 })).rejects.toMatchObject(COMPRESSED)
    await expect(asking.download({ size: '2MB' })).rejects.toMatchObject(COMPRESSED)
    await expect(asking.loadedLatency({ payload: 1000 })).rejects.toMatchObject(COMPRESSED)
  })

  test('is an error of every test if it compresses answers without payload too', async () => {
    await using proxy = await startProxy('nginx', server.address.port, compressing(0))
    await using usual = await connect({ url: proxy.url, token: TOKEN })
    expect(await usual.connectRate({ reuse: true, count: 20 })).toMatchObject({ completed: 20, failed: 0 })
    const asking = { url: proxy.url, token: TOKEN, headers: GZIP }
    await expect(connect(asking)).rejects.toMatchObject(COMPRESSED)
  })
})

describe.runIf(hasProxy('haproxy'))('haproxy that compresses payload', () => {
  test('leaves it as it is, because answers say no-transform', async () => {
    const compressing = (example: string): string =>
      example.replace(
        /^defaults$/m,
        'defaults\n  compression algo gzip\n  compression type application/octet-stream',
      )
    await using proxy = await startProxy('haproxy', server.address.port, compressing)
    const headers = { 'Accept-Encoding': 'gzip' }
    await using client = await connect({ url: proxy.url, token: TOKEN, headers })
    expect(await client.download({ size: '2MB' })).toMatchObject({ bytes: 2_000_000 })
  })
})

test('what was measured of an upload is kept if a proxy cuts it', async () => {
  const answer: HttpProxyHabits['answer'] = (question) => {
    if (question.url?.includes('/upload') !== true) return false
    let left = 3_000_000
    question.on('data', ({ length }: Buffer) => {
      left -= length
      if (left < 0) question.socket.destroy()
    })
    return true
  }
  await using proxy = await startHttpProxy(server.address, { answer })
  await using client = await connect({ url: proxy.url, token: TOKEN })
  await expect(client.upload({ duration: '60s', rate: '80Mbit/s' })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_LOST',
    measurements: [{ validity: { ok: false, reasons: [expect.stringMatching(/^Cut off when \d+ bytes/)] } }],
  })
})

describe.runIf(hasProxy('squid'))('squid', () => {
  test('opens connections to the server, in its own dialect and over HTTP', async () => {
    const { address } = server
    await using squid = await startProxy('squid', address.port)
    const proxy = { protocol: 'http-connect', host: squid.host, port: squid.port } as const
    for (const how of [address, { url: `http://127.0.0.1:${address.port}` }]) {
      await using client = await connect({ ...how, proxy, token: TOKEN })
      expect(await client.latency({ count: 50 })).toMatchObject({ received: 50 })
      expect(await client.upload({ size: '2MB' })).toMatchObject({ bytes: 2_000_000 })
      expect(await client.download({ size: '2MB' })).toMatchObject({ bytes: 2_000_000 })
    }
  })

  test('is an error with its answer if it does not open one', async () => {
    await using squid = await startProxy('squid', 1)
    const proxy = { protocol: 'http-connect', host: squid.host, port: squid.port } as const
    await expect(connect({ host: '192.0.2.1', port: 5001, proxy })).rejects.toMatchObject({
      message: expect.stringContaining('403'),
    })
  })
})

describe.runIf(hasProxy('stunnel'))('stunnel', () => {
  test('terminates TLS before the server, in its own dialect and over HTTP', async () => {
    await using stunnel = await startProxy('stunnel', server.address.port)
    const { host, port } = stunnel
    for (const how of [{ host, port }, { url: `https://${host}:${port}` }]) {
      await using client = await connect({ ...how, token: TOKEN, tls: { ca: stunnel.cert } })
      expect(await client.latency({ count: 50 })).toMatchObject({ received: 50 })
      expect(await client.upload({ size: '2MB' })).toMatchObject({ bytes: 2_000_000 })
      const connects = await client.connectRate({ count: 20, concurrency: 2 })
      expect(connects).toMatchObject({ completed: 20, handshake: { completed: 20 } })
    }
  })
})
