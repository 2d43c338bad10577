import { describe, expect, test } from 'vitest'

import { combine } from '../../src/stats/streams.ts'

/** Figures of one stream whose intervals of `width` seconds had these bytes. */
function figures(bytes: readonly number[], width = 0.1) {
  const sum = bytes.reduce((total, one) => total + one, 0)
  return combine([{ bytes: sum, elapsed: Math.round(bytes.length * width * 1e9), intervals: bytes }], width)
}

/** A token bucket of 500,000 bytes that is filled with 1,000,000 a second, for 3 s. */
const LIMITED = [300_000, 400_000, ...Array.from({ length: 28 }, () => 100_000)]

describe('the first second of a transfer', () => {
  test('is told from the rest, with what was beyond it', () => {
    expect(figures(LIMITED)).toMatchObject({
      burst: {
        seconds: expect.closeTo(1, 6),
        bytes: 1_500_000,
        mbps: expect.closeTo(12, 6),
        excess: 500_000,
      },
      steady: { from: 0.2, mbps: expect.closeTo(8, 6) },
      unknown: {},
    })
  })

  test('has nothing beyond the rest in a slow start', () => {
    const slow = [10_000, 50_000, ...Array.from({ length: 28 }, () => 100_000)]
    expect(figures(slow).burst).toMatchObject({ bytes: 860_000, excess: 0 })
  })

  test('is what intervals of another width cover of it', () => {
    expect(figures(LIMITED, 0.3).burst).toMatchObject({ seconds: expect.closeTo(0.9, 6), bytes: 800_000 })
    expect(figures([2_000_000, ...Array.from({ length: 11 }, () => 1_000_000)], 1).burst).toMatchObject({
      seconds: 1,
      excess: 1_000_000,
    })
  })

  test.each([
    [LIMITED.slice(0, 18), 0.1, 'in tests of at least 2 s.'],
    [LIMITED, 1.5, 'The intervals are longer than the first second.'],
  ])('is unknown, with the reason: %#', (bytes, width, why) => {
    const { burst, unknown } = figures(bytes, width)
    expect({ burst, why: unknown['burst'] }).toEqual({ burst: null, why: expect.stringContaining(why) })
  })
})
