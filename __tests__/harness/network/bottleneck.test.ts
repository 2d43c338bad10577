import { standardDeviation } from 'simple-statistics'
import { expect, test } from 'vitest'

import { Bottleneck } from '../../../harness/network/bottleneck.ts'
import { pathProperties } from '../../../harness/network/properties.ts'

/** Frames of each test. Bounds are five standard errors: one run of two million exceeds them. */
const COUNT = 100_000
const SIGMAS = 5

test('the delay is exact, and the jitter evenly distributed around it', () => {
  const path = new Bottleneck(pathProperties({ delay: '20ms', jitter: '4ms' }))
  const delays = Array.from({ length: COUNT }, (_, at) => path.arrival(at, 100) - at)
  expect(Math.min(...delays.slice(0, 1000))).toBeGreaterThanOrEqual(16)
  expect(Math.max(...delays.slice(0, 1000))).toBeLessThanOrEqual(24)
  // An even distribution over 2 w has the standard deviation w / √3.
  const deviation = 4 / Math.sqrt(3)
  const mean = delays.reduce((sum, delay) => sum + delay, 0) / COUNT
  expect(Math.abs(mean - 20)).toBeLessThan((SIGMAS * deviation) / Math.sqrt(COUNT))
  // Its kurtosis of 9/5 makes the standard error of the standard deviation σ √(4/5) / (2 √n).
  const error = (deviation * Math.sqrt(4 / 5)) / (2 * Math.sqrt(COUNT))
  expect(Math.abs(standardDeviation(delays) - deviation)).toBeLessThan(SIGMAS * error)
})

test('without jitter, a frame arrives after exactly the delay', () => {
  const path = new Bottleneck(pathProperties({ delay: '20ms' }))
  expect([0, 3, 500].map((at) => path.arrival(at, 1500))).toEqual([20, 23, 520])
})

test('the loss is the share that was asked for', () => {
  const path = new Bottleneck(pathProperties({ loss: '1%' }))
  const lost = Array.from({ length: COUNT }, (_, at) => path.loses(at)).filter(Boolean).length
  const deviation = Math.sqrt(COUNT * 0.01 * 0.99)
  expect(Math.abs(lost - COUNT * 0.01)).toBeLessThan(SIGMAS * deviation)
})

test('the rate is exact, and a queue of 50 ms loses the rest', () => {
  const path = new Bottleneck(pathProperties({ rate: '12Mbit/s' }))
  // 1500 bytes take 1 ms.
  const queued = Array.from({ length: 50 }, () => path.arrival(0, 1500))
  expect(queued).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
  expect([path.isFull(0), path.loses(0), path.isFull(0.5)]).toEqual([true, true, false])
  // After a pause it does not catch up.
  expect(path.arrival(1000, 1500)).toBe(1001)
})
