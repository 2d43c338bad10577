import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { MOST_TRIALS, search } from '../../../src/client/capacity/rate-search.ts'
import type { Found, TrialResult } from '../../../src/client/capacity/rate-search.ts'

const GOAL = { most: 1000, least: 0.1, resolution: 0.05 }

/** What a path does with a load, in Mbps. */
interface Path {
  /** What it lets through. */
  readonly capacity: number
  /** Share that it loses of every load. */
  readonly constant?: number
  /** What the sender can send. */
  readonly sender?: number
  /** Share that may be lost. */
  readonly goal?: number
  /** The trials, counted from 1, in which something else loses half. */
  readonly disturbed?: (trial: number) => boolean
  /** Those in which the sender sends half. */
  readonly short?: (trial: number) => boolean
}

/** A search on a path, with the loads that it tried. */
async function searched(path: Path, goal = GOAL): Promise<Found & { readonly loads: readonly number[] }> {
  const {
    capacity,
    constant = 0,
    sender = Number.POSITIVE_INFINITY,
    disturbed = () => false,
    short = () => false,
  } = path
  const loads: number[] = []
  const found = await search(goal, async (load): Promise<TrialResult> => {
    loads.push(load)
    const offered = Math.min(load, sender) / (short(loads.length) ? 2 : 1)
    const through = Math.min(1, capacity / offered) * (1 - constant) * (disturbed(loads.length) ? 0.5 : 1)
    const loss = 1 - through
    const kept = loss <= (path.goal ?? 0.001)
    return { offered, arrived: offered * through, loss, kept, senderLimited: offered < load * 0.95 }
  })
  return { ...found, loads }
}

describe('a search for the UDP capacity', () => {
  test('finds whatever a path lets through, to the resolution, in few trials', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.double({ min: 0.2, max: 990, noNaN: true }),
        fc.double({ min: 0.002, max: 0.5, noNaN: true }),
        async (capacity, resolution) => {
          const { lower, upper, limit, loads } = await searched({ capacity }, { ...GOAL, resolution })
          expect(limit).toBe('network')
          // Of the loss that is allowed, a thousandth may be more than the capacity.
          expect(lower?.load).toBeLessThanOrEqual(capacity * 1.0011)
          expect(upper?.load).toBeGreaterThanOrEqual(capacity)
          expect(Number(upper?.load) / Number(lower?.load)).toBeLessThanOrEqual(1 + resolution + 1e-4)
          expect(loads.length).toBeLessThanOrEqual(12)
        },
      ),
    )
  })

  test('begins at the highest load and goes on at what arrived', async () => {
    const { loads, lower } = await searched({ capacity: 40 })
    expect(loads.slice(0, 4)).toEqual([1000, 1000, expect.closeTo(39.04, 2), expect.closeTo(39.04, 2)])
    expect(lower?.load).toBeCloseTo(39.04, 2)
  })

  test('is not misled by a single disturbance', async () => {
    for (const one of [3, 4, 5, 6]) {
      const { lower, upper } = await searched({ capacity: 40, disturbed: (trial) => trial === one })
      expect(lower?.load).toBeGreaterThan(40 / 1.06)
      expect(upper?.load).toBeLessThan(40 * 1.06)
    }
  })

  test('ends at the highest load if nothing is lost there', async () => {
    expect(await searched({ capacity: 2000 })).toMatchObject({
      limit: 'rate',
      lower: { load: 1000 },
      upper: null,
    })
  })

  test('ends where the sender can do no more', async () => {
    const { limit, lower, upper, loads } = await searched({ capacity: 2000, sender: 300 })
    expect({ limit, upper, load: lower?.load, trials: loads.length }).toEqual({
      limit: 'sender',
      upper: null,
      load: 300,
      trials: 2,
    })
    // Above the network's, the sender's limit does not matter.
    expect(await searched({ capacity: 40, sender: 300 })).toMatchObject({
      limit: 'network',
      upper: { load: expect.closeTo(40.99, 1) },
    })
  })

  test('goes on if a sender that sent more before falls short once', async () => {
    for (const one of [3, 4, 5, 6]) {
      const { limit, lower, upper } = await searched({ capacity: 40, short: (trial) => trial === one })
      expect(limit).toBe('network')
      expect(lower?.load).toBeGreaterThan(40 / 1.06)
      expect(upper?.load).toBeLessThan(40 * 1.06)
    }
  })

  test('finds nothing if every load loses too much, and tries few', async () => {
    const { limit, lower, upper, loads } = await searched({ capacity: 2000, constant: 0.01 })
    expect({ limit, lower, load: upper?.load }).toEqual({ limit: 'network', lower: null, load: 0.1 })
    expect(loads.length).toBeLessThanOrEqual(14)
    expect(await searched({ capacity: 2000, constant: 0.01, goal: 0.02 })).toMatchObject({ limit: 'rate' })
  })

  test('ends after its most trials on a path that decides by chance', async () => {
    let turn = 0
    let trials = 0
    // A bound that moves: it is never narrow.
    const { limit } = await search({ ...GOAL, resolution: 1e-9 }, async (load) => {
      trials += 1
      turn += trials % 2
      return { offered: load, arrived: load / 2, loss: 0.5, kept: turn % 2 === 0, senderLimited: false }
    })
    expect(trials).toBeLessThanOrEqual(MOST_TRIALS)
    expect(['trials', 'network', 'rate']).toContain(limit)
  })
})
