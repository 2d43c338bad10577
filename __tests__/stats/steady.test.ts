import { describe, expect, test } from 'vitest'

import { steadyStart } from '../../src/stats/steady.ts'

/** Small reproducible noise. */
function noise(index: number): number {
  return ((index * 7919) % 13) - 6
}

function series(count: number, rateAt: (index: number) => number): number[] {
  return Array.from({ length: count }, (_, index) => rateAt(index) + noise(index))
}

describe('the steady part', () => {
  test('is nearly everything if the rate is steady from the start', () => {
    expect(steadyStart(Array.from({ length: 20 }, () => 500))).toBe(0)
    expect(steadyStart(series(50, () => 1000))).toBeLessThan(10)
  })

  test('starts where slow start ends', () => {
    const start = steadyStart(series(50, (index) => (index < 6 ? 20 * 2 ** index : 1000)))
    expect(start).toBeGreaterThanOrEqual(6)
    expect(start).toBeLessThan(10)
  })

  test('starts after a burst that filled a queue', () => {
    expect(steadyStart(series(30, (index) => (index < 2 ? 4000 : 1000)))).toBe(2)
  })

  test('is missing if the rate rises to the end', () => {
    expect(steadyStart(series(40, (index) => 100 * index))).toBeNull()
  })

  test('is missing if the rate settles late', () => {
    expect(steadyStart(series(40, (index) => (index < 30 ? 100 : 1000)))).toBeNull()
  })

  test('needs ten values', () => {
    expect(steadyStart(series(9, () => 1000))).toBeNull()
    expect(steadyStart(series(10, () => 1000))).not.toBeNull()
  })
})
