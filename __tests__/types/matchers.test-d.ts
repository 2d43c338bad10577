import { describe, expectTypeOf, test } from 'vitest'
import type {
  Bidirectional,
  ConnectMeasurement,
  DatagramMeasurement,
  LatencyMeasurement,
  LoadedMeasurement,
  ThroughputMeasurement,
} from 'wyndrvr'
import type {
  Compared,
  JudgeOptions,
  LatencyLimits,
  NetworkAssertion,
  NetworkMatchers,
  ThresholdLine,
} from 'wyndrvr/vitest'
import { expect } from 'wyndrvr/vitest'
import * as matchers from 'wyndrvr/vitest/matchers'

// None of these run: only the compiler checks them.
declare const measured: unknown
declare const latency: LatencyMeasurement
declare const loaded: LoadedMeasurement
declare const download: ThroughputMeasurement
declare const both: Bidirectional
declare const flow: DatagramMeasurement
declare const connects: ConnectMeasurement
declare const compared: Compared

describe('the subject decides which matchers there are', () => {
  test('a latency', () => {
    expect(latency).toHaveLatency({ p99: '< 5ms', loss: '<= 0%' })
    expect(latency).toHaveLoss({ loss: '< 1%' })
    expect(latency).toHaveJitter({ jitter: '< 1ms' })
    expect(latency).toAddAtMost('5ms', { over: latency, figure: 'p99' })
    expect([latency, latency]).toHaveLatencyBelow('5ms')
    // @ts-expect-error no limit
    expect(latency).toHaveLatency({})
    // @ts-expect-error misspelt figure
    expect(latency).toHaveLatency({ p98: '< 5ms' })
    // @ts-expect-error misspelt option
    expect(latency).toHaveLatency({ p99: '< 5ms' }, { stirct: true })
    // @ts-expect-error a latency has no throughput
    expect(latency).toHaveThroughputAbove('1Gbit/s')
    // @ts-expect-error a latency has no throughput
    expect(latency).toHaveThroughputAround('1Gbit/s', '5%')
    // @ts-expect-error only a link under load has responsiveness
    expect(latency).toHaveResponsiveness({ rpm: '> 500' })
    // @ts-expect-error a single measurement has no confidence
    expect(latency).toBeNoWorse()
    // @ts-expect-error what it is compared with is missing
    expect(latency).toAddAtMost('5ms')
    // @ts-expect-error a latency over a download
    expect(latency).toAddAtMost('5ms', { over: download })
  })

  test('others', () => {
    expect(loaded).toHaveResponsiveness({ rpm: '> 500', 'p95.increase': '< 50ms' })
    expect(loaded).toHaveLatencyBelow('5ms')
    expect(download).toHaveThroughput({ mbps: '> 900Mbit/s', 'steady.mbps': '> 950Mbps', fairness: '> 0.9' })
    expect(download).toCostAtMost('10%', { over: download })
    expect(both).toHaveThroughputAbove('100Mbit/s')
    expect(download).toHaveThroughputAround('10Mbit/s', '5%')
    expect(both).toHaveThroughputAround('10Mbit/s', '500kbit/s', { figure: 'steady.mbps', strict: true })
    expect(download).toHaveThroughput({ 'burst.mbps': '< 20Mbit/s', 'burst.excess': '< 200kB' })
    expect(flow).toHaveLoss({ loss: '< 0.1%', reordered: '<= 0' })
    expect(flow).toHaveThroughputAbove('1Mbit/s')
    expect(connects).toHaveConnectRate({ rate: '> 5000/s', 'whole.p99': '< 5ms', failedShare: '< 1%' })
    expect(connects).toHaveConnectRateAbove('5000/s')
    expect(compared).toBeNoWorse()
    expect(compared).toCostAtMost('10%')
    expect(compared.comparisons).toMeet('download.mbps regress < 5%')
    // @ts-expect-error a frequency needs its unit
    expect(connects).toHaveConnectRate({ rate: '> 5000' })
    // @ts-expect-error a download has no latency
    expect(download).toHaveLatencyBelow('5ms')
    // @ts-expect-error a comparison has its base already
    expect(compared).toCostAtMost('10%', { over: download })
    // @ts-expect-error a number is no measurement
    expect(5).toHaveLatency({ p99: '< 5ms' })
    // @ts-expect-error a figure is no measurement
    expect(latency.avg).toHaveLatencyBelow('5ms')
    // @ts-expect-error a promise is not awaited
    expect(Promise.resolve(latency)).toHaveLatencyBelow('5ms')
    // @ts-expect-error misspelt metric
    expect(latency).toMeet('latency.p98 < 5ms')
    // @ts-expect-error misspelt metric in a list
    expect(latency).toMeet(['latency.p99 < 5ms', 'downlaod > 1Gbit/s'])
  })

  test('with every modifier', async () => {
    expect(latency).not.toHaveLatencyBelow('5ms')
    expect.soft(latency).toHaveLatencyBelow('5ms')
    await expect(Promise.resolve(latency)).resolves.toHaveLatencyBelow('5ms')
    await expect(Promise.resolve(latency)).resolves.not.toHaveLatencyBelow('5ms')
    await expect.poll(async () => latency).toHaveLatencyBelow('5ms')
    // @ts-expect-error not a latency
    expect(5).not.toHaveLatencyBelow('5ms')
    // @ts-expect-error not a latency
    expect.soft(download).toHaveLatencyBelow('5ms')
    // @ts-expect-error not a latency
    await expect(Promise.resolve(download)).resolves.toHaveLatencyBelow('5ms')
    // @ts-expect-error not a latency
    await expect.poll(() => download).toHaveLatencyBelow('5ms')
  })

  test("vitest's own matchers stay as they are", () => {
    expect(latency.avg).toBeLessThan(5)
    expect(latency.avg).not.toBeNull()
    expect({ latency }).toEqual({ latency: expect.objectContaining({ kind: 'latency' }) })
    expectTypeOf(expect(latency).toHaveLatencyBelow('5ms')).toEqualTypeOf<void>()
    expectTypeOf(expect(latency)).toEqualTypeOf<NetworkAssertion<LatencyMeasurement>>()
  })
})

describe('limits are checked', () => {
  test('of latency', () => {
    expect(measured).toHaveLatency({
      p99: '< 5ms',
      p50: '<1ms',
      avg: '<= 250us',
      min: '> 0.1ms',
      loss: '< 0.1%',
    })
    expect(measured).toHaveLatency({ p99: '< 5ms' }, { strict: true })
    // @ts-expect-error the unit is missing
    expect(measured).toHaveLatency({ p99: '< 5' })
    // @ts-expect-error the operator is missing
    expect(measured).toHaveLatency({ p99: '5ms' })
    // @ts-expect-error a share is not a duration
    expect(measured).toHaveLatency({ p99: '< 5%' })
    // @ts-expect-error a duration is not a share
    expect(measured).toHaveLatency({ loss: '< 5ms' })
    // @ts-expect-error unknown figure
    expect(measured).toHaveLatency({ p98: '< 5ms' })
    expect(measured).toHaveLatencyBelow('5ms')
    expect(measured).toHaveLatencyBelow(5, 'p50', { strict: false })
    // @ts-expect-error unknown unit
    expect(measured).toHaveLatencyBelow('5msec')
    // @ts-expect-error unknown figure
    expect(measured).toHaveLatencyBelow('5ms', 'mbps')
    expect(measured).toHaveJitterBelow('1ms')
    // @ts-expect-error a rate is not a duration
    expect(measured).toHaveJitterBelow('1Mbit/s')
  })

  test('of rates and shares', () => {
    expect(measured).toHaveThroughputAbove('900Mbit/s')
    // @ts-expect-error a number is ambiguous: bit/s or Mbit/s
    expect(measured).toHaveThroughputAbove(900)
    // @ts-expect-error a size is not a rate
    expect(measured).toHaveThroughputAbove('900MB')
    expect(measured).toHaveLossBelow('0.1%')
    // @ts-expect-error a number is ambiguous: a share or a percentage
    expect(measured).toHaveLossBelow(0.1)
    expect(measured).toBeNoWorse()
    expect(measured).toBeNoWorse({ margin: '10%' })
    // @ts-expect-error a number is ambiguous: a share or a percentage
    expect(measured).toBeNoWorse({ margin: 0.1 })
    expect(measured).toCostAtMost('10%')
    // @ts-expect-error the limit is required
    expect(measured).toCostAtMost()
  })

  test('of lines', () => {
    expect(measured).toMeet('latency.p99 < 5ms')
    expect(measured).toMeet(['latency.p99 < 5ms', 'download regress < 5%'])
    expect(measured).toMeet({ kind: 'limit', metric: 'latency.p99', operator: '<', bound: 5 })
    // @ts-expect-error the bound is missing
    expect(measured).toMeet('latency.p99')
    expect(measured).toMatchBaseline('idle', { tolerance: '10%', thresholds: ['latency.p99 regress < 30%'] })
    expect(measured).toMatchBaseline()
    expect(measured).toMatchBaseline({ tolerance: '10%' })
    // @ts-expect-error the name is a text
    expect(measured).toMatchBaseline(5)
  })
})

test('matchers work with every modifier of vitest', async () => {
  expect(measured).not.toHaveLatencyBelow('5ms')
  expect.soft(measured).toHaveLatencyBelow('5ms')
  await expect.poll(async () => measured, { timeout: 1000 }).toHaveLatencyBelow('5ms')
  await expect(Promise.resolve(measured)).resolves.toHaveLatencyBelow('5ms')
  expect({ measured }).toEqual({ measured: expect.toHaveLatencyBelow('5ms') })
  expect({ measured }).toEqual({ measured: expect.not.toMeet('latency.p99 < 5ms') })
  // @ts-expect-error limits are checked here as well
  expect({ measured }).toEqual({ measured: expect.toHaveLatencyBelow('5 parsec') })
})

test('a matcher returns a promise if vitest polls or resolves, and nothing otherwise', () => {
  expectTypeOf(expect(measured).toHaveLatencyBelow('5ms')).toEqualTypeOf<void>()
  expectTypeOf(expect.soft(measured).not.toBeNoWorse()).toEqualTypeOf<void>()
  expectTypeOf(expect.poll(() => measured).toMeet('latency < 5ms')).toExtend<Promise<void>>()
})

test('the entry without side effects has all matchers, and nothing else', () => {
  expectTypeOf<keyof typeof matchers>().toEqualTypeOf<keyof NetworkMatchers>()
  expect.extend(matchers)
})

test('the types are exported by name', () => {
  expectTypeOf<LatencyLimits['p99']>().extract<string>().toExtend<string>()
  expectTypeOf<'latency.p99 < 5ms' | 'download>1Gbit/s' | 'latency regress < 5%'>().toExtend<ThresholdLine>()
  expectTypeOf<JudgeOptions>().toEqualTypeOf<{ readonly strict?: boolean | undefined }>()
})
