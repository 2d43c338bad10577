import * as fc from 'fast-check'
import { median, probit, sampleStandardDeviation } from 'simple-statistics'
import { describe, expect, test } from 'vitest'

import { precisionOf } from '../../src/stats/block-bootstrap.ts'
import { blockLength } from '../../src/stats/block-length.ts'
import { hodgesLehmann } from '../../src/stats/hodges-lehmann.ts'
import { LEAST, medianOf, pairedChange } from '../../src/stats/paired.ts'
import type { Pairs } from '../../src/stats/paired.ts'
import { normalQuantile, studentQuantile } from '../../src/stats/quantiles.ts'
import { randomSource } from '../../src/stats/random.ts'
import type { Random } from '../../src/stats/random.ts'
import { errorToSpend } from '../../src/stats/spending.ts'

const sample = fc.double({ min: -1e6, max: 1e6, noNaN: true })
const samples = fc.array(sample, { minLength: 1, maxLength: 60 })
const figure = fc.double({ min: 1e-3, max: 1e6, noNaN: true })
const block = fc
  .array(fc.tuple(figure, figure), { minLength: 1, maxLength: 6 })
  .map((pairs): Pairs => ({ base: pairs.map(([base]) => base), head: pairs.map(([, head]) => head) }))
const blocks = fc.array(block, { minLength: LEAST.blocks, maxLength: 30 })

describe('the Hodges-Lehmann estimate', () => {
  test('is the median of the means of all pairs, each sample with itself included', () => {
    fc.assert(
      fc.property(samples, (values) => {
        const means = values.flatMap((one, index) => values.slice(index).map((other) => (one + other) / 2))
        const range = Math.max(...values) - Math.min(...values)
        expect(Math.abs((hodgesLehmann(values) ?? Number.NaN) - median(means))).toBeLessThanOrEqual(
          range * 1e-11 + Number.EPSILON * 1e6,
        )
      }),
    )
  })

  test('shifts with its samples, and changes sign with them', () => {
    fc.assert(
      fc.property(samples, sample, (values, shift) => {
        const center = hodgesLehmann(values) ?? Number.NaN
        expect(hodgesLehmann(values.map((value) => value + shift))).toBeCloseTo(center + shift, 5)
        expect(hodgesLehmann(values.map((value) => -value))).toBeCloseTo(-center, 5)
      }),
    )
  })

  test('is hardly moved if a quarter of the samples are outliers', () => {
    const tame = Array.from({ length: 30 }, (_, index) => index / 100)
    expect(hodgesLehmann([...tame, ...Array.from({ length: 10 }, () => 1e6)])).toBeLessThan(0.5)
  })

  test('is null without samples', () => expect(hodgesLehmann([])).toBeNull())
})

describe('quantiles', () => {
  // Two-digit shares from another implementation, the rest from tables.
  test.each([
    [0.001, -3.090232306],
    [0.01, -2.326347874],
    [0.25, -0.67448975],
    [0.5, 0],
    [0.975, 1.959963985],
    [0.9999, 3.719016485],
  ])('of the normal distribution: %f', (share, expected) => {
    expect(normalQuantile(share)).toBeCloseTo(expected, 7)
    expect(normalQuantile(share)).toBeCloseTo(probit(share), 0)
  })

  // Tables of Student's t.
  test.each([
    [0.975, 3, 3.182446],
    [0.995, 5, 4.032143],
    [0.99, 10, 2.763769],
    [0.9995, 11, 4.436979],
    [0.95, 30, 1.697261],
    [0.995, 120, 2.617421],
  ])("of Student's t distribution: %f with %i degrees of freedom", (share, freedom, expected) => {
    expect(studentQuantile(share, freedom)).toBeCloseTo(expected, 4)
    expect(studentQuantile(1 - share, freedom)).toBeCloseTo(-expected, 4)
  })
})

describe('the block bootstrap', () => {
  test('finds the standard error of independent samples', () => {
    const random = randomSource(1)
    const values = Array.from({ length: 400 }, () => normal(random))
    const { standardError } = precisionOf(alone(values), 'hodges-lehmann', 2000, randomSource(2))
    // The estimate has 95 % of the efficiency of the mean of normal samples.
    const expected = sampleStandardDeviation(values) / Math.sqrt(values.length * 0.955)
    expect(standardError / expected).toBeGreaterThan(0.8)
    expect(standardError / expected).toBeLessThan(1.2)
  })

  test('finds the standard error of the median', () => {
    const random = randomSource(1)
    const values = Array.from({ length: 400 }, () => normal(random))
    const { standardError } = precisionOf(alone(values), 'median', 2000, randomSource(2))
    // The median has 64 % (2 / pi) of the efficiency of the mean of normal samples.
    const expected = sampleStandardDeviation(values) / Math.sqrt((values.length * 2) / Math.PI)
    expect(standardError / expected).toBeGreaterThan(0.75)
    expect(standardError / expected).toBeLessThan(1.25)
  })

  test('gives a larger standard error for correlated neighbors', () => {
    const random = randomSource(3)
    const shared: number[] = []
    for (let index = 0; index < 400; index += 1) {
      shared.push(0.8 * (shared.at(-1) ?? 0) + Math.sqrt(1 - 0.8 ** 2) * normal(random))
    }
    const apart = shared.map(() => normal(random))
    const { standardError } = precisionOf(alone(shared), 'hodges-lehmann', 1000, randomSource(4))
    // In theory the square root of (1 + 0.8) / (1 - 0.8), so three times as large.
    expect(
      standardError / precisionOf(alone(apart), 'hodges-lehmann', 1000, randomSource(4)).standardError,
    ).toBeGreaterThan(2)
    expect(blockLength(shared)).toBeGreaterThan(blockLength(apart))
  })

  test('gives a larger standard error for correlated samples within a group', () => {
    const random = randomSource(5)
    const apart = Array.from({ length: 100 }, () => Array.from({ length: 4 }, () => normal(random)))
    const alike = apart.map(([first = 0]) => [first, first, first, first])
    const [one, other] = [alike, apart].map((groups) =>
      precisionOf(groups, 'hodges-lehmann', 1000, randomSource(6)),
    )
    // A group counts as one sample, or as four.
    expect((one?.standardError ?? 0) / (other?.standardError ?? 1)).toBeGreaterThan(1.6)
    expect((one?.standardError ?? 0) / (other?.standardError ?? 1)).toBeLessThan(2.5)
  })

  test('draws runs from the cube root of the number of samples to a quarter of it', () => {
    fc.assert(
      fc.property(fc.array(sample, { minLength: 8, maxLength: 200 }), (values) => {
        const length = blockLength(values)
        expect(length).toBeGreaterThanOrEqual(
          Math.min(Math.floor(values.length / 4), Math.round(Math.cbrt(values.length))),
        )
        expect(length).toBeLessThanOrEqual(values.length / 4)
      }),
    )
  })
})

describe.each(['hodges-lehmann', 'median'] as const)('a paired change by %s', (estimate) => {
  test('is the same for the same seed, and within its interval', () => {
    fc.assert(
      fc.property(blocks, fc.integer({ min: 0, max: 2 ** 32 - 1 }), (measured, seed) => {
        const found = pairedChange(measured, estimate, 0.02, randomSource(seed))
        expect(found).toEqual(pairedChange(measured, estimate, 0.02, randomSource(seed)))
        expect(found?.from).toBeLessThanOrEqual(found?.change ?? Number.NaN)
        expect(found?.to).toBeGreaterThanOrEqual(found?.change ?? Number.NaN)
      }),
    )
  })

  test('is inverted if base and head change places', () => {
    fc.assert(
      fc.property(blocks, (measured) => {
        const turned = measured.map(({ base, head }) => ({ base: head, head: base }))
        const change = pairedChange(measured, estimate, 0.02, randomSource(1))?.change ?? Number.NaN
        const back = pairedChange(turned, estimate, 0.02, randomSource(1))?.change ?? Number.NaN
        expect(Math.log1p(back)).toBeCloseTo(-Math.log1p(change), 6)
      }),
    )
  })

  test('does not depend on the unit, and finds the factor of head', () => {
    fc.assert(
      fc.property(blocks, fc.double({ min: 0.01, max: 100, noNaN: true }), (measured, times) => {
        const faster = measured.map(({ base, head }) => ({ base, head: head.map((value) => value * times) }))
        const change = pairedChange(measured, estimate, 0.02, randomSource(1))?.change ?? Number.NaN
        const more = pairedChange(faster, estimate, 0.02, randomSource(1))?.change ?? Number.NaN
        expect(Math.log1p(more)).toBeCloseTo(Math.log1p(change) + Math.log(times), 6)
      }),
    )
  })

  test('has a wider interval if less error is allowed', () => {
    fc.assert(
      fc.property(blocks, (measured) => {
        const wide = pairedChange(measured, estimate, 0.001, randomSource(1))
        const narrow = pairedChange(measured, estimate, 0.1, randomSource(1))
        expect(wide?.from).toBeLessThanOrEqual(narrow?.from ?? Number.NaN)
        expect(wide?.to).toBeGreaterThanOrEqual(narrow?.to ?? Number.NaN)
      }),
    )
  })

  test('is null with too few blocks with a pair', () => {
    const one: Pairs = { base: [1, 2], head: [2, 1] }
    const empty: Pairs = { base: [], head: [] }
    const few = Array.from({ length: LEAST.blocks - 1 }, () => one)
    expect(pairedChange([...few, empty], estimate, 0.02, randomSource(1))).toBeNull()
    expect(pairedChange([...few, one], estimate, 0.02, randomSource(1))?.groups).toBe(LEAST.blocks)
  })
})

test('a paired change by the median equals that of another implementation', () => {
  fc.assert(
    fc.property(blocks, (measured) => {
      const ratios = measured.flatMap(({ base, head }) =>
        head.map((value, index) => Math.log(value / (base[index] ?? Number.NaN))),
      )
      const found = pairedChange(measured, 'median', 0.02, randomSource(1))?.change ?? Number.NaN
      expect(Math.log1p(found)).toBeCloseTo(median(ratios), 9)
    }),
  )
})

test('with outliers in two of five pairs, the median still detects a change, and more precisely', () => {
  const random = randomSource(9)
  // On either side, because a stall can hit either arm; in whole blocks, because stalls last.
  const measured = Array.from({ length: 200 }, (): Pairs => {
    const wild = random() < 0.4 ? Math.exp(random() < 0.5 ? 4 : -4) : 1
    const base = Array.from({ length: 4 }, () => Math.exp(0.1 * normal(random)))
    return { base, head: base.map((value) => value * wild * 1.2 * Math.exp(0.1 * normal(random))) }
  })
  const [middle, usual] = (['median', 'hodges-lehmann'] as const).map((estimate) =>
    pairedChange(measured, estimate, 0.02, randomSource(1)),
  )
  const width = (found: typeof middle): number => Math.log1p(found?.to ?? 0) - Math.log1p(found?.from ?? 0)
  expect(middle?.from).toBeGreaterThan(0.1)
  expect(middle?.to).toBeLessThan(0.3)
  expect(width(middle)).toBeLessThan(width(usual) * 0.8)
})

test('the median equals that of another implementation', () => {
  fc.assert(
    fc.property(samples, (values) => {
      expect(medianOf(values)).toBeCloseTo(median(values), 9)
    }),
  )
  expect(medianOf([])).toBeNull()
})

test('all looks together spend the whole error, for any schedule', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 10 }), (shares) => {
      const looks = [0, ...shares.toSorted((a, b) => a - b), 1]
      const parts = looks.slice(1).map((share, index) => errorToSpend(0.02, looks[index] ?? 0, share))
      expect(Math.min(...parts)).toBeGreaterThanOrEqual(0)
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(0.02, 12)
    }),
  )
})

test('a source of random numbers is reproducible by seed, and differs between seeds and purposes', () => {
  const first = (seed: number, purpose?: string): readonly number[] => {
    const random = randomSource(seed, purpose)
    return Array.from({ length: 20 }, random)
  }
  expect(first(7)).toEqual(first(7))
  expect(first(7)).not.toEqual(first(8))
  expect(first(7, 'a')).not.toEqual(first(7, 'b'))
  const many = Array.from({ length: 10_000 }, randomSource(5))
  expect(Math.min(...many)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...many)).toBeLessThan(1)
  expect(many.reduce((sum, value) => sum + value, 0) / many.length).toBeCloseTo(0.5, 1)
})

/** A normal sample by the Box-Muller transform. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}

/** Groups of one sample each. */
function alone(values: readonly number[]): readonly (readonly number[])[] {
  return values.map((value) => [value])
}
