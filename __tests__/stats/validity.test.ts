import { describe, expect, test } from 'vitest'

import type { EndFacts } from '../../src/results/types.ts'
import { judgeValidity, senderLimited, showsWaits, worstOf } from '../../src/stats/validity.ts'
import type { Conditions } from '../../src/stats/validity.ts'

const CALM: EndFacts = { loopDelay: 2, threadShare: 0.4, otherSessions: 0 }

function judged(conditions: Partial<Conditions>): {
  readonly ok: boolean
  readonly reasons: readonly string[]
} {
  return judgeValidity({ client: CALM, server: CALM, ...conditions })
}

describe('a round-trip time is not trustworthy', () => {
  test.each(['client', 'server'] as const)('if the %s waited for a CPU most of the time', (end) => {
    const waiting = { [end]: { ...CALM, waitShare: 0.63 } }
    expect(judged({ ...waiting, waitsIn: 'times' })).toEqual({
      ok: false,
      reasons: [
        `The ${end} waited for a CPU for 63 % of the time, because other programs used it (less than 45 % is trustworthy).`,
      ],
    })
    expect(judged(waiting)).toEqual({ ok: true, reasons: [] })
    expect(judged({ [end]: { ...CALM, waitShare: 0.44 }, waitsIn: 'times' }).ok).toBe(true)
    expect(judged({ [end]: { ...CALM, waitShare: null }, waitsIn: 'times' }).ok).toBe(true)
  })
})

test('a wait changes the rate of a thread only if it hardly slept', () => {
  const waited = (threadShare: number | null): boolean =>
    judged({ client: { ...CALM, waitShare: 0.5, threadShare }, waitsIn: 'rate' }).ok
  expect([0.4, 0.11, 0.09, null].map(waited)).toEqual([false, false, true, true])
})

test.each([
  [0.037, 0.029, false],
  [0.11, 0.024, true],
  [9.2, 9.1, true],
  [null, null, true],
])('waits for a CPU can be among times with average %s and median %s: %s', (avg, p50, shown) => {
  expect(showsWaits({ avg, p50 })).toBe(shown)
})

describe('a measurement is trustworthy', () => {
  test('without reasons against it', () => {
    const slots = { due: 1000, missed: 10 }
    const clocks = { client: 3.2, server: 3 }
    const conditions = {
      samples: 10,
      slots,
      clocks,
      leastNetwork: 0,
      seconds: 3,
      senderBusy: 0.9,
      unpaced: true,
    }
    expect(judged(conditions)).toEqual({ ok: true, reasons: [] })
  })

  test('if nothing is known of the server', () => {
    expect(judged({ server: null })).toEqual({ ok: true, reasons: [] })
  })

  test('with a note if a host was the bottleneck', () => {
    const { ok, reasons } = judged({ client: { ...CALM, threadShare: 0.97 }, unpaced: true })
    expect(ok).toBe(true)
    expect(reasons).toEqual([
      "The client's CPU, not the network, was the bottleneck: a thread used 97 % of it.",
    ])
    expect(senderLimited(0.5)).toEqual([
      'The sender, not the network, was the bottleneck: it had data to send for 50 % of the time.',
    ])
    expect(senderLimited(0.8)).toEqual([])
  })

  test('without such a note if a rate was requested', () => {
    expect(judged({ client: { ...CALM, threadShare: 1 } }).reasons).toEqual([])
  })
})

describe('a measurement is not trustworthy', () => {
  test.each<[string, Partial<Conditions>, RegExp]>([
    ['if the client stalled', { client: { ...CALM, loopDelay: 312 } }, /client's event loop.* 312 ms/],
    ['if the server stalled', { server: { ...CALM, loopDelay: 100 } }, /server's event loop.* 100 ms/],
    [
      'if other sessions delayed the server',
      { server: { ...CALM, loopDelay: 12, otherSessions: 3 } },
      /overloaded.* 3 other sessions.* 12\.0 ms/,
    ],
    [
      'if another session used the CPU',
      { server: { ...CALM, threadShare: 0.99, otherSessions: 1 }, unpaced: true },
      /overloaded.* another session/,
    ],
    ['with too few samples', { samples: 9 }, /^9 samples are too few/],
    ['with one sample', { samples: 1 }, /^1 sample is too few/],
    ['if it missed its slots', { slots: { due: 1000, missed: 11 } }, /^11 of 1000 send slots/],
    [
      'if the clocks disagree',
      { clocks: { client: 3, server: 3.4 } },
      /3\.40 s passed on the server, 3\.00 s on the client/,
    ],
    ['if a probe was held longer than its round trip', { leastNetwork: -0.25 }, /250 µs longer/],
    ['if it took hardly any time', { seconds: 0.0005 }, /less than 1 ms/],
  ])('%s', (_, conditions, reason) => {
    const { ok, reasons } = judged(conditions)
    expect(ok).toBe(false)
    expect(reasons[0]).toMatch(reason)
  })

  test('other sessions alone are not a reason', () => {
    expect(judged({ server: { ...CALM, otherSessions: 5 } })).toEqual({ ok: true, reasons: [] })
  })
})

test('several streams have the worst facts of each end', () => {
  const ends = [
    { client: CALM, server: null },
    { client: { loopDelay: 1, threadShare: 0.9, otherSessions: null }, server: CALM },
    {
      client: { loopDelay: 7, threadShare: null, otherSessions: null, waitShare: 0.2 },
      server: { ...CALM, loopDelay: 9 },
    },
  ]
  expect(worstOf(ends)).toEqual({
    client: { loopDelay: 7, threadShare: 0.9, otherSessions: 0, waitShare: 0.2 },
    server: { ...CALM, loopDelay: 9, waitShare: null },
  })
  expect(worstOf([])).toBeNull()
})
