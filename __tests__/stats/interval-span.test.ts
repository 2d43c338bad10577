import { expect, test } from 'vitest'

import { intervalSpan } from '../../src/stats/interval-span.ts'

test.each([
  [0.3, 0.35, { from: 0.3, seconds: 0.05 }],
  [3 * 0.1, 0.4, { from: 0.3, seconds: 0.1 }],
  [1, 1.000_000_000_4, { from: 1, seconds: 0 }],
  [2, 1.9, { from: 2, seconds: 0 }],
])('an interval from %d to %d s has no stray digits', (from, to, span) => {
  expect(intervalSpan(from, to)).toEqual(span)
})
