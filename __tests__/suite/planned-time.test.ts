import { expect, test } from 'vitest'

import {
  connectRateSeconds,
  datagramSeconds,
  latencySeconds,
  loadedSeconds,
  throughputSeconds,
} from '../../src/suite/planned-time.ts'

test('a latency test takes its duration, or its schedule', () => {
  expect(latencySeconds({ duration: '75s' })).toBe(75)
  expect(latencySeconds({ count: 101, interval: '20ms' })).toBeCloseTo(2)
  expect(latencySeconds({ count: 1_000_000 })).toBe(0)
  expect(latencySeconds({})).toBe(0)
})

test('a transfer takes its warm-up and its duration, or its amount at its rate', () => {
  expect(throughputSeconds({ duration: '10s', warmup: '2s' })).toBe(12)
  expect(throughputSeconds({ size: '10MB', rate: '8Mbit/s', warmup: '1s' })).toBeCloseTo(11)
  expect(throughputSeconds({ size: '1GB' })).toBe(0)
})

test('datagrams take their duration, or their amount at its rate', () => {
  expect(datagramSeconds()).toBe(5)
  expect(datagramSeconds({ size: '1MB', payload: 1000, rate: '8Mbit/s' })).toBeCloseTo(1)
})

test('loaded latency takes four phases and their warm-ups', () => {
  expect(loadedSeconds()).toBe(24)
  expect(loadedSeconds({ duration: '1s', warmup: '0.5s' })).toBe(6)
})

test('a test of the connect rate takes its duration', () => {
  expect(connectRateSeconds({})).toBe(2)
  expect(connectRateSeconds({ duration: '500ms' })).toBe(0.5)
  expect(connectRateSeconds({ count: 1000 })).toBe(0)
})

test('what is out of range is refused as it is when measured', () => {
  expect(() => throughputSeconds({ streams: 0 })).toThrow('streams must be a whole number from 1 to 128')
})
