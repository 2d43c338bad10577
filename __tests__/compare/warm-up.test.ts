import { expect, test } from 'vitest'

import { warmUp } from '../../src/compare/block.ts'
import { CallArm } from '../../src/compare/call-arm.ts'
import { Course } from '../../src/compare/course.ts'
import { comparePlan } from '../../src/compare/plan.ts'
import { randomSource } from '../../src/stats/random.ts'

test.each([
  ['with 18 bursts each', 1e-5, Number.POSITIVE_INFINITY, 36],
  ['with one burst each if that takes all of the time', 1e-9, 1e-7, 2],
  ['not at all if a burst takes longer than the time', 0.2, 1, 0],
])('both arms are warmed up %s', async (_, roundTrip, time, bursts) => {
  const call = { call: async () => undefined, name: 'nothing' }
  const plan = comparePlan({ base: call, head: call })
  const arm = new CallArm(call, new AbortController().signal)
  const shape = {
    measure: 'latency',
    size: 10,
    streams: 1,
    rate: 1,
    roundTrip,
    timeout: undefined,
    cpu: false,
  } as const
  let begun = 0
  await warmUp(
    arm,
    arm,
    [new Course(shape, arm, plan)],
    randomSource(1, 'order'),
    time,
    () => void (begun += 1),
  )
  expect(begun).toBe(bursts)
})
