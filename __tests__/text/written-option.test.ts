import { describe, expect, test } from 'vitest'

import { writtenShare, writtenTime } from '../../src/text/written-option.ts'
import { amountIn } from '../../src/units.ts'

describe('options', () => {
  test.each([
    [0, '0s'],
    [50, '50ms'],
    [1500, '1500ms'],
    [2000, '2s'],
    [70_000, '70s'],
    [600_000, '10min'],
    [86_400_000, '24h'],
  ])('%d ms is written as %s, which reads back the same', (ms, text) => {
    expect(writtenTime(ms)).toBe(text)
    expect(amountIn(text, 'duration')).toBe(ms)
  })

  test.each([
    [0.001, '0.1%'],
    [0.07, '7%'],
    [0.085, '8.5%'],
    [0.9, '90%'],
  ])('the share %d is written as %s, which reads back the same', (share, text) => {
    expect(writtenShare(share)).toBe(text)
    expect(amountIn(text, 'share')).toBe(share)
  })
})
