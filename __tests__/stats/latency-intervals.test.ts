import { expect, test } from 'vitest'

import type { LatencyInterval } from '../../src/results/events.ts'
import { LatencyIntervals } from '../../src/stats/latency-intervals.ts'

const NOTHING = { received: 0, lost: 0, min: null, avg: null, max: null, p50: null }

function collecting(width: number): {
  readonly intervals: LatencyIntervals
  readonly told: LatencyInterval[]
} {
  const told: LatencyInterval[] = []
  return { intervals: new LatencyIntervals(width, (interval) => told.push(interval)), told }
}

test('an interval is reported with the first probe after it', () => {
  const { intervals, told } = collecting(1)
  intervals.add(0.1, 4)
  intervals.add(0.2, 1)
  intervals.add(0.999, 2.5)
  expect(told).toEqual([])
  intervals.add(1, 8)
  expect(told).toEqual([{ from: 0, seconds: 1, received: 3, lost: 0, min: 1, avg: 2.5, max: 4, p50: 2.5 }])
})

test('an interval is reported by the clock, also without probes', () => {
  const { intervals, told } = collecting(0.5)
  intervals.add(0.1, 4)
  intervals.advance(0.49)
  expect(told).toEqual([])
  expect(intervals.nextEnd).toBe(0.5)
  intervals.advance(1.6)
  expect(told).toEqual([
    { from: 0, seconds: 0.5, received: 1, lost: 0, min: 4, avg: 4, max: 4, p50: null },
    { from: 0.5, seconds: 0.5, ...NOTHING },
    { from: 1, seconds: 0.5, ...NOTHING },
  ])
  intervals.advance(1.7)
  expect(told).toHaveLength(3)
})

test('the last interval ends with the last probe, and is omitted without probes', () => {
  const { intervals, told } = collecting(1)
  intervals.add(0.25, 1)
  intervals.finish()
  expect(told).toMatchObject([{ from: 0, seconds: 0.25, received: 1 }])

  const other = collecting(1)
  other.intervals.add(0.25, 1)
  other.intervals.advance(1.5)
  other.intervals.finish()
  expect(other.told).toMatchObject([{ from: 0, seconds: 1, received: 1 }])
})

test('a lost probe counts as +infinity in the median', () => {
  const { intervals, told } = collecting(1)
  const rtts = [3, null, 1, null, 2]
  for (const rtt of rtts) intervals.add(0.5, rtt)
  intervals.advance(1)
  for (const rtt of [null, null, 7]) intervals.add(1.5, rtt)
  intervals.finish()
  expect(told).toMatchObject([
    // The third of 1, 2, 3, lost, lost.
    { received: 3, lost: 2, min: 1, avg: 2, max: 3, p50: 3 },
    { received: 1, lost: 2, min: 7, avg: 7, max: 7, p50: null },
  ])
})

test('no probe is left out or counted twice', () => {
  const { intervals, told } = collecting(0.01)
  // A prime number of microseconds apart, so that they fall everywhere in the intervals.
  for (let probe = 1; probe <= 1000; probe += 1)
    intervals.add(probe * 0.000_997, probe % 7 === 0 ? null : probe)
  intervals.finish()
  const sum = (of: (interval: LatencyInterval) => number): number =>
    told.reduce((total, interval) => total + of(interval), 0)
  expect(sum(({ received }) => received)).toBe(1000 - 142)
  expect(sum(({ lost }) => lost)).toBe(142)
  expect(told.map(({ from }) => from)).toEqual(told.map((_, index) => index / 100))
  expect(sum(({ seconds }) => seconds)).toBeCloseTo(0.997, 9)
})
