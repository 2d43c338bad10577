import { describe, expect, test } from 'vitest'

import type { ThroughputInterval } from '../../src/results/types.ts'
import { IntervalSum } from '../../src/stats/interval-sum.ts'
import { combine } from '../../src/stats/streams.ts'

const MS = 1e6

/** What was told so far: where each interval begins, and its bytes. */
type Told = [from: number, bytes: number][]

function summing(streams: number, width = 1): { readonly sum: IntervalSum; readonly told: Told } {
  const told: Told = []
  return { sum: new IntervalSum(streams, width, ({ from, bytes }) => told.push([from, bytes])), told }
}

test('the intervals of one stream are told as they come', () => {
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

test('an interval is told when the slowest stream has told its own, and then in order', () => {
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
  test('has told all that it will: nobody waits for it', () => {
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

  test('early lets those be told for which only it was waited', () => {
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

  test('without any interval counts as ended too', () => {
    const { sum, told } = summing(2)
    sum.end(0, [])
    sum.add(1, 10)
    expect(told).toEqual([[0, 10]])
  })

  test('as the last one leaves the last interval, which may be short, to the whole test', () => {
    const { sum, told } = summing(2)
    sum.add(0, 1)
    sum.end(1, [10, 20])
    sum.end(0, [1, 2])
    expect(told).toEqual([[0, 11]])
  })
})

test('in the end all intervals of the measurement have been told, each once, as they are in it', () => {
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

test('all of them are told in the end where none was before, and none again where all were', () => {
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
