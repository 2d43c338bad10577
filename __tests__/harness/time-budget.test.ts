import { expect, test } from 'vitest'

import { TimeBudget } from '../../harness/time-budget.ts'

test('what fits is let through, and what is not known too', () => {
  const budget = new TimeBudget(60_000)
  expect(() => budget.check(50)).not.toThrow()
  expect(() => budget.check(0)).not.toThrow()
  expect(() => new TimeBudget(0).check(1e6)).not.toThrow()
  expect(() => new TimeBudget(Number.POSITIVE_INFINITY).check(1e6)).not.toThrow()
})

test('what does not fit is refused, with both times', () => {
  expect(() => new TimeBudget(60_000).check(74.9)).toThrow(
    "This measurement needs about 75 s, the test's timeout is 60 s. Measure for less, or give the test more time",
  )
  expect(() => new TimeBudget(2500).check(2.45)).toThrow(
    /^This measurement needs about 2\.6 s, the test's timeout is 2\.5 s\. /,
  )
})

test('what would have fitted before something else took time says what is left', () => {
  const budget = new TimeBudget(1000)
  const until = performance.now() + 300
  while (performance.now() < until);
  expect(() => budget.check(0.8)).toThrow(
    /^This measurement needs about 0\.9 s, the test's timeout is 1 s, of which 0\.[0-7] s are left\. /,
  )
})
