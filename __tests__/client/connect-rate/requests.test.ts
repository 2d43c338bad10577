import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { connect } from '../../../src/agent/open-client.ts'
import type { ConnectInterval } from '../../../src/results/events.ts'
import { startServer } from '../../../src/server/start-server.ts'
import type { Server } from '../../../src/server/start-server.ts'
import { startHttpProxy } from '../../support/peers/http-proxy.ts'
import type { HttpProxyHabits } from '../../support/peers/http-proxy.ts'
import { samples } from './connect-samples.ts'

const TOKEN = '0123456789abcdef'
let server: Server

beforeAll(async () => {
  server = await startServer({ host: '127.0.0.1', port: 0, token: TOKEN, tls: true })
})

afterAll(async () => server.close())

describe('the rate of requests', () => {
  test.each(['http1', 'http2', 'ws'] as const)(
    'has one after another on each connection: %s',
    async (dialect) => {
      await using client = await connect({ ...server.address, dialect, token: TOKEN })
      const told: ConnectInterval[] = []
      const measured = await client.connectRate({
        reuse: true,
        count: 400,
        concurrency: 4,
        onInterval: (interval) => void told.push(interval),
      })
      expect(measured).toMatchObject({
        kind: 'connect',
        asked: {
          count: 400,
          seconds: null,
          concurrency: 4,
          timeout: 2000,
          reuse: true,
          ...(dialect === 'ws' && { messages: true }),
        },
        attempted: 400,
        connected: 4,
        completed: 400,
        failed: 0,
        whole: null,
        firstByte: { completed: 400 },
      })
      const { rate, seconds, min, p50, max, firstByte } = measured
      expect(rate).toBeCloseTo(400 / seconds, 6)
      expect(samples(measured)).toBe(400)
      const times = [0, firstByte?.min ?? 0, min ?? 0, p50 ?? 0, max ?? 0]
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(told.reduce((sum, { completed }) => sum + completed, 0)).toBe(400)
      // The session is still there.
      expect(await client.latency({ count: 3 })).toMatchObject({ received: 3 })
    },
  )

  test.each(['http1', 'http2', 'ws'] as const)(
    'has a handshake of TLS for each connection: %s',
    async (dialect) => {
      await using client = await connect({
        ...server.address,
        dialect,
        token: TOKEN,
        tls: { insecure: true },
      })
      const measured = await client.connectRate({ reuse: true, duration: '100ms', concurrency: 3 })
      expect(measured).toMatchObject({ seconds: 0.1, connected: 3, failed: 0, handshake: { completed: 3 } })
      expect(measured.completed).toBe(measured.attempted)
      expect(measured).not.toHaveProperty('resumed')
    },
  )

  test('opens the connections again that a proxy closes after a number of requests', async () => {
    await using proxy = await startHttpProxy(server.address, { requests: 10 })
    await using client = await connect({ url: proxy.url, token: TOKEN })
    const measured = await client.connectRate({ reuse: true, count: 100, concurrency: 2 })
    expect(measured).toMatchObject({ attempted: 100, completed: 100, failed: 0 })
    expect(measured.connected).toBeGreaterThanOrEqual(10)
  })

  test('does not count answers of a proxy, and says what they were', async () => {
    let asked = 0
    const answer: HttpProxyHabits['answer'] = (_, response) => {
      asked += 1
      if (asked % 5 !== 0) return false
      response.writeHead(429, 'Too Many Requests').end('<h1>slow down\u001B[2J</h1>\nmore')
      return true
    }
    await using proxy = await startHttpProxy(server.address, { answer })
    await using client = await connect({ url: proxy.url, token: TOKEN })
    const measured = await client.connectRate({ reuse: true, count: 100, concurrency: 1 })
    const { completed, failed, errors, validity } = measured
    expect({ sum: completed + failed, protocol: errors.protocol }).toEqual({ sum: 100, protocol: failed })
    expect(failed).toBeGreaterThanOrEqual(15)
    expect(validity.reasons).toContain(
      'The first unexpected answer began with "HTTP/1.1 429 Too Many Requests", "<h1>slow down\\u001b[2J</h1>".',
    )
  })

  test('keeps what was measured when a proxy answers with errors from some time on', async () => {
    let left = Number.POSITIVE_INFINITY
    const answer: HttpProxyHabits['answer'] = (_, response) => {
      left -= 1
      if (left >= 0) return false
      response.writeHead(502, 'Bad Gateway').end('no upstream')
      return true
    }
    await using proxy = await startHttpProxy(server.address, { answer })
    await using client = await connect({ url: proxy.url, token: TOKEN })
    left = 50
    const asked = { reuse: true, count: 100, concurrency: 2 } as const
    await expect(client.connectRate(asked)).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_LOST',
      message: expect.stringMatching(
        /served none of the last \d+ requests\. The first unexpected answer began with "HTTP\/1\.1 502 Bad Gateway", "no upstream"\./,
      ),
      measurements: [{ completed: 50, rate: expect.any(Number), validity: { ok: false } }],
    })
  })

  test('is about HTTP and WebSocket only', async () => {
    await using client = await connect({ ...server.address, token: TOKEN })
    await expect(client.connectRate({ reuse: true, count: 10 })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_VALUE',
      message: `Requests are measured over HTTP and WebSocket, but the connection to 127.0.0.1:${server.address.port} uses the native dialect. Name the server by its URL.`,
    })
  })
})

describe('connections that resume TLS sessions', () => {
  test.each(['native', 'http1', 'http2'] as const)('are told apart from others: %s', async (dialect) => {
    await using client = await connect({
      ...server.address,
      dialect,
      token: TOKEN,
      tls: { fingerprint: server.tls?.fingerprint ?? '' },
    })
    const measured = await client.connectRate({ resume: true, count: 60, concurrency: 2 })
    const { asked, completed, connected, handshake, resumed, firstByte } = measured
    expect(asked).toMatchObject({ resume: true })
    expect({ completed, connected }).toEqual({ completed: 60, connected: 60 })
    expect((handshake?.completed ?? 0) + (resumed?.completed ?? 0)).toBe(60)
    // Those that begin together have no session yet. All workers accept the sessions of each.
    expect(handshake?.completed).toBeGreaterThanOrEqual(1)
    expect(handshake?.completed).toBeLessThanOrEqual(2)
    expect(resumed?.p50).toBeGreaterThan(0)
    expect(firstByte?.completed).toBe(dialect === 'native' ? undefined : 60)
    const full = await client.connectRate({ count: 20 })
    expect(full).toMatchObject({ handshake: { completed: 20 } })
    expect(full).not.toHaveProperty('resumed')
  })

  test('need TLS, and connections of their own', async () => {
    await using client = await connect({ ...server.address, token: TOKEN })
    const { port } = server.address
    await expect(client.connectRate({ resume: true })).rejects.toThrow(
      `The connections to 127.0.0.1:${port} have no TLS session to resume. Use TLS.`,
    )
    await expect(client.connectRate({ resume: true, reuse: true })).rejects.toThrow(
      'reuse and resume cannot both be given: connections that stay open resume no session.',
    )
  })
})
