import { describe, expect, test } from 'vitest'

import { isOnCi, tooManyUnjudged, unjudgedOptions } from '../../../harness/report/unjudged.ts'

describe('a run', () => {
  test.each([
    // Specs that ran, those of them that were not judged, the limit, on CI, whether it fails.
    [3, 0, undefined, true, false],
    [3, 2, undefined, true, false],
    [3, 3, undefined, true, true],
    [3, 3, undefined, false, false],
    [0, 0, undefined, true, false],
    [3, 1, 0, false, true],
    [3, 1, 1, true, false],
    [3, 3, 3, true, false],
  ])('of %j specs, %j not judged, with max %j, on CI: %j, fails: %j', (count, open, max, onCi, fails) => {
    const unjudged = Array.from({ length: open }, (_, index) => `Reason ${index}.`)
    expect(tooManyUnjudged({ count, unjudged }, { max }, onCi) !== null).toBe(fails)
  })

  test('that fails says how many specs, and why', () => {
    expect(tooManyUnjudged({ count: 1, unjudged: ['Noise.'] }, {}, true)).toBe(
      'Nothing was judged: the only spec was skipped. The reason: Noise.',
    )
    expect(tooManyUnjudged({ count: 9, unjudged: ['Noise.', 'More.'] }, { max: 1 }, false)).toBe(
      '2 of 9 specs could not be judged, and unjudged.max allows 1. The first reason: Noise.',
    )
    expect(tooManyUnjudged({ count: 9, unjudged: ['Noise.'] }, { max: 0 }, false)).toBe(
      '1 of 9 specs could not be judged, and unjudged.max allows 0. The reason: Noise.',
    )
  })
})

test('a limit that is not a whole number is refused', () => {
  expect(() => unjudgedOptions({ max: 0.5 })).toThrow(
    "unjudged.max must be a whole number from 0 to 1000000, got '0.5'.",
  )
  expect(unjudgedOptions({ max: 0 })).toEqual({ max: 0 })
  expect(unjudgedOptions()).toEqual({ max: undefined })
})

test('CI is recognized by its variables', () => {
  const variables = [{ CI: 'true' }, { CI: '1' }, { GITHUB_ACTIONS: 'true' }, { CI: '' }, { CI: 'false' }, {}]
  expect(variables.map(isOnCi)).toEqual([true, true, true, false, false, false])
})
