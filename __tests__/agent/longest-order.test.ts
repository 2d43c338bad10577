import { expect, test } from 'vitest'

import { longestMeasurement, longestOrder } from '../../src/agent/longest-order.ts'
import { MEASURING_ORDERS } from '../../src/protocol/agent.ts'

const [SECOND, MINUTE, DAY] = [1000, 60_000, 86_400_000]

test('an order that waits for a server has the patience, ten timeouts and ten minutes', () => {
  expect(longestOrder({})).toBe(10 * MINUTE + 100 * SECOND + 10 * MINUTE)
  expect(longestOrder({ timeout: '1s', patience: '1h' }, 5 * SECOND)).toBe(
    5 * SECOND + 60 * MINUTE + 10 * SECOND + 10 * MINUTE,
  )
})

test.each(MEASURING_ORDERS)('the order %s has a limit without options, and with a timeout', (order) => {
  const usual = longestMeasurement(order, {})
  expect(usual).toBeGreaterThan(0)
  expect(longestMeasurement(order, { timeout: '5min' })).toBeGreaterThan(usual)
})

test('a measurement of a planned time has that time, and any other a day', () => {
  const timeout = '1s'
  expect(longestMeasurement('upload', { timeout, duration: '1h', warmup: '10s' })).toBe(
    3610 * SECOND + 10 * SECOND,
  )
  expect(longestMeasurement('loadedLatency', { timeout, duration: '5s', warmup: '1s' })).toBe(
    24 * SECOND + 10 * SECOND,
  )
  expect(longestMeasurement('upload', { timeout, size: '1MB' })).toBe(DAY + 10 * SECOND)
  expect(longestMeasurement('latency', { timeout, count: 5 })).toBe(DAY + 10 * SECOND)
  // A day is the longest time that can be asked for, but not the longest that an amount takes.
  expect(longestMeasurement('upload', { timeout, size: '1TB', rate: '1Mbit/s' })).toBe(
    8e6 * SECOND + 10 * SECOND,
  )
})

test('a wrong option is an error', () => {
  expect(() => longestMeasurement('latency', { count: 0 })).toThrow(
    expect.objectContaining({ code: 'ERR_WYNDRVR_VALUE' }),
  )
})
