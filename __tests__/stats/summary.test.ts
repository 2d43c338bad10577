import { describe, expect, test } from 'vitest'

import { summarize } from '../../src/stats/summary.ts'
import type { Summary } from '../../src/stats/summary.ts'
import { percentileLabel } from '../../src/text/percentile.ts'

const NOTHING: Omit<Summary, 'unknown' | 'histogram'> = {
  min: null,
  max: null,
  avg: null,
  stdev: null,
  p50: null,
  p90: null,
  p95: null,
  p99: null,
  p999: null,
  jitter: null,
  jitterMean: null,
}

describe('how many samples', () => {
  test('none: every figure is unknown', () => {
    expect(summarize([])).toMatchObject(NOTHING)
  })

  test('only lost samples: every figure is unknown', () => {
    expect(summarize([], 3)).toMatchObject(NOTHING)
  })

  test('one: it is the minimum, maximum and mean, without spread or percentile', () => {
    expect(summarize([7])).toMatchObject({ ...NOTHING, min: 7, max: 7, avg: 7 })
  })

  test('two equal samples: the spread is 0, not unknown', () => {
    expect(summarize([3, 3])).toMatchObject({ avg: 3, stdev: 0, jitter: 0, jitterMean: 0 })
  })

  test('a sample of 0 is a sample', () => {
    expect(summarize([0, 0])).toMatchObject({ min: 0, max: 0, avg: 0, stdev: 0, p50: 0, jitter: 0 })
  })
})

describe('mean and standard deviation', () => {
  test('known values', () => {
    // Mean 40 / 8 = 5; squared deviations 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32; sample variance 32 / 7.
    const { avg, stdev, min, max } = summarize([2, 4, 4, 4, 5, 5, 7, 9])
    expect({ avg, min, max }).toEqual({ avg: 5, min: 2, max: 9 })
    expect(stdev).toBeCloseTo(Math.sqrt(32 / 7), 12)
  })

  test('a small spread on a large mean is not lost to rounding', () => {
    // Deviations -6, -3, 3, 6: squares 90, sample variance 30.
    const { avg, stdev } = summarize([4, 7, 13, 16].map((sample) => 1e9 + sample))
    expect(avg).toBe(1e9 + 10)
    expect(stdev).toBeCloseTo(Math.sqrt(30), 6)
  })
})

describe('percentiles by nearest rank', () => {
  test('of 1 to 100, the p-th is p, in any order', () => {
    const samples = upTo(100)
    const expected = { p50: 50, p90: 90, p95: 95, p99: 99 }
    expect(summarize(samples)).toMatchObject(expected)
    expect(summarize(samples.toReversed())).toMatchObject(expected)
  })

  test('of 1 to 101: ranks 51 (50.5 rounded up), 91 (90.9), 96 (95.95) and 100 (99.99)', () => {
    expect(summarize(upTo(101))).toMatchObject({ p50: 51, p90: 91, p95: 96, p99: 100 })
  })

  test('of 1 to 2000, the 99.9th is 1998', () => {
    expect(summarize(upTo(2000))).toMatchObject({ p99: 1980, p999: 1998, unknown: {} })
  })

  test('samples are ordered as numbers, not as text', () => {
    expect(summarize([100, 20, 3])).toMatchObject({ min: 3, p50: 20, max: 100 })
  })

  test('a percentile is a sample, not a value between two', () => {
    expect(summarize([1, 2])).toMatchObject({ p50: 1 })
  })

  test.each([
    ['p50', 2],
    ['p90', 10],
    ['p95', 20],
    ['p99', 100],
    ['p999', 1000],
  ] as const)('%s needs %i samples, and says so if it has fewer', (name, needed) => {
    const enough = summarize(upTo(needed))
    expect(enough[name]).toBeGreaterThan(0)
    expect(enough.unknown).not.toHaveProperty(name)
    const few = summarize(upTo(needed - 1))
    expect(few[name]).toBeNull()
    expect(few.unknown[name]).toBe(
      `${percentileLabel(name)} needs at least ${needed} samples; this test had ${needed - 1}.`,
    )
  })
})

describe('lost samples count as +infinity', () => {
  test('with 9 received and 1 lost, rank 9 is known and rank 10 is not', () => {
    expect(summarize(upTo(9), 1)).toMatchObject({ p50: 5, p90: 9, p95: null })
  })

  test('with 1 received and 1 lost, rank 1 is known', () => {
    expect(summarize([4], 1)).toMatchObject({ p50: 4, p90: null })
  })

  test('with 1 received and 2 lost, the median is unknown', () => {
    const { p50, unknown } = summarize([4], 2)
    expect(p50).toBeNull()
    expect(unknown).toMatchObject({ p50: 'p50 falls on a lost sample: 2 of 3 were lost.' })
  })

  test('with 99 received and 1 lost, the 99th percentile is the largest received', () => {
    expect(summarize(upTo(99), 1)).toMatchObject({ p50: 50, p99: 99 })
  })

  test('they do not affect the other figures', () => {
    const { min, max, avg, stdev, jitter } = summarize([1, 3], 5)
    expect({ min, max, avg, jitter }).toEqual({ min: 1, max: 3, avg: 2, jitter: 0.125 })
    expect(stdev).toBeCloseTo(Math.SQRT2, 12)
  })
})

test('the mean absolute difference weighs all neighbors equally', () => {
  // |D| = 16, 0, 16.
  expect(summarize([10, 26, 26, 10]).jitterMean).toBeCloseTo(32 / 3, 12)
})

describe('jitter as in RFC 3550', () => {
  test('J += (|D| - J) / 16 from 0', () => {
    // |D| = 16, 0, 16: J = 1; then 1 - 1/16 = 0.9375; then 0.9375 + (16 - 0.9375) / 16 = 1.87890625.
    expect(summarize([10, 26, 26, 10]).jitter).toBe(1.878_906_25)
  })

  test('depends on the order of the samples', () => {
    // Sorted, the same samples have |D| = 0, 16, 0: J = 0, 1, 0.9375.
    expect(summarize([10, 10, 26, 26]).jitter).toBe(0.9375)
  })
})

test('the samples are not modified', () => {
  const samples = [3, 1, 2]
  summarize(samples)
  expect(samples).toEqual([3, 1, 2])
})

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1)
}
