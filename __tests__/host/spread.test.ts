import { describe, expect, test } from 'vitest'

import type { Cpus } from '../../src/host/cpu-list.ts'
import { spread } from '../../src/host/placement.ts'

const alone = (cpu: number): Cpus => [cpu]

describe('the CPUs that auto chooses', () => {
  test.each<readonly [Cpus, Cpus, Cpus, Cpus]>([
    [[0, 1], [0], [1], [0]],
    [[0, 1, 2], [2], [1], [1]],
    [[0, 1, 2, 3], [2, 3], [1], [1]],
    [[0, 1, 2, 3, 4, 5, 6, 7], [2, 3, 4, 5, 6, 7], [1], [1]],
    [[3, 9, 12], [12], [9], [9]],
  ])('of %j', (allowed, programs, transfers, latency) => {
    expect(spread(allowed, alone)).toEqual({ programs, transfers, latency })
    // A machine that does not say which CPUs share a core.
    expect(spread(allowed, () => null)).toEqual({ programs, transfers, latency })
  })

  test('are none of a single one', () => expect(spread([5], alone)).toBeNull())

  test('are one hyperthread of each core, if two cores can be had', () => {
    const next = (cpu: number): Cpus => [cpu - (cpu % 2), cpu - (cpu % 2) + 1]
    expect(spread([0, 1, 2, 3], next)).toEqual({ programs: [0], transfers: [2], latency: [0] })
    expect(spread([1, 2, 3], next)).toEqual({ programs: [1], transfers: [2], latency: [1] })
    expect(spread([0, 1], next)).toEqual({ programs: [0], transfers: [1], latency: [0] })
    const far = (cpu: number): Cpus => [cpu % 4, (cpu % 4) + 4]
    expect(spread([0, 1, 2, 3, 4, 5, 6, 7], far)).toEqual({ programs: [2, 3], transfers: [1], latency: [1] })
  })
})
