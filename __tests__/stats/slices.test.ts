import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { Slices } from '../../src/stats/slices.ts'

test('each event is in the interval of its time, and the first event starts the first interval', () => {
  const slices = new Slices(0.1, 0.3, 10)
  expect([5e9, 5.05e9, 5.1e9, 5.29e9].map((at) => slices.add(at))).toEqual([true, false, false, false])
  expect(slices.counts()).toEqual([2, 1, 1])
  expect([slices.countOf(1), slices.countOf(7)]).toEqual([1, 0])
  expect(slices.endOf(1)).toBe(5.2e9)
})

test('the clock completes all intervals but the last', () => {
  const slices = new Slices(0.1, 0.3, 10)
  expect(slices.completeAt(9e9)).toBe(0)
  slices.add(1e9)
  expect([1e9, 1.1e9, 1.25e9, 1.3e9, 9e9].map((at) => slices.completeAt(at))).toEqual([0, 1, 2, 2, 2])
  expect([0.1, 0.101, 0.2, 0, 100].map((planned) => new Slices(0.1, planned, 10).whole)).toEqual([
    0, 1, 1, 0, 9,
  ])
})

test('the counts add up to all events, in at most the maximum number of intervals', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1e9), { minLength: 1 }), (times) => {
      const slices = new Slices(0.01, 1, 7)
      for (const at of times.toSorted((a, b) => a - b)) slices.add(at)
      expect(slices.counts().length).toBeLessThanOrEqual(7)
      expect(slices.counts().reduce((sum, count) => sum + count, 0)).toBe(times.length)
    }),
  )
})
