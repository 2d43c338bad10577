import { expect, test } from 'vitest'

import type { Burst } from '../../src/compare/burst.ts'
import { CallArm } from '../../src/compare/call-arm.ts'
import { Course } from '../../src/compare/course.ts'
import { comparePlan } from '../../src/compare/plan.ts'

/** An arm for a course that is given its bursts. */
const ARM = new CallArm({ call: async () => undefined, name: 'nothing' }, new AbortController().signal)

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
    timeout: '20s',
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
  const course = new Course(shape, ARM, plan)
  const [low, high] = [burstOf(range(1, 50)), burstOf(range(51, 100))]
  const slower = burstOf([...range(151, 199), Number.POSITIVE_INFINITY])
  const pairs = [
    [low, slower],
    [high, burstOf(range(101, 150))],
  ] as const
  const lost = burstOf([...range(52, 99), Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
  course.add(0, { pairs, same: pairs }, { itself: 'base' })
  course.add(1, { pairs: [...pairs, [low, burstOf([1000], true)]], same: [[low, lost]] }, { itself: 'head' })
  const found = course.comparisons(ARM, plan)
  expect(found.map(({ metric }) => metric)).toEqual(['latency.p50', 'latency.p95', 'latency.p99'])
  // Of 100 round trips, the 99th percentile is the 99th (nearest rank). 50 are too few for one, and two lost ones of 100 have none.
  expect(found[2]?.blocks).toEqual([
    { at: 0, itself: 'base', pairs: { base: [99], head: [199] }, same: { base: [99], again: [199] } },
    { at: 1, itself: 'head', pairs: { base: [99], head: [199] }, same: { base: [], again: [] } },
  ])
  expect(found[2]?.leftOut).toBe(1)
  expect(found[2]?.method.timeout).toBe(20_000)
  expect(found[2]?.method.estimate).toMatch(
    /of which each block has one: the percentiles of all its round trips$/,
  )
  // Every burst has a median of its own.
  expect(found[0]?.blocks[0]?.pairs).toEqual({ base: [1, 51], head: [151, 101] })
})

/** Changes from which nothing follows. */
const NOISE = [0.5, -0.2, 0.1, -0.3, 0.4, 0, -0.1]

/** Round trips of one arm that is slower than base by a share, with a little noise. */
function pairOf(slower: number, index: number): readonly [Burst, Burst] {
  const noise = 1 + (index % 5) / 1000
  return [burstOf([noise]), burstOf([(1 + slower) * noise])]
}

test('several arms share the error probability of a look, and those that are decided leave their part to the others', () => {
  const plan = comparePlan({
    arms: [
      { name: 'direct', port: 1 },
      { name: 'slow', port: 2 },
      { name: 'noisy', port: 3 },
    ],
    measure: ['latency'],
    bursts: { latency: 10 },
  })
  const shape = {
    measure: 'latency',
    size: 10,
    streams: 1,
    rate: 1,
    roundTrip: 0.002,
    timeout: undefined,
    cpu: false,
  } as const
  const [slow, noisy] = [new Course(shape, ARM, plan), new Course(shape, ARM, plan)]
  for (let block = 0; block < 20; block += 1) {
    const same = [pairOf(0, block), pairOf(0, block + 1)]
    slow.add(block, { pairs: [pairOf(0.2, block), pairOf(0.2, block + 1)], same }, { itself: 'base' })
    const change = NOISE[block % NOISE.length] ?? 0
    noisy.add(block, { pairs: [pairOf(change, block), pairOf(change, block + 1)], same }, { itself: 'base' })
  }
  const looks = (course: Course): readonly number[] =>
    course.comparisons(ARM, plan)[0]?.looks.map(({ error }) => error) ?? []
  Course.look([slow, noisy], { at: 20, share: 0.5, error: 0.004 }, [])
  expect(slow.open).toBe(false)
  expect(noisy.open).toBe(true)
  expect(looks(slow)).toEqual([0.002])
  // With the other one decided, it has all of the look's error.
  expect(looks(noisy)).toEqual([0.004])
  Course.look([slow, noisy], { at: 30, share: 1, error: 0.016 }, [])
  expect(looks(slow)).toEqual([0.002])
  expect(looks(noisy)).toEqual([0.004, 0.016])
})
