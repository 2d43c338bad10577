import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { connect, startServer } from '../../src/index.ts'
import type { Client, LatencyInterval, Server, ThroughputInterval } from '../../src/index.ts'
import { startChangingProxy, startNativeScript } from '../support/peers/native-script.ts'
import { startScriptedServer } from '../support/peers/scripted-server.ts'
import { describeDialects } from '../support/describe-dialects.ts'
import { describeModes } from '../support/describe-modes.ts'
import { ENOUGH, throwingListener } from './throwing-listener.ts'

const DIRECTIONS = ['download', 'upload'] as const

/** A test that is stopped before its end, so its intervals must come during the run. */
const ENDLESS = { duration: '180s', reportInterval: '20ms' } as const

/** The server of the tests that need no mode of their own: starting one costs more than most of them. */
let shared: Server
beforeAll(async () => {
  shared = await startServer({ host: '127.0.0.1', port: 0, workers: 2 })
})
afterAll(async () => shared.close())

describeModes('the intervals of throughput', (server) => {
  let client: Client
  beforeAll(async () => {
    client = await connect({ ...server.address, dialect: 'native' })
  })
  afterAll(async () => client.close())

  const streams = server.mode === 'sequential' ? [1] : [1, 3]
  const cases = DIRECTIONS.flatMap((direction) => streams.map((count) => [direction, count] as const))

  describe.each(cases)('%s over %d streams', (direction, count) => {
    test.each([
      ['of a size', { size: 3_000_001, rate: '80Mbit/s' }],
      ['for a time', { duration: '330ms', rate: '200Mbit/s' }],
      ['with a warm-up', { duration: '300ms', warmup: '100ms', rate: '200Mbit/s' }],
      ['of one interval', { duration: '50ms' }],
      ['in one read', { size: 3 }],
    ] as const)('%s: are reported once each, in order, as in the measurement', async (_, asked) => {
      const told: [interval: ThroughputInterval, direction: string][] = []
      const measurement = await client[direction]({
        ...asked,
        streams: count,
        reportInterval: '50ms',
        onInterval: (interval, of) => told.push([interval, of]),
      })
      expect(told.length).toBeGreaterThan(0)
      expect(told).toEqual(measurement.intervals?.map((interval) => [interval, direction]))
      expect(bytesOf(told.map(([interval]) => interval))).toBe(measurement.bytes)
    })
  })

  test.runIf(server.mode !== 'sequential')('in both directions at once have their direction', async () => {
    const told: Record<string, ThroughputInterval[]> = { download: [], upload: [] }
    const both = await client.bidirectional({
      duration: '200ms',
      rate: '200Mbit/s',
      reportInterval: '50ms',
      onInterval: (interval, direction) => told[direction]?.push(interval),
    })
    expect(told['download']).toEqual(both.download.intervals)
    expect(told['upload']).toEqual(both.upload.intervals)
    expect(told['upload']).toHaveLength(4)
  })
})

describe.each([...DIRECTIONS, 'bidirectional'] as const)('a running %s', (test_) => {
  describe.each([1, 3])('over %d streams', (streams) => {
    test('reports its intervals, and keeps what it measured when it is stopped', async () => {
      const stop = new AbortController()
      await using client = await connect({ ...shared.address, signal: stop.signal })
      const told: Record<string, ThroughputInterval[]> = { download: [], upload: [] }
      const running = client[test_]({
        ...ENDLESS,
        rate: '200Mbit/s',
        streams,
        onInterval: (interval, direction) => {
          told[direction]?.push(interval)
          if (Object.values(told).some(({ length }) => length === 3)) stop.abort()
        },
      })
      const error: unknown = await running.catch((thrown: unknown) => thrown)
      expect(error).toMatchObject({ code: 'ERR_WYNDRVR_ABORTED' })
      const first = (test_ === 'upload' ? told['upload'] : told['download']) ?? []
      expect(first.map(({ from }) => from)).toEqual(first.map((_, index) => index * 0.02))
      // The server receives an upload, and its count is unknown if the upload is stopped.
      if (test_ !== 'download') return
      expect(error).toMatchObject({ measurement: { bytes: bytesOf(first), validity: { ok: false } } })
      expect(error).toHaveProperty(
        'measurement.seconds',
        expect.toSatisfy((time: number) => time < 180),
      )
    })

    test('ends with the error of a listener that throws, and so does the session', async () => {
      await using client = await connect(shared.address)
      const onInterval = throwingListener()
      await expect(client[test_]({ ...ENDLESS, rate: '200Mbit/s', streams, onInterval })).rejects.toBe(ENOUGH)
      expect(onInterval).toHaveBeenCalledOnce()
      await expect(client[test_]({ size: 1000, streams })).rejects.toMatchObject({ name: 'WyndrvrError' })
    })
  })
})

test('a listener that throws on the last interval rejects the measurement', async () => {
  for (const direction of DIRECTIONS) {
    await using client = await connect(shared.address)
    const onInterval = throwingListener()
    await expect(client[direction]({ size: 1000, onInterval })).rejects.toBe(ENOUGH)
  }
})

describe('an upload to a server', () => {
  test('without interval support gets all intervals with the tally', async () => {
    let removed = 0
    await using old = await startChangingProxy(shared.address, (line) => {
      const without = line.replace(',"progress":true', '')
      removed += line.length > without.length ? 1 : 0
      return without
    })
    await using client = await connect({ host: old.host, port: old.port })
    for (const streams of [1, 3]) {
      const told: ThroughputInterval[] = []
      const asked = { duration: '200ms', reportInterval: '50ms', streams } as const
      const { intervals } = await client.upload({ ...asked, onInterval: (interval) => told.push(interval) })
      expect(told).toEqual(intervals)
      expect(told).toHaveLength(4)
    }
    expect(removed).toBe(4)
  })

  test('requests intervals without a listener too, as signs of life, and not of a download', async () => {
    const lines: string[] = []
    await using between = await startChangingProxy(shared.address, (line) => {
      lines.push(line)
      return line
    })
    await using client = await connect({ host: between.host, port: between.port })
    await client.upload({ size: 1000 })
    await client.download({ size: 1000, onInterval: () => undefined })
    const requests = lines.filter((line) => line.includes('load"'))
    expect(requests.map((line) => line.includes('"progress":true'))).toEqual([true, false])
  })

  test.each([
    ['the second before the first', '{"interval":{"index":1,"bytes":5}}\n'],
    ['one twice', '{"interval":{"index":0,"bytes":5}}\n{"interval":{"index":0,"bytes":5}}\n'],
    ['more than there are', [0, 1, 2].map((index) => `{"interval":{"index":${index},"bytes":5}}\n`).join('')],
    ['one of no amount', '{"interval":{"index":0,"bytes":-5}}\n'],
  ])('that sends impossible intervals (%s) is rejected', async (_, lines) => {
    await using server = await startNativeScript(async (peer) => peer.send(`{}\n${lines}`))
    await using client = await connect({ host: server.host, port: server.port })
    const told: ThroughputInterval[] = []
    const asked = { duration: '150ms', reportInterval: '50ms' } as const
    await expect(
      client.upload({ ...asked, onInterval: (interval) => told.push(interval) }),
    ).rejects.toMatchObject({ code: 'ERR_WYNDRVR_PROTOCOL' })
    expect(told.length).toBeLessThan(3)
  })

  test('times out if the server reports only empty intervals', async () => {
    await using server = await startNativeScript(async (peer) => {
      await peer.send('{}\n')
      for (let index = 0; index < 30; index += 1)
        await peer.send(`{"interval":{"index":${index},"bytes":0}}\n`)
    })
    await using client = await connect({ host: server.host, port: server.port })
    const told: ThroughputInterval[] = []
    const asked = { ...ENDLESS, reportInterval: '1s', timeout: '20s' } as const
    await expect(
      client.upload({ ...asked, onInterval: (interval) => told.push(interval) }),
    ).rejects.toMatchObject({ code: 'ERR_WYNDRVR_TIMEOUT' })
    expect(told).toHaveLength(20)
  })
})

describe('the intervals of latency', () => {
  test.each([
    ['closed loop, a number', { count: 500 }],
    ['closed loop, a time', { duration: '200ms' }],
    ['open loop', { duration: '200ms', interval: '5ms' }],
  ] as const)('%s: have every probe once', async (_, asked) => {
    await using client = await connect(shared.address)
    const told: LatencyInterval[] = []
    let probes = 0
    const measurement = await client.latency({
      ...asked,
      reportInterval: '10ms',
      onProbe: () => {
        probes += 1
      },
      onInterval: (interval) => told.push(interval),
    })
    expect(told.map(({ from }) => from)).toEqual(told.map((__, index) => index / 100))
    expect(told.reduce((sum, { received }) => sum + received, 0)).toBe(measurement.received)
    expect(told.reduce((sum, { lost }) => sum + lost, 0)).toBe(measurement.lost)
    expect(Math.min(...told.flatMap(({ min }) => min ?? []))).toBe(measurement.min)
    expect(Math.max(...told.flatMap(({ max }) => max ?? []))).toBe(measurement.max)
    expect(probes).toBe(measurement.sent)
  })

  test('are reported even without answers', async () => {
    // The first PING checks that the server answers.
    await using server = await startScriptedServer({
      ping: async (peer, number) => peer.send(['', 'PONG', '', 'PONGPONG'][number] ?? ''),
    })
    await using client = await connect({ host: server.host, port: server.port, dialect: 'seed' })
    const steps: string[] = []
    const { received, lost } = await client.latency({
      count: 2,
      // In the midst of an interval: at its edge the next answer may be in another one.
      timeout: '425ms',
      reportInterval: '50ms',
      onProbe: ({ rtt }) => steps.push(rtt === null ? 'lost' : 'answered'),
      onInterval: (interval) => steps.push(`${interval.received} and ${interval.lost}`),
    })
    expect({ received, lost }).toEqual({ received: 1, lost: 1 })
    expect(steps.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => '0 and 0'))
    expect(steps.filter((step) => step !== '0 and 0')).toEqual(['lost', 'answered', '1 and 1'])
  })

  test('end the measurement with the error of a listener that throws', async () => {
    for (const asked of [ENDLESS, { count: 3 }]) {
      await using client = await connect(shared.address)
      const onInterval = throwingListener()
      await expect(client.latency({ ...asked, onInterval })).rejects.toBe(ENOUGH)
      expect(onInterval).toHaveBeenCalledOnce()
    }
  })

  test('have a width of at least 10 ms', async () => {
    await using client = await connect(shared.address)
    await expect(client.latency({ reportInterval: '9ms' })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_VALUE',
      message: "reportInterval must be at least 10ms, got '9ms'.",
    })
  })
})

describeDialects('the intervals of latency', (dialect) => {
  test('are reported while it runs', async () => {
    const stop = new AbortController()
    await using client = await connect({ ...shared.address, dialect, signal: stop.signal })
    const told: LatencyInterval[] = []
    const running = client.latency({
      ...ENDLESS,
      onInterval: (interval) => {
        told.push(interval)
        // On a busy machine some may be empty.
        if (told.length >= 3 && told.some((each) => each.received > 0)) stop.abort()
      },
    })
    const error: unknown = await running.catch((thrown: unknown) => thrown)
    const received = told.reduce((sum, interval) => sum + interval.received, 0)
    expect(error).toMatchObject({ code: 'ERR_WYNDRVR_ABORTED', measurement: { received } })
    expect(told.length).toBeGreaterThanOrEqual(3)
    expect(received).toBeGreaterThan(0)
  })
})

test("throughput in the seed's dialect has none", async () => {
  await using client = await connect({ ...shared.address, dialect: 'seed' })
  for (const direction of DIRECTIONS) {
    const told: ThroughputInterval[] = []
    const { intervals } = await client[direction]({ size: 1000, onInterval: (each) => told.push(each) })
    expect([intervals, told]).toEqual([null, []])
  }
})

function bytesOf(intervals: readonly ThroughputInterval[]): number {
  return intervals.reduce((sum, { bytes }) => sum + bytes, 0)
}
