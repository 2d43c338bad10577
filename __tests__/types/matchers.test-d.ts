import { describe, expectTypeOf, test } from 'vitest'
import type { JudgeOptions, LatencyLimits, NetworkMatchers, ThresholdLine } from 'wyndrvr/vitest'
import { expect } from 'wyndrvr/vitest'
import * as matchers from 'wyndrvr/vitest/matchers'

// None of these run: only the compiler checks them.
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
  expectTypeOf<LatencyLimits['p99']>().extract<string>().toExtend<ThresholdLine>()
  expectTypeOf<JudgeOptions>().toEqualTypeOf<{ readonly strict?: boolean | undefined }>()
})
