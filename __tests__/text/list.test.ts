import { expect, test } from 'vitest'

import { listText } from '../../src/text/list.ts'

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a and b'],
  [['a', 'b', 'c'], 'a, b and c'],
])('%j in a sentence', (words, text) => {
  expect(listText(words)).toBe(text)
})

test('the last two words can be alternatives', () => {
  expect(listText(['a', 'b', 'c'], 'or')).toBe('a, b or c')
})
