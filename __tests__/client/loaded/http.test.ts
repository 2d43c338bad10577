import * as v from 'valibot'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openClient } from '../../../src/agent/open-client.ts'
import { connect, startServer } from '../../../src/index.ts'
import type { LoadedOptions, Server } from '../../../src/index.ts'
import { measurementSchema } from '../../../src/results/measurement.ts'
import type { Endpoint } from '../../support/peers/endpoint.ts'
import { startHttpProxy } from '../../support/peers/http-proxy.ts'
import { startHttp2Server } from '../../support/peers/http2-server.ts'
import { startSlowPath } from '../../support/peers/slow-path.ts'
import { ENOUGH, throwingListener } from '../throwing-listener.ts'

const PHASES = ['idle', 'download', 'upload', 'bidirectional'] as const
const LOADED = ['download', 'upload', 'bidirectional'] as const
const SHORT: LoadedOptions = { duration: '500ms', warmup: '100ms', streams: 2, interval: '10ms' }

/** Times of probes that were answered. */
const TIME: unknown = expect.toSatisfy((time: number) => time > 0)

let server: Server
/** Its rate is limited, so that the load leaves CPU time for the probes. */
let path: Endpoint
beforeAll(async () => {
  server = await startServer({ host: '127.0.0.1', port: 0, workers: 2, tls: true })
  path = await startSlowPath(server.address)
})
afterAll(async () => {
  await path[Symbol.asyncDispose]()
  await server.close()
})

test('measures every phase over HTTP/2, and responsiveness by the method of HTTP/2', async () => {
  await using client = await connect({ ...path.address, httpVersion: '2' })
  const loaded = await client.loadedLatency(SHORT)
  expect(v.is(measurementSchema, loaded)).toBe(true)
  for (const phase of PHASES) {
    const { sent, received, lost } = loaded[phase]
    expect(sent).toBe(50)
    expect(received + lost).toBe(50)
    expect(received).toBeGreaterThan(0)
  }
  for (const phase of LOADED) {
    const { responsiveness, increase, downloadMbps, uploadMbps } = loaded[phase]
    const ways = phase === 'bidirectional' ? 2 : 1
    expect(increase.p50).toEqual(expect.any(Number))
    expect(downloadMbps).toEqual(phase === 'upload' ? null : TIME)
    expect(uploadMbps).toEqual(phase === 'download' ? null : TIME)
    expect(responsiveness).toMatchObject({
      formula: 'draft-ietf-ippm-responsiveness-09, HTTP/2 without TLS',
      parameters: { INP: ways, MNP: ways, MPS: 10 + 10 * ways },
    })
    expect(Object.keys(responsiveness.times)).toEqual(['connect', 'exchange', 'self'])
  }
  expect(loaded.bufferbloat?.grade).toEqual(expect.any(String))
  expect((await client.latency({ count: 3 })).received).toBe(3)
})

test('counts the round trips of TLS handshakes', async () => {
  const url = `https://${path.address.host}:${path.address.port}`
  await using client = await connect({ url, httpVersion: '2', tls: { insecure: true } })
  // Long enough that requests beside the load are answered on a busy machine too.
  const loaded = await client.loadedLatency({ ...SHORT, duration: '2s' })
  for (const phase of LOADED)
    expect(loaded[phase].responsiveness).toMatchObject({
      rpm: TIME,
      formula: 'draft-ietf-ippm-responsiveness-09, HTTP/2 over TLS',
      times: { connect: TIME, tls: TIME, exchange: TIME, self: TIME },
      reason: null,
    })
})

test.each(['1.1', '2'] as const)('measures the bursts of a comparison over HTTP/%s', async (httpVersion) => {
  await using client = await openClient({ ...path.address, httpVersion })
  const { upload, download } = await client.underLoad('upload', { ...SHORT, duration: '50ms' })
  expect(upload).toMatchObject({ sent: 5, uploadMbps: TIME, responsiveness: { rpm: null } })
  expect(download).toMatchObject({ sent: 0, downloadMbps: null })
})

test('measures every phase over HTTP/1.1, with times of new connections, and without round trips per minute', async () => {
  const url = `https://${path.address.host}:${path.address.port}`
  await using client = await connect({ url, tls: { insecure: true } })
  const loaded = await client.loadedLatency({ ...SHORT, duration: '1s' })
  expect(v.is(measurementSchema, loaded)).toBe(true)
  for (const phase of PHASES) {
    const { sent, received, lost } = loaded[phase]
    expect(sent).toBe(100)
    expect(received + lost).toBe(100)
    expect(received).toBeGreaterThan(0)
  }
  for (const phase of LOADED) {
    const { responsiveness, downloadMbps, uploadMbps } = loaded[phase]
    const connections = phase === 'bidirectional' ? 4 : 2
    expect(downloadMbps).toEqual(phase === 'upload' ? null : TIME)
    expect(uploadMbps).toEqual(phase === 'download' ? null : TIME)
    expect(responsiveness).toMatchObject({
      rpm: null,
      formula: 'draft-ietf-ippm-responsiveness-09, HTTP/1.1 over TLS',
      parameters: { INP: connections, MNP: connections, MPS: 10 },
      times: { self: null },
    })
    expect(Object.keys(responsiveness.times)).toEqual(['connect', 'tls', 'exchange', 'self'])
  }
  // On a busy machine, a phase may end before a new connection was served.
  const known = LOADED.map((phase) => loaded[phase].responsiveness).filter(
    ({ times }) => times.exchange !== null,
  )
  for (const responsiveness of known)
    expect(responsiveness).toMatchObject({
      times: { connect: TIME, tls: TIME, exchange: TIME },
      reason: expect.stringContaining('over HTTP/1.1 these have one request at a time'),
    })
  expect((await client.latency({ count: 3 })).received).toBe(3)
})

test('is not trustworthy over HTTP/1.1 if probes wait for a connection', async () => {
  let held: (() => void)[] = []
  const release = (): void => {
    const [...all] = held
    held = []
    for (const answer of all) answer()
  }
  await using proxy = await startHttpProxy(server.address, {
    answer: ({ url = '' }, answer) => {
      if (!url.includes('echo?bytes=14')) return false
      held.push(() => answer.writeHead(200, { wyndrvr: '1', 'content-length': 14 }).end(Buffer.alloc(14)))
      // The last probes of a test may be fewer.
      if (held.length === 32) setTimeout(release, 50)
      else if (held.length === 1) setTimeout(release, 500)
      return true
    },
  })
  await using client = await openClient({ url: proxy.url })
  const asked = { duration: '200ms', warmup: 0, interval: '1ms', streams: 1 } as const
  const { download, validity } = await client.underLoad('download', asked)
  expect(download).toMatchObject({ sent: 200, received: 200, downloadMbps: TIME })
  expect(validity).toMatchObject({
    ok: false,
    reasons: expect.arrayContaining([
      expect.stringMatching(
        /^Download: \d+ of 200 probes were not sent when due: all 32 connections .+ longer/,
      ),
    ]),
  })
})

test('keeps what was measured if the other end takes too few streams for load and probes', async () => {
  await using few = await startHttp2Server({ settings: { maxConcurrentStreams: 2 } })
  await using client = await connect({ url: few.url, httpVersion: '2' })
  await expect(client.loadedLatency({ ...SHORT, duration: '100ms' })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_REFUSED',
    message: expect.stringContaining('takes 2 HTTP/2 streams on a connection at a time.'),
    measurements: [{ kind: 'loaded', idle: { received: 10 }, validity: { ok: false } }],
  })
})

test.each([
  ['2', 'download'],
  ['2', 'upload'],
  ['2', 'bidirectional'],
  ['1.1', 'bidirectional'],
] as const)(
  'ends all that runs over HTTP/%s if a listener throws in the phase %s',
  async (httpVersion, phase) => {
    await using client = await connect({ ...path.address, httpVersion })
    const throwing = throwingListener()
    const onInterval: LoadedOptions['onInterval'] = (_interval, name) => {
      if (name === phase) throwing()
    }
    await expect(client.loadedLatency({ ...SHORT, onInterval, reportInterval: '50ms' })).rejects.toThrow(
      ENOUGH,
    )
  },
)
