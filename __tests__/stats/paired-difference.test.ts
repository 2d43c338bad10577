import { describe, expect, test } from 'vitest'

import { LEAST, pairedDifference } from '../../src/stats/paired.ts'
import type { Pairs } from '../../src/stats/paired.ts'
import { randomSource } from '../../src/stats/random.ts'
import type { Random } from '../../src/stats/random.ts'

describe('the difference of two losses', () => {
  const SIZE = 100
  const ERROR = 0.02

  /** Losses of bursts of 100 datagrams, in blocks of two pairs. Three bursts in ten are hit, the others lose nothing. */
  function losses(base: number, head: number, random: Random, blocks = 30): readonly Pairs[] {
    const loss = (share: number): number => {
      const now = random() < 0.3 ? share / 0.3 : 0
      let lost = 0
      for (let datagram = 0; datagram < SIZE; datagram += 1) if (random() < now) lost += 1
      return lost / SIZE
    }
    const burst = (share: number): readonly number[] => [loss(share), loss(share)]
    return Array.from({ length: blocks }, () => ({ base: burst(base), head: burst(head) }))
  }

  function differenceOf(
    base: number,
    head: number,
    seed: number,
  ): { readonly from: number; readonly to: number } {
    const random = randomSource(seed, 'losses')
    const found = pairedDifference(losses(base, head, random), 1 / SIZE, ERROR, random)
    if (found === null) throw new Error('There are enough blocks.')
    return found
  }

  test('is found if it exists and only then, although most bursts lose nothing', () => {
    const seeds = Array.from({ length: 300 }, (_, seed) => seed)
    const wrong = seeds
      .map((seed) => differenceOf(0.01, 0.01, seed))
      .filter(({ from, to }) => from > 0 || to < 0)
    expect(wrong.length / seeds.length).toBeLessThanOrEqual(0.03)
    const seen = seeds.map((seed) => differenceOf(0.001, 0.06, seed)).filter(({ from }) => from > 0.005)
    expect(seen.length / seeds.length).toBeGreaterThan(0.9)
  })

  test('has an interval even without any loss, because too few datagrams were sent to see a rare one', () => {
    const { from, to } = differenceOf(0, 0, 1)
    // ln(2 / 0.02) / 6000 datagrams.
    expect(to).toBeCloseTo(4.605 / 6000, 6)
    expect(from).toBeCloseTo(-to, 12)
  })

  test('is null with too few blocks', () => {
    const random = randomSource(1, 'few')
    expect(pairedDifference(losses(0, 0.1, random, LEAST.blocks - 1), 1 / SIZE, ERROR, random)).toBeNull()
  })
})
