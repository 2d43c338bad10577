import { describe, expect, test } from 'vitest'

import { combine, jainIndex } from '../../src/stats/streams.ts'
import type { StreamTally } from '../../src/stats/streams.ts'

const SECOND = 1e9

describe('streams together', () => {
  test('have all bytes over the time of the slowest one', () => {
    const figures = combine(
      [
        { bytes: 1_000_000, elapsed: 1 * SECOND, intervals: [600_000, 400_000] },
        { bytes: 3_000_000, elapsed: 1.25 * SECOND, intervals: [1_000_000, 1_000_000, 1_000_000] },
      ],
      0.5,
    )
    expect(figures).toMatchObject({
      bytes: 4_000_000,
      seconds: 1.25,
      mbps: 25.6,
      intervals: [
        { from: 0, seconds: 0.5, bytes: 1_600_000, mbps: 25.6 },
        { from: 0.5, seconds: 0.5, bytes: 1_400_000, mbps: 22.4 },
        { from: 1, seconds: 0.25, bytes: 1_000_000, mbps: 32 },
      ],
      streams: [
        { bytes: 1_000_000, seconds: 1, mbps: 8 },
        { bytes: 3_000_000, seconds: 1.25, mbps: 19.2 },
      ],
      // (8 + 19.2)^2 / (2 * (8^2 + 19.2^2)) = 739.84 / 865.28
      fairness: expect.closeTo(739.84 / 865.28, 12),
    })
  })

  test('that came one after another have the time from the first to the last', () => {
    const each = { bytes: 1_000_000, elapsed: 0.25 * SECOND, intervals: [1_000_000] }
    const starts = [7, 7.25, 7.5, 7.75]
    const serial = starts.map((start) => Object.assign({ startedAt: start * SECOND }, each))
    expect(combine(serial, 1)).toMatchObject({ bytes: 4_000_000, seconds: 1, mbps: 32 })
    expect(combine([...serial, each], 1)).toMatchObject({ seconds: 0.25 })
    // What was to take a time took that time.
    expect(combine(serial, 1, 0.25)).toMatchObject({ seconds: 0.25 })
  })

  test('have intervals that add up to the total', () => {
    const tallies = [1, 2, 3].map((stream) => {
      const intervals = Array.from({ length: 30 }, (_, index) => stream * 1000 + index)
      return { bytes: intervals.reduce((sum, part) => sum + part, 0), elapsed: 3 * SECOND, intervals }
    })
    const { bytes, intervals } = combine(tallies, 0.1)
    // 30 intervals of 6000, and three times 0 + 1 + … + 29.
    expect(bytes).toBe(30 * 6000 + 3 * 435)
    expect(intervals.reduce((sum, part) => sum + part.bytes, 0)).toBe(bytes)
  })

  test('of a single stream are its own figures, with fairness 1', () => {
    const figures = combine([{ bytes: 1_250_000, elapsed: 1 * SECOND, intervals: [1_250_000] }], 1)
    expect(figures).toMatchObject({ bytes: 1_250_000, seconds: 1, mbps: 10, fairness: 1 })
    expect(figures.streams).toEqual([{ bytes: 1_250_000, seconds: 1, mbps: 10 }])
  })

  test('have a steady state from the end of slow start, with the short last interval', () => {
    const intervals = [100, 400, ...Array.from({ length: 12 }, () => 1000), 500]
    const { steady, unknown } = combine([{ bytes: 13_000, elapsed: 1.45 * SECOND, intervals }], 0.1)
    expect(steady).toMatchObject({ from: 0.2, bytes: 12_500 })
    expect(steady?.seconds).toBeCloseTo(1.25, 9)
    expect(steady?.mbps).toBeCloseTo(0.08, 9)
    expect(unknown).not.toHaveProperty('steady')
  })

  test('say why the steady state is unknown', () => {
    const tally = (intervals: readonly number[]): StreamTally => {
      const bytes = intervals.reduce((sum, part) => sum + part, 0)
      return { bytes, elapsed: intervals.length * SECOND, intervals }
    }
    expect(combine([tally([5, 5, 5])], 1)).toMatchObject({
      steady: null,
      unknown: { steady: 'A steady state needs at least 10 intervals; this test had 3.' },
    })
    expect(combine([tally(Array.from({ length: 20 }, (_, index) => 100 * index))], 1)).toMatchObject({
      steady: null,
      unknown: { steady: 'The rate was still changing in the second half of the test.' },
    })
  })

  test('have no rate if nothing arrived', () => {
    expect(combine([{ bytes: 0, elapsed: 0, intervals: [] }], 1)).toMatchObject({
      bytes: 0,
      seconds: 0,
      mbps: null,
      intervals: [],
      streams: [{ bytes: 0, seconds: 0, mbps: null }],
      fairness: null,
    })
    expect(combine([], 1)).toMatchObject({ bytes: 0, seconds: 0, mbps: null, streams: [], fairness: null })
  })

  test('an interval of no time has no rate', () => {
    const { intervals } = combine([{ bytes: 5, elapsed: 0, intervals: [5] }], 1)
    expect(intervals).toEqual([{ from: 0, seconds: 0, bytes: 5, mbps: null }])
  })
})

describe("Jain's index", () => {
  test.each<[readonly number[], number | null]>([
    [[7], 1],
    [[3, 3, 3, 3], 1],
    [[5, 0], 1 / 2],
    [[9, 0, 0, 0], 1 / 4],
    [[1, 3], 16 / 20],
    [[1, 2, 3], 36 / 42],
    [[10, 20, 30], 36 / 42],
    [[0, 0], null],
    [[], null],
  ])('of %j is %j', (rates, expected) => {
    expect(jainIndex(rates)).toBe(expected)
  })
})

test('a timed test has its last intervals even if nothing arrived in them', () => {
  const { intervals } = combine([{ bytes: 500, elapsed: 1e9, intervals: [500] }], 0.25, 1)
  expect(intervals.map(({ from, seconds, bytes }) => [from, seconds, bytes])).toEqual([
    [0, 0.25, 500],
    [0.25, 0.25, 0],
    [0.5, 0.25, 0],
    [0.75, 0.25, 0],
  ])
})
