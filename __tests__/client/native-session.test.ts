import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { connect } from '../../src/index.ts'
import type { Bidirectional, Client } from '../../src/index.ts'
import { startScriptedServer } from '../support/peers/scripted-server.ts'
import { describeFresh, describeModes } from '../support/describe-modes.ts'

describeModes('a server in the native dialect', (server) => {
  let client: Client
  beforeAll(async () => {
    client = await connect({ ...server.address, dialect: 'native' })
  })
  afterAll(async () => client.close())

  test('describes its machine', () => {
    expect(client.target.dialect).toBe('native')
    expect(client.server).toMatchObject({ platform: process.platform, node: process.versions.node })
  })

  test('closed loop: every probe waits for the one before, and the network takes part of the time', async () => {
    const numbers: number[] = []
    const latency = await client.latency({
      count: 100,
      payload: 100,
      onProbe: ({ number }) => numbers.push(number),
    })
    expect(latency).toMatchObject({ loop: 'closed', sent: 100, received: 100, lost: 0 })
    expect(latency.asked).toEqual({
      count: 100,
      duration: null,
      interval: null,
      payload: 100,
      timeout: 2000,
      busyPoll: true,
    })
    expect(numbers).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
    const { network, avg, min, max, p50, p99, histogram } = latency
    if (network === null || avg === null || min === null || max === null)
      throw new Error('Nothing was measured.')
    expect(network.avg).toBeGreaterThan(0)
    expect(network.avg).toBeLessThanOrEqual(avg)
    expect(network.min).toBeLessThanOrEqual(min)
    expect(network.max).toBeLessThanOrEqual(max)
    expect(p99).toBeGreaterThanOrEqual(p50 ?? Number.NaN)
    expect(Object.values(histogram.counts).reduce((all, each) => all + each, 0)).toBe(100)
  })

  test('open loop: probes are sent on schedule', async () => {
    const byTime = await client.latency({ duration: '200ms', interval: '4ms', busyPoll: false })
    expect(byTime).toMatchObject({ loop: 'open', sent: 50, received: 50 })
    expect(byTime.busyPoll).toEqual({ client: false, server: false })
    const byNumber = await client.latency({ count: 30, interval: '2ms' })
    expect(byNumber).toMatchObject({ loop: 'open', sent: 30, received: 30 })
  })

  test.each(['download', 'upload'] as const)('%s of a size is exact, and adds up', async (direction) => {
    const measurement = await client[direction]({ size: 3_000_001 })
    expect(measurement).toMatchObject({ direction, bytes: 3_000_001, fairness: 1 })
    expect(sum(measurement.intervals?.map(({ bytes }) => bytes))).toBe(3_000_001)
    expect(measurement.mbps).toBeCloseTo((3_000_001 * 8) / measurement.seconds / 1e6, 6)
    expect(measurement.cpu?.server).toMatchObject({})
  })

  test.each(['download', 'upload'] as const)(
    '%s for a time takes it, without the warm-up',
    async (direction) => {
      const measurement = await client[direction]({
        duration: '250ms',
        warmup: '50ms',
        reportInterval: '100ms',
        rate: '200Mbit/s',
      })
      expect(measurement.seconds).toBe(0.25)
      expect(measurement.bytes).toBeGreaterThan(0)
      expect(measurement.intervals?.map(({ from }) => from)).toEqual([0, 0.1, 0.2])
      expect(sum(measurement.intervals?.map(({ seconds }) => seconds))).toBeCloseTo(0.25, 9)
      expect(sum(measurement.intervals?.map(({ bytes }) => bytes))).toBe(measurement.bytes)
    },
  )

  test.each(['download', 'upload'] as const)('%s keeps to a rate', async (direction) => {
    const { mbps } = await client[direction]({ duration: '400ms', rate: '40Mbit/s' })
    // Without the rate it is thousands. A client that reads the first bytes late measures too short a time.
    expect(mbps).toBeGreaterThan(4)
    expect(mbps).toBeLessThan(400)
  })

  test('hundreds of short transfers run on one connection', async () => {
    for (let round = 0; round < 200; round += 1) {
      const direction = round % 2 === 0 ? 'download' : 'upload'
      expect((await client[direction]({ size: 100_000 })).bytes).toBe(100_000)
    }
  })

  test('several streams share a size, and run for a time', async () => {
    const measurement = await client.download({ size: 1_000_003, streams: 3 })
    expect(measurement.bytes).toBe(1_000_003)
    expect(measurement.streams.map(({ bytes }) => bytes)).toEqual([333_335, 333_334, 333_334])
    const upload = await client.upload({ duration: '200ms', streams: 3 })
    expect(upload.streams).toHaveLength(3)
    expect(sum(upload.streams.map(({ bytes }) => bytes))).toBe(upload.bytes)
    expect(upload.fairness).toBeGreaterThan(1 / 3 - 1e-9)
  })

  test.each([1, 3])('both directions run at once, over %d streams each', async (streams) => {
    const { download, upload } = await client.bidirectional({ size: 1_000_000, streams })
    expect(download).toMatchObject({ direction: 'download', bidirectional: true, bytes: 1_000_000 })
    expect(upload).toMatchObject({ direction: 'upload', bidirectional: true, bytes: 1_000_000 })
    expect([download.streams.length, upload.streams.length]).toEqual([streams, streams])
  })

  test('a second client measures while the first one is connected, or when it has gone', async () => {
    await using free = await server.startFresh()
    const first = await connect(free.address)
    await first.download({ size: 100_000, streams: 2 })
    let done = false
    const measureToo = async (): Promise<Bidirectional> => {
      await using second = await connect(free.address)
      const measured = await second.bidirectional({ size: 100_000, streams: 2 })
      done = true
      return measured
    }
    const both = measureToo()
    if (server.mode === 'sequential') {
      await first.latency({ count: 200 })
      await first.upload({ size: 100_000, streams: 3 })
      expect(done).toBe(false)
      await first.close()
    }
    expect(await both).toMatchObject({ download: { bytes: 100_000 }, upload: { bytes: 100_000 } })
    await first.close()
  })

  test('a stopped measurement keeps what it measured', async () => {
    const stop = new AbortController()
    await using free = await server.startFresh()
    await using stopped = await connect({ ...free.address, signal: stop.signal })
    const running = stopped.latency({
      count: 100_000,
      onProbe: ({ number }) => number === 20 && stop.abort(),
    })
    await expect(running).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_ABORTED',
      measurement: { kind: 'latency', received: 20, validity: { ok: false } },
    })
  })
})

describeFresh(
  'a server with a short idle limit',
  (start) => {
    test('drops no connection of a client that measures on others', async () => {
      await using server = await start({ idleTimeout: '1s' })
      await using client = await connect(server.address)
      const download = await client.download({ duration: '1600ms', streams: 2, rate: '10Mbit/s' })
      expect(download.streams).toHaveLength(2)
      const latency = await client.latency({ duration: '1600ms', interval: '50ms', busyPoll: false })
      expect(latency.received).toBe(32)
      const upload = await client.upload({ size: 100_000, streams: 2 })
      expect(upload.bytes).toBe(100_000)
    })
  },
  { concurrent: true },
)

describe('a server that only speaks the seed dialect', () => {
  test('answers the hello with an error, and the connection continues in its dialect', async () => {
    await using server = await startScriptedServer()
    await using client = await connect(server.address)
    expect(client.target.dialect).toBe('seed')
    expect(client.server).toBeNull()
    await expect(client.latency({ interval: '10ms' })).rejects.toMatchObject({ code: 'ERR_WYNDRVR_VALUE' })
    await expect(client.bidirectional()).rejects.toMatchObject({ code: 'ERR_WYNDRVR_VALUE' })
    expect((await client.latency({ count: 2 })).received).toBe(2)
  })

  test('is rejected if native was requested', async () => {
    await using server = await startScriptedServer()
    await expect(connect({ ...server.address, dialect: 'native' })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_PROTOCOL',
      message: `127.0.0.1:${server.port} speaks the seed dialect only. Choose the dialect 'auto' or 'seed'.`,
    })
  })

  test('may say nothing to the hello: a second connection then tries its dialect', async () => {
    await using server = await startScriptedServer({ hello: async () => undefined })
    await using client = await connect(server.address)
    expect(client.target.dialect).toBe('seed')
    expect((await client.latency({ count: 2 })).received).toBe(2)
  })

  test('may hang up on the hello: a second connection then speaks its dialect', async () => {
    await using server = await startScriptedServer({ hello: async (peer) => peer.close() })
    await using client = await connect(server.address)
    expect(client.target.dialect).toBe('seed')
    expect((await client.download({ size: 1000 })).bytes).toBe(1000)
  })
})

function sum(values: readonly number[] | undefined): number {
  return (values ?? []).reduce((total, value) => total + value, 0)
}
