import { describe, expect, test } from 'vitest'

import type { ThroughputInterval } from '../../src/results/types.ts'
import { IntervalSum } from '../../src/stats/interval-sum.ts'
import { combine } from '../../src/stats/streams.ts'

const MS = 1e6

/** The reported intervals: their starts and bytes. */
type Told = [from: number, bytes: number][]

function summing(streams: number, width = 1): { readonly sum: IntervalSum; readonly told: Told } {
  const told: Told = []
  return { sum: new IntervalSum(streams, width, ({ from, bytes }) => told.push([from, bytes])), told }
}

test('the intervals of one stream are reported immediately', () => {
  const { sum, told } = summing(1)
  sum.add(0, 10)
  expect(told).toEqual([[0, 10]])
  sum.add(0, 0)
  sum.add(0, 30)
  expect(told).toEqual([
    [0, 10],
    [1, 0],
    [2, 30],
  ])
})

test('an interval is reported when the slowest stream has reported its own, in order', () => {
  const { sum, told } = summing(3)
  sum.add(0, 1)
  sum.add(0, 2)
  sum.add(1, 10)
  expect(told).toEqual([])
  sum.add(2, 100)
  expect(told).toEqual([[0, 111]])
  sum.add(2, 200)
  expect(told).toEqual([[0, 111]])
  sum.add(1, 20)
  expect(told).toEqual([
    [0, 111],
    [1, 222],
  ])
})

describe('a stream that has ended', () => {
  test('is not waited for', () => {
    const { sum, told } = summing(2)
    sum.add(0, 1)
    sum.end(0, [1, 2])
    expect(told).toEqual([])
    for (const bytes of [10, 20, 30]) sum.add(1, bytes)
    expect(told).toEqual([
      [0, 11],
      [1, 22],
      [2, 30],
    ])
  })

  test('releases the intervals that waited only for it', () => {
    const { sum, told } = summing(2)
    sum.add(1, 10)
    sum.add(1, 20)
    expect(told).toEqual([])
    sum.end(0, [1])
    expect(told).toEqual([
      [0, 11],
      [1, 20],
    ])
  })

  test('without intervals counts as ended', () => {
    const { sum, told } = summing(2)
    sum.end(0, [])
    sum.add(1, 10)
    expect(told).toEqual([[0, 10]])
  })

  test('leaves the last interval, which may be short, to the end of the test', () => {
    const { sum, told } = summing(2)
    sum.add(0, 1)
    sum.end(1, [10, 20])
    sum.end(0, [1, 2])
    expect(told).toEqual([[0, 11]])
  })
})

test('every interval of the measurement is reported exactly once', () => {
  const tallies = [
    { bytes: 6, elapsed: 250 * MS, intervals: [1, 2, 3] },
    { bytes: 60, elapsed: 430 * MS, intervals: [10, 0, 20, 0, 30] },
    { bytes: 100, elapsed: 10 * MS, intervals: [100] },
  ]
  const { intervals } = combine(tallies, 0.1)
  const told: ThroughputInterval[] = []
  const sum = new IntervalSum(3, 0.1, (interval) => told.push(interval))
  sum.end(2, [100])
  for (const bytes of [10, 0, 20]) sum.add(1, bytes)
  sum.add(0, 1)
  sum.end(0, [1, 2, 3])
  expect(told).toEqual(intervals.slice(0, 3))
  sum.end(1, [10, 0, 20, 0, 30])
  expect(told).toEqual(intervals.slice(0, 3))
  sum.finish(intervals)
  expect(told).toEqual(intervals)
  expect(told.at(-1)?.seconds).toBeCloseTo(0.03, 9)
})

test('the end of the test reports all intervals or none, depending on what was reported before', () => {
  const { intervals } = combine([{ bytes: 3, elapsed: 150 * MS, intervals: [1, 2] }], 0.1)
  const { sum, told } = summing(1, 0.1)
  sum.end(0, [1, 2])
  sum.finish(intervals)
  sum.finish(intervals)
  expect(told).toEqual([
    [0, 1],
    [0.1, 2],
  ])
})
