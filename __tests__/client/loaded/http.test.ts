import * as v from 'valibot'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { openClient } from '../../../src/agent/open-client.ts'
import { connect, startServer } from '../../../src/index.ts'
import type { LoadedOptions, Server } from '../../../src/index.ts'
import { measurementSchema } from '../../../src/results/measurement.ts'
import type { Endpoint } from '../../support/peers/endpoint.ts'
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

test('measures the bursts of a comparison, without round trips per minute', async () => {
  await using client = await openClient({ ...path.address, httpVersion: '2' })
  const { upload, download } = await client.underLoad('upload', { ...SHORT, duration: '50ms' })
  expect(upload).toMatchObject({ sent: 5, uploadMbps: TIME, responsiveness: { rpm: null } })
  expect(download).toMatchObject({ sent: 0, downloadMbps: null })
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

test.each(LOADED)('ends all that runs if a listener throws in the phase %s', async (phase) => {
  await using client = await connect({ ...path.address, httpVersion: '2' })
  const throwing = throwingListener()
  const onInterval: LoadedOptions['onInterval'] = (_interval, name) => {
    if (name === phase) throwing()
  }
  await expect(client.loadedLatency({ ...SHORT, onInterval, reportInterval: '50ms' })).rejects.toThrow(ENOUGH)
})
