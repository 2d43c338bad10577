import { describe, expect, test } from 'vitest'

import { reportedFlow } from '../../src/stats/iperf3-flow.ts'
import { iperf3Disagreements } from '../../src/stats/iperf3-validity.ts'

const SENT = { datagrams: 1001, elapsed: 1e9 }

describe('an upload as an iperf3 server reports it', () => {
  test('datagrams that the server never missed are lost too, if they were sent', () => {
    const flow = reportedFlow({ errors: 10, packets: 990, jitter: 0.002 }, SENT, 100)
    expect(flow).toMatchObject({ sent: 1001, received: 980, lost: 21, bytes: 98_000, jitter: 2, seconds: 1 })
    expect(flow.loss).toBeCloseTo(21 / 1001, 12)
    expect(flow.mbps).toBeCloseTo((979 * 800) / 1e6, 12)
    expect(flow.offered).toBeCloseTo((1000 * 800) / 1e6, 12)
  })

  test.each([
    { errors: 2_110_191_997, packets: 1000, jitter: 178_328 },
    { errors: -5, packets: 1000, jitter: 0 },
    { errors: 0, packets: 1e15, jitter: 0 },
  ])('absurd counts stay within what was sent: %o', (report) => {
    const { received, lost, loss } = reportedFlow(report, SENT, 100)
    expect(received).toBeGreaterThanOrEqual(0)
    expect(lost).toBeGreaterThanOrEqual(0)
    expect(received + lost).toBe(1001)
    expect(loss).toBeLessThanOrEqual(1)
  })

  test('nothing that arrived: everything is lost, and what is unknown has a reason', () => {
    const flow = reportedFlow({ errors: 0, packets: 0, jitter: -1 }, { datagrams: 1, elapsed: 0 }, 100)
    expect(flow).toMatchObject({ received: 0, lost: 1, loss: 1, jitter: null, mbps: null, offered: null })
    for (const name of [
      'jitter',
      'jitterMean',
      'mbps',
      'offered',
      'duplicates',
      'reordered',
      'droppedByHost',
    ])
      expect(flow.unknown[name]).toMatch(/\.$/)
  })
})

describe('both ends of an iperf3 test', () => {
  const fitting = {
    direction: 'upload',
    here: 1000,
    there: 900,
    slack: 10,
    sized: false,
    seconds: { client: 1, server: 1.01 },
    roundTrip: 0.01,
  } as const

  test('agree if no more arrived than was sent, in about the same time', () => {
    expect(iperf3Disagreements(fitting)).toEqual([])
    expect(iperf3Disagreements({ ...fitting, direction: 'download', here: 900, there: 1000 })).toEqual([])
    expect(iperf3Disagreements({ ...fitting, direction: 'download', here: 1010, there: 1000 })).toEqual([])
    expect(iperf3Disagreements({ ...fitting, seconds: { client: 1, server: null } })).toEqual([])
  })

  test.each([
    [{ there: 1001 }, /^The ends disagree: the server counted 1\.00 kB, but the client/],
    [{ direction: 'download', here: 1011, there: 1000 }, /^The ends disagree: the client counted/],
    [{ sized: true, there: 100 }, /had counted only 100 B of 1\.00 kB .* Choose a larger size/],
    [{ seconds: { client: 1, server: 1.5 } }, /^The clocks disagree: 1\.50 s passed on the server/],
    [{ seconds: { client: 1, server: 0.5 } }, /^The clocks disagree: 500 ms passed on the server/],
  ] as const)('disagree: %o', (change, reason) => {
    expect(iperf3Disagreements({ ...fitting, ...change })).toEqual([expect.stringMatching(reason)])
  })
})
