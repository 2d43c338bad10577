import { describe, expect, test } from 'vitest'

import { LiveTest } from '../../src/cli/live-test.ts'
import type { Interval } from '../../src/results/events.ts'

describe('a test is shown', () => {
  test.each([
    ['at once if it will take more than a second', { seconds: 3, amount: null }, 100, true],
    ['never if it will take a second', { seconds: 1, amount: null }, 2000, false],
    ['not in its first second if it ends by amount', { seconds: 0, amount: 10 }, 1000, false],
    ['after a second if it ends by amount', { seconds: 0, amount: 10 }, 1001, true],
  ])('%s', (_, length, now, shown) => {
    const live = new LiveTest('download', length, 0)
    expect(live.progress(now) !== null).toBe(shown)
  })
})

test('the intervals of both directions count as progress', () => {
  const live = new LiveTest('bidirectional', { seconds: 0, amount: 4000 }, 500)
  expect(live.progress(2000)).toMatchObject({ elapsed: 1.5, planned: null, done: null, latest: [] })
  live.hear(throughput('download', 1000))
  live.hear(throughput('download', 500))
  live.hear(throughput('upload', 1500))
  expect(live.progress(2500)).toMatchObject({
    test: 'bidirectional',
    elapsed: 2,
    done: 0.75,
    latest: [
      { direction: 'download', bytes: 500 },
      { direction: 'upload', bytes: 1500 },
    ],
  })
})

test('lost probes count as progress', () => {
  const live = new LiveTest('latency', { seconds: 0, amount: 20 }, 0)
  live.hear({
    kind: 'latency',
    client: 1,
    from: 0,
    seconds: 0.1,
    received: 4,
    lost: 1,
    min: 1,
    avg: 2,
    max: 3,
    p50: 2,
  })
  expect(live.progress(1500)).toMatchObject({ done: 0.25 })
})

test('connections count as progress, including failed ones', () => {
  const live = new LiveTest('connect', { seconds: 0, amount: 20 }, 0)
  const interval = {
    kind: 'connect',
    client: 1,
    from: 0,
    seconds: 0.1,
    completed: 4,
    failed: 1,
    rate: 40,
  } as const
  live.hear(interval)
  expect(live.progress(1500)).toMatchObject({ done: 0.25, latest: [interval] })
})

function throughput(direction: 'download' | 'upload', bytes: number): Interval {
  return { kind: 'throughput', direction, client: 1, from: 0, seconds: 0.1, bytes, mbps: bytes / 12_500 }
}
