import { describe, expect, test } from 'vitest'

import { Counter } from '../../src/transfer/counter.ts'
import type { CountPlan } from '../../src/transfer/counter.ts'

/** The first byte's time in ns; a machine that has run for days. */
const START = 400_000_000_000_007
const MS = 1e6

function counter(plan: Partial<CountPlan>): Counter {
  return new Counter({ bytes: null, seconds: null, warmup: 0, interval: 0.1, ...plan })
}

/** Takes bytes at times in ms after the first; tells for which of them the count was complete. */
function feed(
  target: Counter,
  arrivals: readonly (readonly [ms: number, bytes: number])[],
): readonly boolean[] {
  return arrivals.map(([ms, bytes]) => target.add(bytes, START + ms * MS))
}

describe('with an amount', () => {
  test('it is complete with the last byte, and its time ends there', () => {
    const target = counter({ bytes: 1000 })
    expect(
      feed(target, [
        [0, 400],
        [30, 500],
        [250, 99],
        [251, 1],
      ]),
    ).toEqual([false, false, false, true])
    expect(target.tally()).toEqual({ bytes: 1000, elapsed: 251 * MS, intervals: [900, 0, 100] })
  })

  test('a transfer that arrives in one piece takes no time', () => {
    const target = counter({ bytes: 5 })
    expect(feed(target, [[0, 5]])).toEqual([true])
    expect(target.tally()).toEqual({ bytes: 5, elapsed: 0, intervals: [5] })
  })

  test('the warm-up belongs to the amount, but not to the count', () => {
    const target = counter({ bytes: 1000, warmup: 0.05 })
    expect(
      feed(target, [
        [0, 300],
        [49, 200],
        [50, 100],
        [149, 50],
        [150, 350],
      ]),
    ).toEqual([false, false, false, false, true])
    expect(target.tally()).toEqual({ bytes: 500, elapsed: 100 * MS, intervals: [150, 350] })
    expect(target.total).toBe(1000)
  })

  test('that ends within the warm-up, it counts nothing', () => {
    const target = counter({ bytes: 1000, warmup: 1 })
    expect(
      feed(target, [
        [0, 300],
        [999, 700],
      ]),
    ).toEqual([false, true])
    expect(target.tally()).toEqual({ bytes: 0, elapsed: 0, intervals: [] })
  })
})

describe('with a time', () => {
  test('it ends with the first bytes after the time, and without them', () => {
    const target = counter({ seconds: 0.3 })
    expect(
      feed(target, [
        [0, 10],
        [100, 20],
        [299, 30],
        [309, 40],
      ]),
    ).toEqual([false, false, false, true])
    // A tenth of the last read arrived before the end, if all of it arrived evenly.
    expect(target.tally()).toEqual({ bytes: 64, elapsed: 300 * MS, intervals: [10, 20, 34] })
  })

  test('a late wake-up that takes several reads counts as one read, at the beginning and at the end', () => {
    const target = counter({ seconds: 0.2, warmup: 0.1 })
    feed(target, [
      [0, 1],
      [90, 90],
    ])
    // Of 40 ms, the last 30 are counted.
    const late = (ms: number, reads: readonly number[]): readonly boolean[] =>
      reads.map((bytes, index) =>
        target.add(bytes, START + (ms + index / 1000) * MS, index < reads.length - 1),
      )
    expect(late(130, [10, 10, 10, 10])).toEqual([false, false, false, false])
    feed(target, [[280, 150]])
    expect(late(320, [10, 10, 10, 10])).toEqual([false, false, false, true])
    expect(target.tally()).toMatchObject({ bytes: 200, elapsed: 200 * MS })
  })

  test('a receiver that is never done with reading ends its count all the same', () => {
    const target = counter({ seconds: 0.1 })
    const ended = Array.from({ length: 120 }, (_, ms) => target.add(10, START + ms * MS, true))
    expect(ended.indexOf(true)).toBe(110)
    expect(target.tally()).toMatchObject({ bytes: 1000 + 10 })
  })

  test('it counts in full, even if the last byte arrived earlier', () => {
    const target = counter({ seconds: 10, interval: 1 })
    feed(target, [
      [0, 10],
      [1500, 20],
    ])
    expect(target.tally()).toEqual({ bytes: 30, elapsed: 10_000 * MS, intervals: [10, 20] })
  })

  test('it begins after the warm-up', () => {
    const target = counter({ seconds: 0.2, warmup: 0.1 })
    expect(
      feed(target, [
        [0, 1],
        [96, 2],
        [104, 4],
        [199, 8],
        [200, 16],
        [296, 32],
        [304, 64],
      ]),
    ).toEqual([false, false, false, false, false, false, true])
    // Of the reads of 4 and 64 bytes, half arrived within the time.
    expect(target.tally()).toEqual({ bytes: 90, elapsed: 200 * MS, intervals: [10, 80] })
    expect(target.total).toBe(63)
  })

  test('the last interval may be short', () => {
    const target = counter({ seconds: 0.25 })
    feed(target, [
      [0, 1],
      [249, 2],
    ])
    expect(target.tally()).toEqual({ bytes: 3, elapsed: 250 * MS, intervals: [1, 0, 2] })
  })
})

test('it counts nothing if nothing arrived', () => {
  for (const plan of [{ seconds: 5 }, { bytes: 5 }]) {
    expect(counter(plan).tally()).toEqual({ bytes: 0, elapsed: 0, intervals: [] })
  }
})

test('intervals add up, in whatever pieces the bytes arrive', () => {
  const target = counter({ bytes: 8_000_000, interval: 0.01, warmup: 0.05 })
  // Primes: the arrivals fall on all places of the intervals.
  for (let index = 0; !target.add(7919, START + index * 101_000); index += 1);
  const { bytes, elapsed, intervals } = target.tally()
  // 1011 arrivals make 8,000,000 bytes; 496 of them, up to 495 * 0.101 ms, are in the warm-up of 50 ms.
  expect(target.total).toBe(1011 * 7919)
  expect(bytes).toBe((1011 - 496) * 7919)
  expect(intervals.reduce((sum, part) => sum + part, 0)).toBe(bytes)
  expect(elapsed).toBe(1010 * 101_000 - 50 * MS)
  expect(intervals).toHaveLength(6)
})

test('a tally does not change after it was taken', () => {
  const target = counter({ bytes: 10 })
  feed(target, [[0, 5]])
  const before = target.tally()
  feed(target, [[1, 5]])
  expect(before).toEqual({ bytes: 5, elapsed: 0, intervals: [5] })
})

describe('an interval is complete', () => {
  test('when its time is over, even without payload', () => {
    const target = counter({ seconds: 10 })
    expect(target.completeAt(START)).toBe(0)
    feed(target, [
      [0, 7],
      [150, 9],
    ])
    expect([0, 99.9, 100, 199.9, 200, 450].map((ms) => target.completeAt(START + ms * MS))).toEqual([
      0, 0, 1, 1, 2, 4,
    ])
    expect([0, 1, 2, 3].map((interval) => target.bytesOf(interval))).toEqual([7, 9, 0, 0])
    expect(target.endOf(3)).toBe(START + 400 * MS)
  })

  test('only after the warm-up', () => {
    const target = counter({ seconds: 10, warmup: 1 })
    feed(target, [[0, 7]])
    expect([0, 1000, 1099, 1100].map((ms) => target.completeAt(START + ms * MS))).toEqual([0, 0, 0, 1])
  })

  test.each([
    ['a time of whole intervals', { seconds: 0.3 }, 2],
    ['a time that ends within one', { seconds: 0.25 }, 2],
    ['a time of one', { seconds: 0.1 }, 0],
    ['no time', { seconds: 0 }, 0],
    ['a size', { bytes: 100 }, 9999],
    ['more than are kept apart', { seconds: 86_400, interval: 0.01 }, 9999],
  ])('with %s: all but the last, which is with the end', (_, plan, whole) => {
    const target = counter(plan)
    feed(target, [[0, 1]])
    expect(target.completeAt(START + 200_000_000 * MS)).toBe(whole)
  })
})

test('a count of a time that was cut off ends with its last byte', () => {
  const target = counter({ seconds: 10, warmup: 0.1 })
  expect(target.soFar()).toEqual({ bytes: 0, elapsed: 0, intervals: [] })
  feed(target, [
    [0, 1],
    [100, 10],
    [120, 10],
    [350, 20],
  ])
  expect(target.soFar()).toEqual({ bytes: 30, elapsed: 250 * MS, intervals: [10, 0, 20] })
})
