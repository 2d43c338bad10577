import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { judgeDatagrams } from '../../src/stats/datagram-validity.ts'
import { flowFigures } from '../../src/stats/datagrams.ts'
import type { FlowParts } from '../../src/stats/datagrams.ts'

const SHAPE = { payload: 1000, width: 0.1, until: 0.3 }

/** 11 datagrams of 1000 bytes in 100 ms: 1 Mbit/s would be 12.5 of them. */
const PARTS: FlowParts = {
  first: 0,
  last: 10,
  received: 11,
  duplicates: 0,
  reordered: 0,
  elapsed: 100e6,
  jitter: 0.1,
  jitterMean: 0.2,
  intervals: [10, 1],
  dropped: 0,
  sent: { datagrams: 11, elapsed: 100e6, failed: 0 },
}

describe('the figures of a flow', () => {
  test('without loss', () => {
    expect(flowFigures(PARTS, SHAPE)).toEqual({
      sent: 11,
      received: 11,
      lost: 0,
      loss: 0,
      duplicates: 0,
      reordered: 0,
      droppedByHost: 0,
      bytes: 11_000,
      seconds: 0.1,
      // The payload after the first datagram, over the time after it.
      mbps: 0.8,
      offered: 0.8,
      jitter: 0.1,
      jitterMean: 0.2,
      intervals: [
        { from: 0, seconds: 0.1, bytes: 10_000, mbps: 0.8, received: 10 },
        { from: 0.1, seconds: 0.1, bytes: 1000, mbps: 0.08, received: 1 },
        { from: 0.2, seconds: expect.closeTo(0.1, 9), bytes: 0, mbps: 0, received: 0 },
      ],
      unknown: {},
    })
  })

  test('loss before the first arrival does not count, loss after the last arrival does', () => {
    const parts = {
      ...PARTS,
      first: 3,
      last: 8,
      received: 6,
      sent: { datagrams: 11, elapsed: 1e8, failed: 0 },
    }
    expect(flowFigures(parts, SHAPE)).toMatchObject({ sent: 8, received: 6, lost: 2, loss: 0.25 })
  })

  test('if nothing arrives, everything is lost', () => {
    const none = { first: null, last: null, received: 0, elapsed: 0, jitter: null, jitterMean: null }
    const figures = flowFigures({ ...PARTS, ...none, intervals: [], dropped: null }, SHAPE)
    expect(figures).toMatchObject({ sent: 11, received: 0, lost: 11, loss: 1, mbps: null, intervals: [] })
    expect(Object.keys(figures.unknown)).toEqual(['mbps', 'jitter', 'jitterMean', 'droppedByHost'])
  })

  test('a flow that was cut off ends with the last arrival', () => {
    const figures = flowFigures({ ...PARTS, received: 9, sent: null }, { ...SHAPE, until: 0 })
    expect(figures).toMatchObject({ sent: 11, received: 9, lost: 2, offered: null })
    expect(figures.unknown).toEqual({ offered: 'The sender has not yet reported what it sent.' })
    expect(figures.intervals).toHaveLength(2)
  })

  test('add up for any plan', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { maxLength: 20 }),
        fc.nat(20),
        fc.nat(20),
        (intervals, before, lost) => {
          const received = intervals.reduce((sum, count) => sum + count, 0)
          fc.pre(received > 0)
          const last = before + received + lost - 1
          const parts = { ...PARTS, intervals, received, first: before, last, elapsed: 0 }
          const figures = flowFigures(
            { ...parts, sent: { datagrams: last + 1, elapsed: 0, failed: 0 } },
            SHAPE,
          )
          expect(figures.sent).toBe(figures.received + figures.lost)
          expect(figures.lost).toBe(lost)
          expect(figures.intervals.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(figures.bytes)
          expect(figures.intervals.reduce((sum, each) => sum + each.received, 0)).toBe(received)
        },
      ),
    )
  })
})

describe('datagrams that the kernel of their sender refused', () => {
  test('are neither sent nor lost', () => {
    const sent = { datagrams: 11, elapsed: 100e6, failed: 3, refusal: 'EMSGSIZE' }
    expect(flowFigures({ ...PARTS, received: 6, sent }, SHAPE)).toMatchObject({
      sent: 8,
      notSent: { datagrams: 3, code: 'EMSGSIZE' },
      received: 6,
      lost: 2,
      loss: 0.25,
    })
  })

  test('leave no loss to speak of if they are all', () => {
    const none = { ...PARTS, received: 0, first: null, last: null, intervals: [] }
    const sent = { datagrams: 11, elapsed: 100e6, failed: 11, refusal: 'EMSGSIZE' }
    expect(flowFigures({ ...none, sent }, SHAPE)).toMatchObject({ sent: 0, lost: 0, loss: null, offered: 0 })
  })

  test('are not more than those that did not arrive, whatever the sender claims', () => {
    const sent = { datagrams: 11, elapsed: 100e6, failed: 1000 }
    expect(flowFigures({ ...PARTS, received: 9, sent }, SHAPE)).toMatchObject({
      sent: 9,
      notSent: { datagrams: 2, code: null },
      lost: 0,
    })
  })
})

describe('the validity of a flow', () => {
  const end = { loopDelay: 1, threadShare: 0.5, otherSessions: 0 }
  const asked = { bytes: null, seconds: 1, rate: 1e6, payload: 1000 }
  const flow = { ...flowFigures(PARTS, SHAPE), direction: 'download', asked } as const
  const conditions = { client: end, server: end, flow, buffer: 8192, missed: 0 }

  test('loss in the network is trustworthy', () => {
    expect(judgeDatagrams({ ...conditions, flow: { ...flow, offered: 0.96 } })).toEqual({
      ok: true,
      reasons: [],
    })
    expect(judgeDatagrams({ ...conditions, flow: { ...flow, offered: 1, lost: 5 } }).ok).toBe(true)
  })

  test('a sender that could not keep up is a note', () => {
    expect(judgeDatagrams({ ...conditions, missed: 25 })).toEqual({
      ok: true,
      reasons: [
        'The sender, not the network, was the bottleneck: it offered 0.800 of the requested 1.00 Mbps and missed 25 send slots.',
      ],
    })
  })

  test('an end that waited for a CPU makes it invalid', () => {
    const waiting = { ...conditions, flow: { ...flow, offered: 1 }, server: { ...end, waitShare: 0.5 } }
    expect(judgeDatagrams({ ...waiting, waitsIn: 'times' }).reasons).toEqual([
      'The server waited for a CPU for 50 % of the time, because other programs used it (less than 45 % is trustworthy).',
    ])
    expect(judgeDatagrams(waiting).ok).toBe(true)
  })

  test.each([
    ['download', 'client'],
    ['upload', 'server'],
  ] as const)('datagrams of a %s that the %s host dropped make it invalid', (direction, name) => {
    const dropping = { ...flow, direction, offered: 1, lost: 7, droppedByHost: 5 }
    const { ok, reasons } = judgeDatagrams({ ...conditions, flow: dropping })
    expect(ok).toBe(false)
    expect(reasons).toEqual([
      expect.stringMatching(
        new RegExp(`^The ${name}'s host dropped 5 datagrams that had arrived \\(7 lost in total\\)`),
      ),
    ])
    expect(reasons[0]).toContain('8192 bytes')
  })

  test('refused datagrams and too few datagrams make it invalid', () => {
    const notSent = { datagrams: 3, code: 'EMSGSIZE' }
    expect(judgeDatagrams({ ...conditions, flow: { ...flow, offered: 0.1, notSent } })).toEqual({
      ok: false,
      reasons: [
        "The server's kernel did not send 3 datagrams (EMSGSIZE). They are not loss in the network. Choose a smaller payload, or raise the largest datagram that it sends.",
      ],
    })
    expect(judgeDatagrams({ ...conditions, flow: { ...flow, offered: 1, sent: 9 } }).ok).toBe(false)
  })
})
