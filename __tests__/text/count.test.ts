import { expect, test } from 'vitest'

import { counted, partOf } from '../../src/text/count.ts'

test.each([
  [0, '0 samples'],
  [1, '1 sample'],
  [2, '2 samples'],
])('%i with its noun is %s', (count, text) => {
  expect(counted(count, 'sample')).toBe(text)
})

test.each([
  [0, 5, '0 of 5 probes were'],
  [1, 5, '1 of 5 probes was'],
  [1, 1, '1 of 1 probe was'],
  [5, 5, '5 of 5 probes were'],
])('%i of %i agrees with its verb: %s', (part, all, text) => {
  expect(partOf(part, all, 'probe')).toBe(text)
})
