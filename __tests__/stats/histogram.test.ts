import { describe, expect, test } from 'vitest'

import { bucketBounds, histogramOf, histogramQuantile, mergeHistograms } from '../../src/stats/histogram.ts'

describe('a histogram', () => {
  test('puts every sample into a bucket that contains it and is at most 2 % wide', () => {
    for (const sample of [1e-6, 1.5e-6, 0.009, 0.01, 0.024, 1, 1.02, 20, 999.999, 60_000]) {
      const histogram = histogramOf([sample])
      const [[bucket, count] = []] = Object.entries(histogram.counts)
      expect(count).toBe(1)
      const { from, to } = bucketBounds(histogram, Number(bucket))
      expect(sample).toBeGreaterThan(from)
      expect(sample).toBeLessThanOrEqual(to * (1 + 1e-9))
      if (from > 0) expect(to / from).toBeCloseTo(1.02, 9)
    }
  })

  test('puts a time of 0 into its first bucket', () => {
    expect(histogramOf([0, -1, 1e-9]).counts).toEqual({ 0: 3 })
  })

  test('without samples is empty and has no percentile', () => {
    expect(histogramOf([]).counts).toEqual({})
    expect(histogramQuantile(histogramOf([]), 0.5)).toBeNull()
  })
})

describe('merging', () => {
  const all = Array.from({ length: 1000 }, (_, index) => 0.01 * 1.013 ** index)

  test('gives the histogram of all samples, however they were split', () => {
    const parts = [0, 1, 2].map((part) => histogramOf(all.filter((_, index) => index % 3 === part)))
    expect(mergeHistograms(parts)).toEqual(histogramOf(all))
    expect(mergeHistograms([])).toEqual(histogramOf([]))
  })

  test('is rejected if buckets differ', () => {
    const other = { ...histogramOf(all), growth: 1.05 }
    expect(() => mergeHistograms([histogramOf(all), other])).toThrow(RangeError)
  })

  test.each([0.5, 0.9, 0.99, 1])('keeps the percentile %d within 1 % of its sample', (share) => {
    const exact = all[Math.ceil(share * all.length) - 1] ?? Number.NaN
    const told = histogramQuantile(histogramOf(all), share) ?? Number.NaN
    expect(Math.abs(told / exact - 1)).toBeLessThan(0.0101)
  })

  test('counts lost samples as +infinity', () => {
    const histogram = histogramOf([1, 2, 3])
    expect(histogramQuantile(histogram, 0.5, 1)).toBeCloseTo(2, 1)
    expect(histogramQuantile(histogram, 0.9, 1)).toBeNull()
  })
})
