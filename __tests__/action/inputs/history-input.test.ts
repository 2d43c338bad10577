import { expect, test } from 'vitest'

import { historyInput } from '../../../src/action/inputs/history-input.ts'

test.each([
  ['', null],
  ['.history', { folder: '.history' }],
  ['branch:network-history', { branch: 'network-history' }],
  ['branch: wyndrvr/history', { branch: 'wyndrvr/history' }],
])('the input history %j is %j', (text, expected) => {
  expect(historyInput(text)).toEqual(expected)
})

test.each([
  'branch:',
  'branch:-x',
  'branch:a..b',
  'branch:a b',
  'branch:a/',
  'branch:a.lock',
  'branch:a//b',
  'branch:a:b',
])('the input history %j names no branch', (text) => {
  expect(() => historyInput(text)).toThrow('The input history must name a branch after branch:, such as')
})
