import * as fc from 'fast-check'
import { mean, quantileSorted, sampleStandardDeviation } from 'simple-statistics'
import { describe, expect, test } from 'vitest'

import { bucketBounds, histogramOf, histogramQuantile, mergeHistograms } from '../../src/stats/histogram.ts'
import { summarize } from '../../src/stats/summary.ts'

const time = fc.double({ min: 1e-5, max: 1e5, noNaN: true })
const times = fc.array(time, { minLength: 1, maxLength: 200 })

describe('a summary of any samples', () => {
  test('has the mean, extremes and standard deviation of another implementation', () => {
    fc.assert(
      fc.property(times, (samples) => {
        const { min, max, avg, stdev } = summarize(samples)
        expect(min).toBe(Math.min(...samples))
        expect(max).toBe(Math.max(...samples))
        expect(avg).toBeCloseTo(mean(samples), 6)
        if (samples.length > 1) expect(stdev).toBeCloseTo(sampleStandardDeviation(samples), 6)
        else expect(stdev).toBeNull()
      }),
    )
  })

  test('has percentiles that are samples, in order, and of the right rank', () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 100, maxLength: 150 }), (samples) => {
        const { p50, p90, p95, p99, max } = summarize(samples)
        const percentiles = [p50, p90, p95, p99, max].map(Number)
        expect(percentiles).toEqual(percentiles.toSorted((a, b) => a - b))
        const sorted = samples.toSorted((a, b) => a - b)
        for (const [share, value] of [
          [0.5, p50],
          [0.9, p90],
          [0.95, p95],
          [0.99, p99],
        ] as const) {
          expect(sorted.filter((sample) => sample <= Number(value)).length).toBeGreaterThanOrEqual(
            share * samples.length - 1e-9,
          )
          expect(sorted.filter((sample) => sample < Number(value)).length).toBeLessThan(
            share * samples.length + 1e-9,
          )
        }
      }),
    )
  })

  test('only increases if samples are lost', () => {
    fc.assert(
      fc.property(fc.array(time, { minLength: 20 }), fc.integer({ min: 0, max: 9 }), (samples, lost) => {
        const { p50 } = summarize(samples, lost)
        expect(Number(p50)).toBeGreaterThanOrEqual(Number(summarize(samples).p50))
      }),
    )
  })
})

describe('histograms of any samples', () => {
  test('merge to the same result in any grouping and order', () => {
    fc.assert(
      fc.property(times, times, times, (a, b, c) => {
        const [left, middle, right] = [a, b, c].map((samples) => histogramOf(samples))
        const all = histogramOf([...a, ...b, ...c])
        if (left === undefined || middle === undefined || right === undefined)
          throw new Error('three are given')
        expect(mergeHistograms([mergeHistograms([left, middle]), right])).toEqual(all)
        expect(mergeHistograms([left, mergeHistograms([right, middle])])).toEqual(all)
      }),
    )
  })

  test('are unchanged by merging with an empty one', () => {
    fc.assert(
      fc.property(fc.array(times, { maxLength: 5 }), (parts) => {
        const merged = mergeHistograms(parts.map((samples) => histogramOf(samples)))
        expect(mergeHistograms([merged, histogramOf([])])).toEqual(merged)
        const held = Object.values(merged.counts).reduce((sum, count) => sum + count, 0)
        expect(held).toBe(parts.flat().length)
      }),
    )
  })

  test('merge to percentiles that lie between those of the parts', () => {
    fc.assert(
      fc.property(times, times, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, share) => {
        const parts = [histogramOf(a), histogramOf(b)]
        const [one = 0, other = 0] = parts.map((part) => Number(histogramQuantile(part, share)))
        const both = Number(histogramQuantile(mergeHistograms(parts), share))
        expect(both).toBeGreaterThanOrEqual(Math.min(one, other))
        expect(both).toBeLessThanOrEqual(Math.max(one, other))
      }),
    )
  })

  test('have percentiles that only increase, with the rank and with each lost sample', () => {
    const shares = fc.tuple(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    )
    fc.assert(
      fc.property(times, shares, fc.nat({ max: 50 }), (samples, [a, b], lost) => {
        const histogram = histogramOf(samples)
        const quantile = (share: number, missing = 0): number =>
          histogramQuantile(histogram, share, missing) ?? Number.POSITIVE_INFINITY
        expect(quantile(Math.min(a, b))).toBeLessThanOrEqual(quantile(Math.max(a, b)))
        expect(quantile(a)).toBeLessThanOrEqual(quantile(a, lost))
        expect(quantile(1, lost) === Number.POSITIVE_INFINITY).toBe(lost > 0)
      }),
    )
  })

  test('contain each sample within the bounds of one bucket', () => {
    fc.assert(
      fc.property(time, (sample) => {
        const histogram = histogramOf([sample])
        const [bucket = ''] = Object.keys(histogram.counts)
        const { from, to } = bucketBounds(histogram, Number(bucket))
        expect(sample).toBeGreaterThan(from * (1 - 1e-9))
        expect(sample).toBeLessThanOrEqual(to * (1 + 1e-9))
      }),
    )
  })

  test('have percentiles within 1 % of the sample of that rank', () => {
    fc.assert(
      fc.property(times, fc.constantFrom(0.5, 0.9, 0.99, 1), (samples, share) => {
        const sorted = samples.toSorted((a, b) => a - b)
        const exact = sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)] ?? Number.NaN
        const told = Number(histogramQuantile(histogramOf(samples), share))
        expect(Math.abs(told / exact - 1)).toBeLessThan(0.011)
      }),
    )
  })

  test('have the quantiles of another implementation over the whole range', () => {
    fc.assert(
      fc.property(times, (samples) => {
        const exact = quantileSorted(
          samples.toSorted((a, b) => a - b),
          1,
        )
        expect(Math.abs(Number(histogramQuantile(histogramOf(samples), 1)) / exact - 1)).toBeLessThan(0.011)
      }),
    )
  })
})
