import { expect, test } from 'vitest'

import type { Burst } from '../../src/compare/burst.ts'
import { Course } from '../../src/compare/course.ts'
import { comparePlan } from '../../src/compare/plan.ts'

const ARM = { host: '127.0.0.1', port: 1, dialect: null, command: null, via: null } as const

/** A burst of 50 probes with these round trips, ms. */
function burstOf(rtts: readonly number[], stalled = false): Burst {
  return { figures: [rtts[0] ?? null, null, null, null], rtts, stalled, seconds: 0.1 }
}

/** Numbers from one to another. */
function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

test('small bursts of a block have one 99th percentile together, with lost probes as the slowest', () => {
  const plan = comparePlan({
    base: { port: 1 },
    head: { port: 2 },
    measure: ['latency.p99'],
    bursts: { latency: 50 },
  })
  const shape = {
    measure: 'latency',
    size: 50,
    streams: 1,
    rate: 1,
    roundTrip: 0.002,
    timeout: undefined,
    cpu: false,
  } as const
  const course = new Course(shape, plan)
  const [low, high] = [burstOf(range(1, 50)), burstOf(range(51, 100))]
  const slower = burstOf([...range(151, 199), Number.POSITIVE_INFINITY])
  const pairs = [
    [low, slower],
    [high, burstOf(range(101, 150))],
  ] as const
  const lost = burstOf([...range(52, 99), Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
  course.add(0, { pairs, same: pairs }, { itself: 'base' })
  course.add(1, { pairs: [...pairs, [low, burstOf([1000], true)]], same: [[low, lost]] }, { itself: 'head' })
  const found = course.comparisons({ ...plan, arms: { base: ARM, head: ARM } })
  expect(found.map(({ metric }) => metric)).toEqual(['latency.p50', 'latency.p95', 'latency.p99'])
  // Of 100 round trips, the 99th percentile is the 99th (nearest rank). 50 are too few for one, and two lost ones of 100 have none.
  expect(found[2]?.blocks).toEqual([
    { at: 0, itself: 'base', pairs: { base: [99], head: [199] }, same: { base: [99], again: [199] } },
    { at: 1, itself: 'head', pairs: { base: [99], head: [199] }, same: { base: [], again: [] } },
  ])
  expect(found[2]?.leftOut).toBe(1)
  expect(found[2]?.method.estimate).toMatch(
    /of which each block has one: the percentiles of all its round trips$/,
  )
  // Every burst has a median of its own.
  expect(found[0]?.blocks[0]?.pairs).toEqual({ base: [1, 51], head: [151, 101] })
})
