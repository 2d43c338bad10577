import { expect } from 'vitest'

import type { DatagramMeasurement } from '../../../src/results/types.ts'

/** Its parts add up. */
export function expectWhole(measurement: DatagramMeasurement): void {
  const { sent, received, lost, bytes, asked, intervals, seconds } = measurement
  expect(sent).toBe(received + lost)
  expect(bytes).toBe(received * asked.payload)
  expect(intervals.reduce((sum, each) => sum + each.received, 0)).toBe(received)
  expect(intervals.reduce((sum, each) => sum + each.bytes, 0)).toBe(bytes)
  const end = intervals.reduce((sum, each) => sum + each.seconds, 0)
  expect(end).toBeGreaterThanOrEqual(seconds - 1e-9)
}
