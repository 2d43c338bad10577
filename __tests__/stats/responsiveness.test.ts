import { describe, expect, test } from 'vitest'

import { bufferbloat } from '../../src/stats/bufferbloat.ts'
import { roundTripsPerMinute, RPM_FORMULAS, rpmConfidence } from '../../src/stats/responsiveness.ts'

describe('round trips per minute', () => {
  test('have a formula with a version', () => {
    expect(RPM_FORMULAS.tcp).toMatch(/draft-ietf-ippm-responsiveness-\d\d, TCP only/)
  })

  test('is the mean over new and loaded connections', () => {
    // Foreign: 60000 / ((20 + 40) / 2) = 2000. Loaded: 60000 / 60 = 1000.
    const probes = { connect: [10, 30], exchange: [40, 40], self: [60] }
    expect(roundTripsPerMinute(probes)).toBe(1500)
  })

  test('excludes the largest 5 % of each', () => {
    const times = (usual: number): number[] => [...Array.from({ length: 19 }, () => usual), 10_000]
    expect(roundTripsPerMinute({ connect: times(30), exchange: times(30), self: times(30) })).toBe(2000)
  })

  test('has three times of new connections with TLS', () => {
    // Foreign: 60000 / ((20 + 20 + 80) / 3) = 1500. Loaded: 60000 / 120 = 500.
    const probes = { connect: [20], tls: [10, 30], exchange: [80], self: [120] }
    expect(roundTripsPerMinute(probes)).toBe(1000)
    expect(roundTripsPerMinute({ ...probes, tls: [] })).toBeNull()
  })

  test('is unknown if one of the three is missing', () => {
    expect(roundTripsPerMinute({ connect: [10], exchange: [10], self: [] })).toBeNull()
    expect(roundTripsPerMinute({ connect: [], exchange: [10], self: [10] })).toBeNull()
    expect(roundTripsPerMinute({ connect: [10], exchange: [], self: [10] })).toBeNull()
  })
})

describe('the confidence', () => {
  const steady = [100, 101, 99, 100, 100, 101, 99]
  const rising = [10, 20, 40, 80, 160, 320, 640]

  test('is low with fewer than four intervals', () => {
    expect(rpmConfidence([100, 100, 100], steady)).toBe('low')
    expect(rpmConfidence(steady, [30, 30, 30])).toBe('low')
  })

  test('is medium unless both have settled', () => {
    expect(rpmConfidence(rising, steady)).toBe('medium')
    expect(rpmConfidence(steady, rising)).toBe('medium')
  })

  test('is high if both have settled', () => {
    expect(rpmConfidence(steady, steady)).toBe('high')
  })
})

describe('a grade of bufferbloat', () => {
  test.each([
    [-1, 'A+', 'below 5 ms'],
    [4.99, 'A+', 'below 5 ms'],
    [5, 'A', '5 to 30 ms'],
    [59, 'B', '30 to 60 ms'],
    [60, 'C', '60 to 200 ms'],
    [399, 'D', '200 to 400 ms'],
    [400, 'F', '400 ms or more'],
  ])('for an increase of %d ms is %s, and states its bounds', (increase, grade, bounds) => {
    const told = bufferbloat(increase)
    expect(told?.grade).toBe(grade)
    expect(told?.sentence).toContain(`${grade} (${bounds} added under load)`)
  })

  test('is null if the increase is unknown', () => {
    expect(bufferbloat(null)).toBeNull()
  })
})
