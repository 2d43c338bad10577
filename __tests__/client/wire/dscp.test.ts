import { expect, test } from 'vitest'

import { codePointOf } from '../../../src/client/wire/dscp.ts'

test.each([
  [0, 0],
  [63, 63],
  ['46', 46],
  ['ef', 46],
  ['EF', 46],
  ['va', 44],
  ['le', 1],
  ['cs0', 0],
  ['cs6', 48],
  ['af11', 10],
  ['af21', 18],
  ['af43', 38],
])('%s is the code point %d', (dscp, codePoint) => {
  expect(codePointOf(dscp)).toBe(codePoint)
})

test.each([-1, 64, 1.5, '64', 'cs8', 'af44', 'af51', 'best', ''])('%s is refused', (dscp) => {
  expect(() => codePointOf(dscp)).toThrow(/^dscp must be a .*, got '/)
})
