import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { ForeignProbes } from '../../../src/client/loaded/foreign-probes.ts'
import { nativeForeign } from '../../../src/client/loaded/native.ts'
import { connect, startServer } from '../../../src/index.ts'
import type {
  Client,
  LoadedMeasurement,
  LoadedOptions,
  LoadedPhaseName,
  Server,
  WyndrvrError,
} from '../../../src/index.ts'
import { measurementSchema } from '../../../src/results/measurement.ts'
import { RPM_FORMULAS } from '../../../src/stats/responsiveness.ts'
import type { Endpoint } from '../../support/peers/endpoint.ts'
import { startChangingProxy } from '../../support/peers/native-script.ts'
import { startSlowPath } from '../../support/peers/slow-path.ts'
import { startScriptedServer } from '../../support/peers/scripted-server.ts'
import { NO_SS } from '../../support/machine/ss.ts'
import { describeModes } from '../../support/describe-modes.ts'
import { ENOUGH, throwingListener } from '../throwing-listener.ts'

const PHASES = ['idle', 'download', 'upload', 'bidirectional'] as const
const LOADED = ['download', 'upload', 'bidirectional'] as const

/** As short as it can be that everything is known: kernels are asked twice a second. */
const SHORT: LoadedOptions = { duration: '1200ms', warmup: '100ms', streams: 2 }
/** A phase that is stopped before its end. */
const ENDLESS: LoadedOptions = { duration: '10min', warmup: 0, streams: 2, reportInterval: '20ms' }

/** The server of the tests that leave it running. */
let shared: Server
beforeAll(async () => {
  shared = await startServer({ host: '127.0.0.1', port: 0, workers: 2 })
})
afterAll(async () => shared.close())

describe('loaded latency', () => {
  let loaded: LoadedMeasurement
  const told: LoadedPhaseName[] = []
  beforeAll(async () => {
    await using path = await startSlowPath(shared.address)
    await using client = await connect({ ...path.address, dialect: 'native' })
    loaded = await client.loadedLatency({ ...SHORT, onInterval: (_, phase) => told.push(phase) })
  })

  test('has four phases on the same schedule', () => {
    expect(loaded).toMatchObject({
      kind: 'loaded',
      client: 1,
      asked: { seconds: 1.2, warmup: 0.1, interval: 10, payload: 14, timeout: 2000, streams: 2 },
    })
    // Those of the warm-up are not among them.
    for (const phase of PHASES) expect(loaded[phase]).toMatchObject({ sent: 120, received: 120, lost: 0 })
    expect(v.safeParse(measurementSchema, loaded).issues).toBeUndefined()
  })

  test('reports its intervals phase by phase', () => {
    expect([...new Set(told)]).toEqual(PHASES)
    for (const phase of PHASES) expect(told.filter((each) => each === phase).length).toBeGreaterThan(10)
  })

  test('has the increase of each phase over idle', () => {
    for (const phase of LOADED) {
      for (const name of ['p50', 'p95', 'p99'] as const) {
        const [more, less] = [loaded[phase][name], loaded.idle[name]]
        if (more === null || less === null) throw new Error(`There is no ${name}.`)
        expect(loaded[phase].increase[name]).toBe(more - less)
      }
    }
    const largest = Math.max(...LOADED.map((phase) => loaded[phase].increase.p95 ?? Number.NaN))
    expect(loaded.bufferbloat?.increase).toBe(largest)
    expect(loaded.bufferbloat?.sentence).toContain(`${loaded.bufferbloat?.grade} (`)
  })

  test('has the goodput of each loaded direction', () => {
    const { download, upload, bidirectional } = loaded
    expect([download.uploadMbps, upload.downloadMbps]).toEqual([null, null])
    const rates = [
      download.downloadMbps,
      upload.uploadMbps,
      bidirectional.downloadMbps,
      bidirectional.uploadMbps,
    ]
    for (const rate of rates) expect(rate).toBeGreaterThan(0)
  })

  test('has round trips per minute with their formula, parameters, confidence and parts', ({ skip }) => {
    skip(NO_SS !== null, NO_SS ?? '')
    for (const phase of LOADED) {
      const { rpm, formula, parameters, times, confidence, reason } = loaded[phase].responsiveness
      const streams = phase === 'bidirectional' ? 4 : 2
      expect({ formula, reason }).toEqual({ formula: RPM_FORMULAS.tcp, reason: null })
      expect(parameters).toEqual({
        MAD: 4,
        ID: 0.5,
        TMP: 0.95,
        SDT: 0.05,
        INP: streams,
        INC: 0,
        MNP: streams,
        MPS: 10,
        PTC: 0.05,
      })
      const { connect: opened, exchange, self } = times
      if (opened === null || exchange === null || self === null) throw new Error('A time is missing.')
      expect(Math.min(opened, exchange, self)).toBeGreaterThan(0)
      expect(rpm).toBeCloseTo((60_000 / ((opened + exchange) / 2) + 60_000 / self) / 2, 6)
      // Three intervals are fewer than four.
      expect(confidence).toBe('low')
    }
  })
})

describeModes('loaded latency', (server) => {
  test('loads the streams, serves new connections beside them, and leaves nothing behind', async () => {
    await using path = await startSlowPath(server.address)
    await using client = await connect(path.address)
    const loaded = await client.loadedLatency({ duration: '300ms', warmup: 0, streams: 3, interval: '5ms' })
    for (const phase of PHASES) expect(loaded[phase]).toMatchObject({ received: 60, lost: 0 })
    const known = LOADED.map((phase) => loaded[phase].responsiveness)
    // On a busy machine a phase may end before a connection is served, or last until the kernel is asked, after 0.5 s.
    expect(known.some(({ times }) => times.connect !== null && times.exchange !== null)).toBe(true)
    for (const { times, rpm } of known) expect(rpm === null).toBe(Object.values(times).includes(null))
    expect(await client.latency({ count: 20 })).toMatchObject({ received: 20, lost: 0 })
    for (const direction of ['download', 'upload'] as const)
      expect((await client[direction]({ size: 1_000_000, streams: 4 })).bytes).toBe(1_000_000)
    expect((await client.loadedLatency({ duration: '50ms', warmup: 0 })).idle.received).toBe(5)
    // A sequential server serves the next client only when all that belonged to the first has gone.
    await client.close()
    await using next = await connect(server.address)
    expect(await next.latency({ count: 3 })).toMatchObject({ received: 3 })
  })
})

describe.each(PHASES)('stopped in the phase %s', (at) => {
  test('it keeps what was measured, names what was not, and ends at once', async () => {
    const stop = new AbortController()
    await using client = await connect({ ...shared.address, signal: stop.signal })
    const running = client.loadedLatency({
      ...ENDLESS,
      // The phases before it are short.
      ...(at === 'idle' ? {} : { duration: '200ms' }),
      onInterval: ({ from }, phase) => phase === at && from >= 0.04 && stop.abort(),
    })
    const error: WyndrvrError = await running.then(
      () => Promise.reject(new Error('It was not stopped.')),
      (thrown) => thrown,
    )
    expect(error.code).toBe('ERR_WYNDRVR_ABORTED')
    const loaded = error.measurement
    if (loaded?.kind !== 'loaded') throw new Error('Nothing was kept.')
    const complete = PHASES.indexOf(at)
    const reasons = [expect.stringMatching(`${complete} of 4 phases (was|were) complete`)]
    expect(loaded.validity).toMatchObject({ ok: false, reasons })
    for (const [index, phase] of PHASES.entries()) {
      const { received, p50 } = loaded[phase]
      if (index < complete) expect(received).toBe(20)
      else if (index === complete) expect(received).toBeGreaterThan(0)
      else expect({ received, p50 }).toEqual({ received: 0, p50: null })
    }
    for (const phase of LOADED.slice(Math.max(0, complete - 1))) {
      expect(loaded[phase].responsiveness).toMatchObject({
        rpm: null,
        reason: 'The phase was not measured to its end.',
      })
    }
    expect(v.safeParse(measurementSchema, loaded).issues).toBeUndefined()
  })
})

test('a server that closes ends it, and what was measured is kept', async () => {
  const server = await startServer({ host: '127.0.0.1', port: 0, workers: 2 })
  await using client = await connect(server.address)
  let closed = Promise.resolve()
  let closing = false
  const running = client.loadedLatency({
    duration: '300ms',
    warmup: 0,
    reportInterval: '20ms',
    onInterval: (_, phase) => {
      if (phase !== 'download' || closing) return
      closing = true
      closed = server.close()
    },
  })
  await expect(running).rejects.toMatchObject({
    name: 'WyndrvrError',
    measurement: { kind: 'loaded', idle: { received: 30 }, validity: { ok: false } },
  })
  await closed
})

test('a listener that throws ends it with its error', async () => {
  await using client = await connect(shared.address)
  const onInterval = throwingListener()
  await expect(client.loadedLatency({ ...ENDLESS, onInterval })).rejects.toBe(ENOUGH)
})

test('a server without TCP facts leaves round trips per minute unknown', async () => {
  let removed = 0
  const change = (line: string): string => {
    const without = line.replace(',"rtts":true', '')
    removed += line.length > without.length ? 1 : 0
    return without
  }
  const changeFirst = (line: string): string => line.replace(/,"peer":\{[^}]*\}/, '')
  await using old = await startChangingProxy(shared.address, change, changeFirst)
  await using client = await connect(old.address)
  const { download, upload, bidirectional } = await client.loadedLatency({
    ...SHORT,
    duration: '900ms',
    streams: 1,
  })
  expect(removed).toBe(4)
  for (const { responsiveness } of [download, bidirectional]) {
    expect(responsiveness).toMatchObject({
      rpm: null,
      confidence: null,
      reason: expect.stringContaining('needs Linux and its tool ss at the sending end'),
      times: { connect: expect.any(Number), exchange: expect.any(Number), self: null },
    })
  }
  // In an upload the kernel that sends is the client's.
  expect(upload.responsiveness.rpm === null).toBe(NO_SS !== null)
})

test.each([
  ['refuses them', 'no.session'],
  ['is gone', null],
])('new connections under load are counted as failed if the server %s', async (_, session) => {
  const server = await startServer({ host: '127.0.0.1', port: 0 })
  if (session === null) await server.close()
  const target = { ...server.address, timeout: 2000, keepAlive: 2000 }
  const probes = new ForeignProbes(nativeForeign(target, session ?? 'a.b'))
  probes.start(0)
  await expect.poll(() => probes.failed, { timeout: 20_000 }).toBeGreaterThanOrEqual(2)
  probes.stop()
  expect([probes.connect, probes.exchange]).toEqual([[], []])
  await server.close()
})

describe('its options', () => {
  let path: Endpoint
  let client: Client
  beforeAll(async () => {
    path = await startSlowPath(shared.address)
    client = await connect(path.address)
  })
  afterAll(async () => {
    await client.close()
    await path[Symbol.asyncDispose]()
  })

  test.each<[LoadedOptions, string]>([
    [{ duration: '9ms' }, "duration must be from 10 ms to 3600 s, got '9ms'."],
    [{ duration: '61min' }, "duration must be from 10 ms to 3600 s, got '61min'."],
    [{ warmup: '61s' }, "warmup must be from 0 ms to 60 s, got '61s'."],
    [{ interval: '0.09ms' }, "interval must be from 0.1 ms to 10 s, got '0.09ms'."],
    [{ interval: '11s' }, "interval must be from 0.1 ms to 10 s, got '11s'."],
    [
      { duration: '30min', interval: '1ms' },
      "interval must be long enough for at most 1000000 probes per phase, got '1ms'.",
    ],
    [{ streams: 0 }, "streams must be a whole number from 1 to 128, got '0'."],
    [{ streams: 129 }, "streams must be a whole number from 1 to 128, got '129'."],
    [{ payload: 13 }, "payload must be a whole number from 14 to 65536, got '13'."],
    [{ timeout: 0 }, "timeout must be at least 1ms, got '0'."],
    [{ reportInterval: '5ms' }, "reportInterval must be at least 10ms, got '5ms'."],
  ])('%o is refused in a sentence', async (options, message) => {
    await expect(client.loadedLatency(options)).rejects.toMatchObject({ code: 'ERR_WYNDRVR_VALUE', message })
    expect(await client.latency({ count: 1 })).toMatchObject({ received: 1 })
  })

  test('need the native dialect', async () => {
    await using seed = await startScriptedServer()
    await using other = await connect(seed.address)
    await expect(other.loadedLatency()).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_VALUE',
      message: `Loaded latency needs the native dialect, but the connection to 127.0.0.1:${seed.port} uses the seed dialect.`,
    })
    expect(await other.latency({ count: 2 })).toMatchObject({ received: 2 })
  })

  test('are applied: payload, interval and streams', async () => {
    const asked = { payload: 1000, interval: '20ms', streams: 1, duration: '200ms', warmup: '50ms' } as const
    const loaded = await client.loadedLatency(asked)
    expect(loaded.asked).toMatchObject({
      payload: 1000,
      interval: 20,
      streams: 1,
      seconds: 0.2,
      warmup: 0.05,
    })
    for (const phase of PHASES) expect(loaded[phase].sent).toBe(10)
    expect(loaded.download.responsiveness.parameters).toMatchObject({ INP: 1, MNP: 1 })
  })
})
