import { expect, test } from 'vitest'

import { warmUp } from '../../src/compare/block.ts'
import { CallArm } from '../../src/compare/call-arm.ts'
import { Course } from '../../src/compare/course.ts'
import { comparePlan } from '../../src/compare/plan.ts'
import { randomSource } from '../../src/stats/random.ts'

test.each([
  ['for as long as it may take', Number.POSITIVE_INFINITY, 36],
  ['not at all if there is no time', -1, 0],
])('both arms are warmed up %s', async (_, time, bursts) => {
  const call = { call: async () => undefined, name: 'nothing' }
  const plan = comparePlan({ base: call, head: call })
  const arm = new CallArm(call, new AbortController().signal)
  const shape = {
    measure: 'latency',
    size: 10,
    streams: 1,
    rate: 1,
    roundTrip: 1e-5,
    timeout: undefined,
  } as const
  let begun = 0
  await warmUp(arm, arm, [new Course(shape, plan)], randomSource(1, 'order'), time, () => void (begun += 1))
  expect(begun).toBe(bursts)
})
