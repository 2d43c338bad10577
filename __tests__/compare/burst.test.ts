import { afterAll, beforeAll, expect, test } from 'vitest'

import { burst } from '../../src/compare/burst.ts'
import { compare } from '../../src/compare/compare.ts'
import type { ArmClient } from '../../src/compare/burst.ts'
import { burstSize, refineRoundTrips } from '../../src/compare/burst-size.ts'
import { isCpu, MEASURES, metricNames } from '../../src/compare/measures.ts'
import { cpuTime } from '../../src/host/cpu-time.ts'
import { startServer } from '../../src/server/start-server.ts'
import type { Server } from '../../src/server/start-server.ts'
import { startDelayProxy } from '../support/peers/delay-proxy.ts'
import { connectArm } from './arm-client.ts'

/** The server runs in this process. */
const ARM = { roundTrip: 1e-4, cpuTime: () => cpuTime([process.pid]) }

const ONE_STREAM = { streams: 1, roundTrip: 1e-4, timeout: undefined, cpu: false } as const

let server: Server
let client: ArmClient
let overHttp: ArmClient

beforeAll(async () => {
  server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  client = await connectArm(server.address)
  overHttp = await connectArm(server.address, `http://127.0.0.1:${server.address.port}`)
})

afterAll(async () => {
  await client.close()
  await overHttp.close()
  await server.close()
})

test.each(MEASURES)('a burst of %s has a figure for each of its metrics', async (measure) => {
  const shape = { measure, streams: 2, rate: 20e6, roundTrip: 1e-4, timeout: undefined, cpu: true }
  const asking = measure === 'requests' ? overHttp : client
  const size = await burstSize(shape, [{ client: asking, arm: ARM }])
  const { figures, seconds } = await burst(asking, { ...shape, size }, ARM)
  expect(figures).toHaveLength(metricNames(measure).length)
  for (const [index, figure] of figures.entries()) {
    const metric = metricNames(measure)[index] ?? ''
    if (metric.endsWith('.loss')) expect(figure).toBeGreaterThanOrEqual(0)
    else if (isCpu(metric) && process.platform !== 'linux') expect(figure).toBeNull()
    else expect(figure).toBeGreaterThan(0)
  }
  expect(seconds).toBeGreaterThan(0)
})

test('latency over HTTP is compared by its own name', async () => {
  const arm = { port: server.address.port, url: `http://127.0.0.1:${server.address.port}` }
  const stop = new AbortController()
  const { document } = await compare({
    base: arm,
    head: arm,
    measure: ['latency'],
    bursts: { latency: 50 },
    signal: stop.signal,
    onProgress: () => stop.abort(),
  })
  const found = document.comparisons.map(({ measure, metric, judged, blocks }) => [
    measure,
    metric,
    judged,
    blocks.length > 0,
  ])
  expect(found).toEqual([
    ['latency', 'http.latency.p50', undefined, true],
    ['latency', 'http.latency.p95', false, true],
    ['latency', 'http.latency.p99', false, true],
  ])
  expect(document.comparisons[0]?.base).toBeGreaterThan(0)
})

test('a burst of messages is so long that it hardly measures how their sessions begin', async () => {
  const asking = await connectArm(server.address, `ws://127.0.0.1:${server.address.port}`)
  const shape = {
    measure: 'requests',
    rate: 1,
    ...ONE_STREAM,
  } as const
  const size = await burstSize(shape, [{ client: asking, arm: ARM }])
  expect(size).toBeGreaterThanOrEqual(1600)
  expect((await burst(asking, { ...shape, size }, ARM)).figures[0]).toBeGreaterThan(0)
  await asking.close()
})

test('a burst of uploads takes as long as the client needs, and not only as the server sees its bytes arrive', async () => {
  const delay = 20
  await using path = await startDelayProxy(server.address.port, delay)
  const slow = await connectArm({ host: '127.0.0.1', port: path.port })
  const shape = {
    measure: 'upload',
    size: 100_000,
    rate: 1,
    ...ONE_STREAM,
  } as const
  // The proxy delays the request and its answer, then the payload and the server's count: at the server, it arrives at once.
  const seconds = (4 * delay) / 1000
  const upload = await burst(slow, shape, { ...ARM, roundTrip: 0 })
  expect(upload.seconds).toBeGreaterThanOrEqual(seconds - 0.004)
  expect(upload.figures[0]).toBeCloseTo((100_000 * 8) / upload.seconds / 1e6, 3)
  const without = await burst(slow, shape, { ...ARM, roundTrip: 10 })
  expect(without.seconds).toBeGreaterThan(0)
  expect(without.figures).toEqual([expect.any(Number), null])
  await slow.close()
})

test('short round trips are measured again when the arms are warm, and no others', async () => {
  const cold = [
    { client, arm: { roundTrip: 9e-4 } },
    { client, arm: { roundTrip: 1e-5 } },
  ] as const
  await refineRoundTrips(cold)
  const refined = cold.map(({ arm }) => arm.roundTrip)
  expect(refined).not.toContain(9e-4)
  expect(refined.every((time) => time >= 1e-5)).toBe(true)

  const far = [
    { client, arm: { roundTrip: 0.02 } },
    { client, arm: { roundTrip: 1e-5 } },
  ] as const
  await refineRoundTrips(far)
  expect(far.map(({ arm }) => arm.roundTrip)).toEqual([0.02, 1e-5])
})

test('a burst of round trips is as short as a median allows, unless its tail is judged', async () => {
  const shape = { measure: 'latency', streams: 1, rate: 1, timeout: undefined, cpu: false } as const
  expect(await burstSize({ ...shape, roundTrip: 5e-5 }, [])).toBe(100)
  expect(await burstSize({ ...shape, roundTrip: 5e-5 }, [], true)).toBe(400)
  expect(await burstSize({ ...shape, roundTrip: 0.01 }, [])).toBe(10)
  expect(await burstSize({ ...shape, roundTrip: 0.01 }, [], true)).toBe(10)
})

test('a burst of datagrams has as many as are sent in a tenth of a second, within bounds', async () => {
  const shape = {
    measure: 'udp.upload',
    ...ONE_STREAM,
  } as const
  expect(await burstSize({ ...shape, rate: 9.6e6 }, [])).toBe(100)
  expect(await burstSize({ ...shape, rate: 1e5 }, [])).toBe(20)
  expect(await burstSize({ ...shape, rate: 1e9 }, [])).toBe(1000)
})
