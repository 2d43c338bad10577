import fc from 'fast-check'
import { expect, test } from 'vitest'

import { coresText, readCores } from '../../src/host/cores.ts'

test.each([
  ['0', [0]],
  ['0-2,5', [0, 1, 2, 5]],
  ['5,0-2,1', [0, 1, 2, 5]],
  [' 3\n', [3]],
])('%j is a list of cores', (text, cores) => {
  expect(readCores(text)).toEqual(cores)
})

test.each(['', 'a', '-1', '1-', '2-1', '0,,1', '0-9999', '12345', '0-2:2', '1.5'])(
  '%j is no list of cores',
  (text) => {
    expect(readCores(text)).toBeNull()
  },
)

test('any cores are printed as a list that is read as the same cores', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(300), { minLength: 1 }), (numbers) => {
      const cores = numbers.toSorted((a, b) => a - b)
      expect(readCores(coresText(cores))).toEqual(cores)
    }),
  )
})
