import { assert, nat, property, uniqueArray } from 'fast-check'
import { expect, test } from 'vitest'

import { cpusText, readCpus } from '../../src/host/cpu-list.ts'

test.each([
  ['0', [0]],
  ['0-2,5', [0, 1, 2, 5]],
  ['5,0-2,1', [0, 1, 2, 5]],
  [' 3\n', [3]],
])('%j is a list of CPUs', (text, cpus) => {
  expect(readCpus(text)).toEqual(cpus)
})

test.each(['', 'a', '-1', '1-', '2-1', '0,,1', '0-9999', '12345', '0-2:2', '1.5'])(
  '%j is no list of CPUs',
  (text) => {
    expect(readCpus(text)).toBeNull()
  },
)

test('any CPUs are printed as a list that is read as the same CPUs', () => {
  assert(
    property(uniqueArray(nat(300), { minLength: 1 }), (numbers) => {
      const cpus = numbers.toSorted((a, b) => a - b)
      expect(readCpus(cpusText(cpus))).toEqual(cpus)
    }),
  )
})
