import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { changePoints, LEAST_VALUES } from '../../src/stats/change-points.ts'
import { randomSource } from '../../src/stats/random.ts'

describe('in a series with a known course', () => {
  test.each([
    ['one step', [40, 20], [0, 4]],
    ['a step near the end', [50, 4], [0, 5]],
    ['a step near the beginning', [4, 50], [0, 5]],
    // The example of Matteson and James: the mean changes and changes back.
    ['there and back', [50, 50, 50], [0, 4, 0]],
    ['three steps', [30, 30, 30, 30], [0, 4, 8, 2]],
  ])('%s is found, at most one value away', (_, lengths, means) => {
    const starts = lengths.slice(0, -1).map((__, index) => sum(lengths.slice(0, index + 1)))
    const off = range(12).flatMap((seed) => {
      const values = lengths.flatMap((length, level) => noise(length, seed * 10 + level, means[level] ?? 0))
      const found = changePoints(values, 1)
      const right =
        found.length === starts.length && found.every((at, index) => Math.abs(at - (starts[index] ?? 0)) <= 1)
      return right ? [] : [found]
    })
    // Chance shows a further change in 1 of 1000 series, for each part of a series, or moves one by two places.
    expect(off.length).toBeLessThanOrEqual(1)
  })

  test('a change of the spread alone is found as well', () => {
    const values = [...noise(60, 1, 0), ...noise(60, 2, 0).map((value) => value * 8)]
    const [only, ...others] = changePoints(values, 1)
    expect(others).toEqual([])
    expect(only).toBeGreaterThan(50)
    expect(only).toBeLessThan(75)
  })
})

describe('in a series without a change', () => {
  // `npm run calibrate -- --only history` tries thousands.
  test.each([
    [15, 1000, 5],
    [40, 300, 3],
    [100, 100, 2],
  ])('of %i values, chance shows one in 1 of 1000: of %i series at most in %i', (length, count, most) => {
    const alarms = range(count).filter((seed) => changePoints(noise(length, seed, 10), 1).length > 0)
    // More come up in fewer than 1 of 1000 tries, and the seeds are always the same.
    expect(alarms.length).toBeLessThanOrEqual(most)
  })

  test('outliers, one or two in a row, are not a change', () => {
    for (const seed of range(20)) {
      const values = noise(60, seed, 0).map((value, index) =>
        index === 20 || index === 58 || index === 59 ? 50 : value,
      )
      expect(changePoints(values, 1)).toEqual([])
    }
  })

  test('equal values are not a change, and neither is anything in too few values', () => {
    expect(
      changePoints(
        Array.from({ length: 100 }, () => 3),
        1,
      ),
    ).toEqual([])
    const few = range(LEAST_VALUES - 1)
    expect(
      changePoints(
        few.map((index) => (index < 7 ? 0 : 1000)),
        1,
      ),
    ).toEqual([])
    expect(changePoints([], 1)).toEqual([])
  })
})

test('the first change is where the energy distance is largest', () => {
  const values = [...noise(30, 3, 0), ...noise(20, 4, 3)]
  const places = range(values.length + 1).filter((at) => at >= 3 && at <= values.length - 3)
  const largest = places.toSorted((a, b) => energyAt(values, b) - energyAt(values, a))[0]
  expect(changePoints(values, 1)).toEqual([largest])
})

test('the same series has the same changes, in any unit', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 8, maxLength: 20 }),
      fc.array(fc.integer({ min: 15, max: 35 }), { minLength: 8, maxLength: 20 }),
      fc.integer({ min: -10, max: 10 }),
      fc.integer({ min: -1000, max: 1000 }),
      (before, later, power, offset) => {
        const values = [...before, ...later]
        // Powers of two leave all digits as they are.
        const factor = 2 ** power
        const found = changePoints(values, 1)
        expect(changePoints(values, 1)).toEqual(found)
        expect(
          changePoints(
            values.map((value) => value * factor + offset),
            1,
          ),
        ).toEqual(found)
        expect(found).toEqual([...new Set(found)].toSorted((a, b) => a - b))
      },
    ),
    { numRuns: 100 },
  )
})

/** Normal samples with a deviation of 1. */
function noise(length: number, seed: number, mean: number): readonly number[] {
  const random = randomSource(seed, 'test')
  return Array.from(
    { length },
    () => mean + Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random()),
  )
}

/** The statistic Q of Matteson and James, written down as it is. */
function energyAt(values: readonly number[], at: number): number {
  const [before, after] = [values.slice(0, at), values.slice(at)]
  const within = (side: readonly number[]): number => {
    const pairs = side.flatMap((one, index) => side.slice(index + 1).map((other) => Math.abs(one - other)))
    return sum(pairs) / pairs.length
  }
  const between = before.flatMap((one) => after.map((other) => Math.abs(one - other)))
  const [m, n] = [before.length, after.length]
  return ((m * n) / (m + n)) * ((2 * sum(between)) / (m * n) - within(before) - within(after))
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function range(length: number): readonly number[] {
  return Array.from({ length }, (_, index) => index)
}
