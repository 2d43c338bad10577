import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { connect } from '../../../src/index.ts'
import type { Client, DatagramMeasurement, ThroughputMeasurement } from '../../../src/index.ts'
import { startIperf3Server } from '../../support/programs/iperf3-server.ts'
import type { Iperf3Server } from '../../support/programs/iperf3-server.ts'
import { hasIperf3 } from '../../support/programs/stock-iperf3.ts'
import { start } from '../../support/programs/processes.ts'
import type { Running } from '../../support/programs/processes.ts'
import { startDelayProxy } from '../../support/peers/delay-proxy.ts'

const RATE = '20Mbit/s'

describe.runIf(hasIperf3())('a stock iperf3 server', () => {
  let server: Iperf3Server
  let client: Client
  beforeAll(async () => {
    server = await startIperf3Server()
    client = await connect(server.address)
  })
  afterAll(async () => {
    await client?.close()
    await server?.[Symbol.asyncDispose]()
  })

  test('is found by its answer', () => {
    expect(client.target).toMatchObject({ dialect: 'iperf3', mode: null })
    expect(client.server).toBeNull()
  })

  test.for(['download', 'upload'] as const)('%s for a time, at a rate', async (direction) => {
    const intervals: number[] = []
    const measured = await client[direction]({
      duration: '1s',
      rate: RATE,
      onInterval: ({ bytes }) => intervals.push(bytes),
    })
    expect(measured).toMatchObject({ kind: 'throughput', direction, bidirectional: false })
    expect(measured.asked).toEqual({ bytes: null, seconds: 1, streams: 1, warmup: 0, rate: 20e6 })
    expect(rateOf(measured)).toBeCloseTo(1, 0)
    expect(measured.intervals?.map(({ bytes }) => bytes)).toEqual(intervals)
    expect(intervals).toHaveLength(10)
    const sum = intervals.reduce((all, bytes) => all + bytes, 0)
    if (direction === 'download') expect(sum).toBe(measured.bytes)
    else expect(sum).toBeGreaterThan(0)
    expect(measured.streams[0]?.tcp?.retransmits).toBeGreaterThanOrEqual(0)
    expect(measured.cpu?.server).toMatchObject({ user: expect.any(Number) })
    expect(disagreements(measured)).toEqual([])
  })

  test.for(['download', 'upload'] as const)('%s of an amount', async (direction) => {
    const measured = await client[direction]({ size: 20_000_001, rate: '200Mbit/s', streams: 2 })
    expect(measured.asked.bytes).toBe(20_000_001)
    expect(measured.bytes).toBeGreaterThan(15e6)
    expect(measured.bytes).toBeLessThan(20.1e6)
    if (direction === 'download') expect(measured.bytes).toBe(20_000_001)
    expect(measured.seconds).toBeGreaterThan(0.5)
    expect(disagreements(measured)).toEqual([])
  })

  test('its clock agrees with the one of the client', async () => {
    // On a busy machine, one end may begin or end later than the other.
    await vi.waitFor(async () => {
      const options = { duration: '200ms', rate: RATE } as const
      const { download, upload } = await client.bidirectional(options)
      const all = [await client.download(options), await client.upload(options), download, upload]
      expect(all.flatMap((one) => reasonsIn(one, /clocks disagree/))).toEqual([])
    }, 60_000)
  })

  test('several streams share the rate', async () => {
    for (const direction of ['download', 'upload'] as const) {
      const { streams, fairness } = await client[direction]({ duration: '1s', rate: RATE, streams: 3 })
      expect(streams).toHaveLength(3)
      expect(fairness).toBeGreaterThan(0.8)
    }
  })

  test('a warm-up is left out at both ends', async () => {
    const [down, up] = [
      await client.download({ duration: '500ms', warmup: '300ms', rate: RATE }),
      await client.upload({ duration: '1s', warmup: '1s', rate: RATE }),
    ]
    expect(down.seconds).toBe(0.5)
    expect(rateOf(down)).toBeCloseTo(1, 0)
    expect(up.seconds).toBeLessThan(1.9)
    expect(rateOf(up)).toBeCloseTo(1, 0)
    const both = await client.bidirectional({ duration: '500ms', warmup: '1s', rate: RATE })
    expect([...disagreements(both.download), ...disagreements(both.upload)]).toEqual([])
    expect(rateOf(both.upload)).toBeCloseTo(1, 0)
    await expect(client.upload({ duration: '1s', warmup: '500ms' })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_VALUE',
      message: expect.stringContaining('whole seconds'),
    })
  })

  test.for([{ duration: '500ms', rate: RATE }, { size: '500kB' }] as const)(
    'both directions at once: %o',
    async (options) => {
      const { download, upload } = await client.bidirectional(options)
      expect(download).toMatchObject({ direction: 'download', bidirectional: true })
      expect(upload).toMatchObject({ direction: 'upload', bidirectional: true })
      expect(download.bytes).toBeGreaterThan(100_000)
      expect(upload.bytes).toBeGreaterThan(100_000)
      expect(upload.streams).toHaveLength(1)
      if ('size' in options) expect(download.bytes).toBe(500_000)
    },
  )

  test.for(['udpDownload', 'udpUpload'] as const)('%s for a time', async (method) => {
    const flow = await client[method]({ duration: '500ms', rate: '2Mbit/s', payload: 500 })
    expect(flow).toMatchObject({
      kind: 'datagram',
      bytes: flow.received * 500,
      lost: flow.sent - flow.received,
    })
    expect(flow.sent).toBeGreaterThan(50)
    expect(flow.jitter).toBeGreaterThan(0)
    expect(flow.jitter).toBeLessThan(1000)
    expect(disagreements(flow)).toEqual([])
    if (method === 'udpUpload') {
      expect(flow).toMatchObject({
        duplicates: null,
        reordered: null,
        jitterMean: null,
        droppedByHost: null,
        intervals: [],
      })
      expect(Object.keys(flow.unknown)).toEqual(
        expect.arrayContaining(['duplicates', 'reordered', 'jitterMean', 'droppedByHost']),
      )
    } else expect(flow.intervals.length).toBeGreaterThanOrEqual(5)
  })

  test('datagrams of an amount, in both directions at once', async () => {
    const { download, upload } = await client.udpBidirectional({
      size: 100_000,
      rate: '5Mbit/s',
      payload: 1000,
    })
    expect(upload.sent).toBe(100)
    expect(download.received).toBeGreaterThanOrEqual(100)
    expect([download.direction, upload.direction]).toEqual(['download', 'upload'])
  })

  test('what needs an echo is refused, with the reason', async () => {
    const refused = {
      code: 'ERR_WYNDRVR_VALUE',
      message: expect.stringContaining('the iperf3 protocol has no echo'),
    }
    await expect(client.latency()).rejects.toMatchObject(refused)
    await expect(client.latency({ transport: 'udp' })).rejects.toMatchObject(refused)
    await expect(client.loadedLatency()).rejects.toMatchObject(refused)
    await expect(client.connectRate()).rejects.toMatchObject(refused)
    await expect(client.pathMtu()).rejects.toMatchObject(refused)
  })

  test('a listener that throws ends a measurement, and the next one runs', async () => {
    const enough = new RangeError('enough')
    const onInterval = (): void => {
      throw enough
    }
    await expect(client.download({ duration: '10s', rate: RATE, onInterval })).rejects.toBe(enough)
    await expect(client.download({ size: '100kB' })).resolves.toMatchObject({ bytes: 100_000 })
  })

  test('an aborted measurement ends at once, with what was measured', async () => {
    const stop = new AbortController()
    await using other = await connect({ ...server.address, dialect: 'iperf3', signal: stop.signal })
    const onInterval = (): void => stop.abort()
    const running = other.download({ duration: '20s', rate: RATE, reportInterval: '100ms', onInterval })
    await expect(running).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_ABORTED',
      measurement: expect.objectContaining({ kind: 'throughput', direction: 'download' }),
    })
  })

  test('is ready for the next client as soon as the one before has closed', async () => {
    for (const dialect of ['auto', 'iperf3', 'auto'] as const) {
      await using other = await connect({ ...server.address, dialect })
      expect(await other.download({ size: '100kB' })).toMatchObject({ bytes: 100_000 })
    }
  })

  test('is measured through a proxy', async () => {
    await using proxy = await startDelayProxy(server.address.port, 5, false)
    await using other = await connect({ host: proxy.host, port: proxy.port })
    expect(other.target.dialect).toBe('iperf3')
    expect((await other.download({ size: '1MB' })).bytes).toBe(1_000_000)
    expect((await other.upload({ duration: '300ms', rate: RATE })).bytes).toBeGreaterThan(0)
  })

  test('the native dialect is refused with the one that it speaks', async () => {
    await expect(connect({ ...server.address, dialect: 'native' })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_PROTOCOL',
      message: expect.stringContaining(
        "speaks the iperf3 dialect only. Choose the dialect 'auto' or 'iperf3'.",
      ),
    })
  })

  test('one that is busy says so, and its test goes on', async () => {
    await using stock = await startTest(server.address.port)
    for (const dialect of ['auto', 'iperf3'] as const) {
      await expect(connect({ ...server.address, dialect })).rejects.toMatchObject({
        code: 'ERR_WYNDRVR_REFUSED',
        message: expect.stringMatching(/is busy with another test: .* Try again when that has ended\.$/),
      })
    }
    expect(stock.child.exitCode).toBeNull()
  })
})

describe.runIf(hasIperf3())('stock iperf3 servers', { concurrent: true }, () => {
  test('one for a single test is measured if its dialect is named, and ends', async () => {
    await using server = await startIperf3Server('-1')
    await using client = await connect({ ...server.address, dialect: 'iperf3' })
    expect((await client.upload({ duration: '200ms', rate: RATE })).bytes).toBeGreaterThan(0)
    expect(await server.running.ended).toMatchObject({ code: 0 })
  })

  test('one that is stopped meanwhile: what was measured is kept', async () => {
    await using server = await startIperf3Server()
    await using client = await connect({ ...server.address, dialect: 'iperf3' })
    const running = client.download({
      duration: '30s',
      rate: RATE,
      reportInterval: '100ms',
      onInterval: () => server.running.child.kill('SIGKILL'),
    })
    await expect(running).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_LOST',
      measurement: expect.objectContaining({
        direction: 'download',
        validity: expect.objectContaining({ ok: false }),
      }),
    })
  })
})

/** Starts a test of a minute with iperf3, and waits for its first interval. */
async function startTest(port: number): Promise<Running> {
  for (let tries = 1; ; tries += 1) {
    const words = ['-c', '127.0.0.1', '-p', String(port), '-t', '60', '-b', '1M', '--forceflush']
    const stock = start('iperf3', words)
    try {
      await stock.printed(/0\.00-\d/)
      return stock
    } catch (error) {
      // The server is still busy for a moment with the client before.
      await stock[Symbol.asyncDispose]()
      if (tries === 20) throw error
    }
  }
}

/** A measured rate as a share of the one that was asked for. */
function rateOf({ mbps, asked }: ThroughputMeasurement): number {
  return ((mbps ?? 0) * 1e6) / (asked.rate ?? 1)
}

/** Reasons that the counts of the ends do not fit together; a busy machine may give others. */
function disagreements(measurement: ThroughputMeasurement | DatagramMeasurement): readonly string[] {
  return reasonsIn(measurement, /ends disagree/)
}

function reasonsIn(
  { validity }: ThroughputMeasurement | DatagramMeasurement,
  pattern: RegExp,
): readonly string[] {
  return validity.reasons.filter((reason) => pattern.test(reason))
}
