import { describe, expectTypeOf, test } from 'vitest'
import type { JudgeOptions, LatencyLimits, NetworkMatchers, ThresholdLine } from 'wyndrvr/vitest'
import { expect } from 'wyndrvr/vitest'
import * as matchers from 'wyndrvr/vitest/matchers'

// None of these run: it is the compiler that judges them.
declare const measured: unknown

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
    // @ts-expect-error a unit is missing
    expect(measured).toHaveLatency({ p99: '< 5' })
    // @ts-expect-error an operator is missing
    expect(measured).toHaveLatency({ p99: '5ms' })
    // @ts-expect-error a share is no time
    expect(measured).toHaveLatency({ p99: '< 5%' })
    // @ts-expect-error a time is no share
    expect(measured).toHaveLatency({ loss: '< 5ms' })
    // @ts-expect-error there is no such figure
    expect(measured).toHaveLatency({ p98: '< 5ms' })
    expect(measured).toHaveLatencyBelow('5ms')
    expect(measured).toHaveLatencyBelow(5, 'p50', { strict: false })
    // @ts-expect-error there is no such unit
    expect(measured).toHaveLatencyBelow('5msec')
    // @ts-expect-error there is no such figure
    expect(measured).toHaveLatencyBelow('5ms', 'mbps')
    expect(measured).toHaveJitterBelow('1ms')
    // @ts-expect-error a rate is no time
    expect(measured).toHaveJitterBelow('1Mbit/s')
  })

  test('of rates and shares', () => {
    expect(measured).toHaveThroughputAbove('900Mbit/s')
    // @ts-expect-error a number may be of bit/s or Mbit/s
    expect(measured).toHaveThroughputAbove(900)
    // @ts-expect-error an amount is no rate
    expect(measured).toHaveThroughputAbove('900MB')
    expect(measured).toHaveLossBelow('0.1%')
    // @ts-expect-error a number may be all of it, or a hundredth
    expect(measured).toHaveLossBelow(0.1)
    expect(measured).toBeNoWorse()
    expect(measured).toBeNoWorse({ margin: '10%' })
    // @ts-expect-error a number may be all of it, or a hundredth
    expect(measured).toBeNoWorse({ margin: 0.1 })
    expect(measured).toCostAtMost('10%')
    // @ts-expect-error a limit is needed
    expect(measured).toCostAtMost()
  })

  test('of lines', () => {
    expect(measured).toMeet('latency.p99 < 5ms')
    expect(measured).toMeet(['latency.p99 < 5ms', 'download regress < 5%'])
    expect(measured).toMeet({ kind: 'limit', metric: 'latency.p99', operator: '<', bound: 5 })
    // @ts-expect-error there is no bound
    expect(measured).toMeet('latency.p99')
    expect(measured).toMatchBaseline('idle', { tolerance: '10%', thresholds: ['latency.p99 regress < 30%'] })
    // @ts-expect-error a baseline has a name
    expect(measured).toMatchBaseline()
  })
})

test('matchers are used in every way of vitest', async () => {
  expect(measured).not.toHaveLatencyBelow('5ms')
  expect.soft(measured).toHaveLatencyBelow('5ms')
  await expect.poll(async () => measured, { timeout: 1000 }).toHaveLatencyBelow('5ms')
  await expect(Promise.resolve(measured)).resolves.toHaveLatencyBelow('5ms')
  expect({ measured }).toEqual({ measured: expect.toHaveLatencyBelow('5ms') })
  expect({ measured }).toEqual({ measured: expect.not.toMeet('latency.p99 < 5ms') })
  // @ts-expect-error limits are checked here too
  expect({ measured }).toEqual({ measured: expect.toHaveLatencyBelow('5 parsec') })
})

test('a matcher gives back a promise where vitest makes it one, and nothing else', () => {
  expectTypeOf(expect(measured).toHaveLatencyBelow('5ms')).toEqualTypeOf<void>()
  expectTypeOf(expect.soft(measured).not.toBeNoWorse()).toEqualTypeOf<void>()
  expectTypeOf(expect.poll(() => measured).toMeet('latency < 5ms')).toExtend<Promise<void>>()
})

test('the pure entry has all matchers, and nothing else', () => {
  expectTypeOf<keyof typeof matchers>().toEqualTypeOf<keyof NetworkMatchers>()
  expect.extend(matchers)
})

test('the types have names', () => {
  expectTypeOf<LatencyLimits['p99']>().extract<string>().toExtend<ThresholdLine>()
  expectTypeOf<JudgeOptions>().toEqualTypeOf<{ readonly strict?: boolean | undefined }>()
})
