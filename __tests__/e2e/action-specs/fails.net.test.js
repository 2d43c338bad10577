import { expect, test } from 'vitest'

test('never that fast', () => {
  expect(5).toBeLessThan(0)
})
