import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { precisionOf } from '../../src/stats/block-bootstrap.ts'
import { randomSource } from '../../src/stats/random.ts'
import { resampledCenter } from '../../src/stats/resampled-center.ts'

/** Samples with many ties, without any, with outliers on either side, and all the same. */
const samples = fc.oneof(
  fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 40 }),
  fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 }),
  fc.array(fc.oneof(fc.double({ min: -0.01, max: 0.01, noNaN: true }), fc.constantFrom(-9, 0, 0.2, 1e6)), {
    minLength: 1,
    maxLength: 40,
  }),
  fc
    .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: 1, max: 20 }))
    .map(([sample, times]) => Array.from({ length: times }, () => sample)),
)

/** Samples, and how often each was drawn: at least one of them. */
const resamples = samples.chain((values) =>
  fc
    .array(fc.integer({ min: 0, max: 4 }), { minLength: values.length, maxLength: values.length })
    .filter((times) => times.some((each) => each > 0))
    .map((times) => ({ sorted: Float64Array.from(values).toSorted(), times: Uint32Array.from(times) })),
)

describe('the center of a resample', () => {
  test('is the lower of its two middle means, within a fraction of the standard error', () => {
    fc.assert(
      fc.property(resamples, ({ sorted, times }) => {
        const drawn = times.reduce((sum, each) => sum + each, 0)
        const found = resampledCenter(sorted)(times, drawn)
        const plain = lowerMiddle(meansOf(repeated(sorted, times)))
        expect(Math.abs(found - plain)).toBeLessThanOrEqual(precision(sorted))
      }),
      { numRuns: 1000 },
    )
  })

  test('is the same whichever resamples came before', () => {
    fc.assert(
      fc.property(resamples, fc.array(fc.nat({ max: 3 }), { minLength: 40, maxLength: 40 }), (one, other) => {
        const { sorted, times } = one
        const drawn = times.reduce((sum, each) => sum + each, 0)
        const before = Uint32Array.from(other.slice(0, sorted.length - 1).concat(1))
        const used = resampledCenter(sorted)
        used(
          before,
          before.reduce((sum, each) => sum + each, 0),
        )
        expect(used(times, drawn)).toBe(resampledCenter(sorted)(times, drawn))
      }),
    )
  })

  test('gives the standard error that all means of each resample give', () => {
    const random = randomSource(11)
    const groups = Array.from({ length: 40 }, () =>
      Array.from({ length: 3 }, () => (random() < 0.1 ? 5 : 1) * (random() + random() + random() - 1.5)),
    )
    const { standardError } = precisionOf(groups, 'hodges-lehmann', 100, randomSource(12), true)
    const draw = randomSource(12)
    const centers = Array.from({ length: 100 }, () => {
      const drawn = groups.flatMap(() => groups[Math.floor(draw() * groups.length)] ?? [])
      return lowerMiddle(meansOf(drawn))
    })
    const mean = centers.reduce((sum, center) => sum + center, 0) / 100
    const variance = centers.reduce((sum, center) => sum + (center - mean) ** 2, 0) / 100
    expect(standardError / Math.sqrt(variance * (40 / 39))).toBeCloseTo(1, 2)
  })

  test('needs time that grows with the number of samples, not with its square', () => {
    const passes = (size: number): number => {
      const random = randomSource(size)
      const values = Float64Array.from({ length: size }, () => random() + random()).toSorted()
      let read = 0
      const counted = new Proxy(values, {
        get: (target, key) => {
          if (typeof key === 'string' && /^\d+$/.test(key)) read += 1
          const value: unknown = Reflect.get(target, key, target)
          return typeof value === 'function' ? value.bind(target) : value
        },
      })
      const center = resampledCenter(counted)
      for (let round = 0; round < 5; round += 1) {
        const times = new Uint32Array(size)
        for (let drawn = 0; drawn < size; drawn += 1) {
          const rank = Math.floor(random() * size)
          times[rank] = (times[rank] ?? 0) + 1
        }
        center(times, size)
      }
      return read
    }
    // Ten times the samples: 100 times the reads if they grew with the square.
    expect(passes(5000) / passes(500)).toBeLessThan(20)
  })
})

/** The means of all pairs of samples, each sample paired with itself included, in ascending order. */
function meansOf(values: readonly number[]): readonly number[] {
  return values
    .flatMap((one, index) => values.slice(index).map((other) => (one + other) / 2))
    .toSorted((a, b) => a - b)
}

function lowerMiddle(means: readonly number[]): number {
  return means[Math.floor((means.length + 1) / 2) - 1] ?? Number.NaN
}

function repeated(sorted: Float64Array, times: Uint32Array): readonly number[] {
  return [...sorted].flatMap((sample, rank) => Array.from({ length: times[rank] ?? 0 }, () => sample))
}

/** An eighth of the standard error of the center of independent samples, and an allowance for rounding. */
function precision(sorted: Float64Array): number {
  const means = meansOf([...sorted])
  const reach = 1 / Math.sqrt(3 * sorted.length)
  const at = (share: number): number => {
    const rank = Math.min(means.length, Math.max(1, Math.floor(means.length * share + 0.5)))
    return means[rank - 1] ?? Number.NaN
  }
  const range = (sorted.at(-1) ?? 0) - (sorted[0] ?? 0)
  return (at(0.5 + reach) - at(0.5 - reach)) / 16 + range * 3e-9 + Math.abs(at(0.5)) * 1e-12 + 1e-300
}
