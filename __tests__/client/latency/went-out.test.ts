import { expect, test } from 'vitest'

import { latencyPlan } from '../../../src/client/latency/plan.ts'
import { ProbeSchedule } from '../../../src/client/latency/probe-schedule.ts'
import { nanoseconds } from '../../../src/host/clock.ts'

test.each([
  ['a closed loop counts from when the probe went out', undefined, true],
  ['an open loop counts from when it was due', '1ms', false],
] as const)('%s', (_, interval, counts) => {
  const schedule = new ProbeSchedule(latencyPlan({ count: 1, interval, busyPoll: false }))
  schedule.start({
    send: (sequence) => {
      const sentAt = nanoseconds() + 5e6
      schedule.wentOut(sequence, sentAt)
      schedule.take(sequence, sentAt + 2e6, 0)
    },
    onLost: () => undefined,
    onDone: () => undefined,
    onFail: () => undefined,
  })
  const [rtt = Number.NaN] = schedule.rtts
  if (counts) expect(rtt).toBeCloseTo(2, 6)
  else expect(rtt).toBeGreaterThanOrEqual(7)
})
