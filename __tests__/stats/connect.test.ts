import { describe, expect, test } from 'vitest'

import { failuresInWords, noFailures } from '../../src/results/connect-failures.ts'
import { connectFigures, connectValidity } from '../../src/stats/connect.ts'
import type { ConnectConditions, ConnectSamples } from '../../src/stats/connect.ts'
import { LongestGap } from '../../src/stats/longest-gap.ts'

describe('the figures of connect times', () => {
  test('are those of latency without jitter, and whole connections have their own', () => {
    const times = Array.from({ length: 100 }, (_, index) => index + 1)
    const figures = connectFigures(samplesOf({ attempted: 100, connects: times, wholes: [5, 7, 6] }))
    expect(figures).toMatchObject({ min: 1, max: 100, avg: 50.5, p50: 50, p90: 90, p99: 99, p999: null })
    expect(figures.whole).toEqual({ min: 5, avg: 6, max: 7, p50: 6, p99: null })
    expect(figures).not.toHaveProperty('jitter')
    expect(figures).not.toHaveProperty('jitterMean')
  })

  test('connections that were not established count as +infinity', () => {
    const figures = connectFigures(samplesOf({ attempted: 10, connects: [1, 2, 3, 4, 5, 6, 7] }))
    expect(figures).toMatchObject({ max: 7, p50: 5, p90: null, whole: null })
    expect(figures.unknown['p90']).toBe('p90 falls on a lost sample: 3 of 10 were lost.')
  })

  test('a name that could not be looked up counts as +infinity', () => {
    const lookups = { times: Array.from({ length: 18 }, (_, index) => index + 1), attempted: 20 }
    const { lookup } = connectFigures(samplesOf({ attempted: 3, lookups }))
    expect(lookup).toMatchObject({ attempted: 20, completed: 18, p50: 10, p90: 18, p95: null, max: 18 })
    expect(lookup?.unknown['p95']).toBe('p95 falls on a lost sample: 2 of 20 were lost.')
  })

  test('a handshake that did not end was a full one, and nothing was sent on its connection', () => {
    const { handshake, resumed, firstByte } = connectFigures(
      samplesOf({
        attempted: 30,
        connects: Array.from({ length: 29 }, () => 1),
        handshakes: [5, 6],
        resumed: Array.from({ length: 26 }, () => 2),
        firstBytes: Array.from({ length: 28 }, () => 3),
      }),
    )
    expect(handshake).toMatchObject({ completed: 2, p50: 6, max: 6 })
    expect(resumed).toMatchObject({ completed: 26, p50: 2, p90: 2 })
    expect(firstByte).toMatchObject({ completed: 28, p90: 3 })
  })

  test('of requests are their own times, and one that was not answered counts as +infinity', () => {
    const ten = Array.from({ length: 10 }, (_, index) => index + 1)
    const figures = connectFigures(
      samplesOf({ reuse: true, attempted: 20, connects: [40, 50], wholes: ten, firstBytes: ten }),
    )
    expect(figures).toMatchObject({ min: 1, max: 10, p50: 10, p90: null, whole: null })
    expect(figures.unknown['p90']).toContain('10 of 20 were lost')
    expect(figures.firstByte).toMatchObject({ completed: 10, p50: 10, p90: null })
  })
})

describe('the validity of a connect rate', () => {
  const none = noFailures()

  test.each([
    ['a trustworthy rate has no reasons', { attempted: 100, completed: 100, errors: none }, 0.9, true, []],
    [
      'failures of the server are part of the result',
      { attempted: 100, completed: 20, errors: { ...none, closed: 80 } },
      0.5,
      true,
      [],
    ],
    [
      'a server that was not there for a while',
      { attempted: 100, completed: 99, errors: { ...none, refused: 1 } },
      0.5,
      false,
      ["1 of 100 connections was refused: at that time nothing listened on the server's port."],
    ],
    [
      'a busy client is a note',
      { attempted: 100, completed: 100, errors: none },
      0.95,
      true,
      ['This client, not the server, was the bottleneck: its event loop was busy for 95 % of the time.'],
    ],
    [
      'ports and descriptors ran out',
      { attempted: 100, completed: 90, errors: { ...none, noPorts: 7, noDescriptors: 3 } },
      0.1,
      false,
      [
        '7 of 100 connections found no free local port. Wait a minute, or open fewer.',
        '3 of 100 connections found no file descriptor. Raise the limit (ulimit -n), or lower the concurrency.',
      ],
    ],
    [
      'no connection was served',
      { attempted: 12, completed: 0, errors: { ...none, timeout: 8, protocol: 4 } },
      0.1,
      false,
      ['None of 12 connections was served: 8 timed out, 4 answered unexpectedly.'],
    ],
    [
      'one connection is too few',
      { attempted: 1, completed: 1, errors: none },
      0.1,
      false,
      ['1 connection is too few for a rate: at least 10 are needed.'],
    ],
    [
      'too few connections',
      { attempted: 9, completed: 9, errors: none },
      0.1,
      false,
      ['9 connections are too few for a rate: at least 10 are needed.'],
    ],
  ])('%s', (_, counts, busy, ok, reasons) => {
    expect(connectValidity(counts, conditions({ loopBusy: busy }))).toEqual({ ok, reasons })
  })

  test('of requests names them, and what an unexpected answer said is a note', () => {
    const answered = 'The first unexpected answer began with "HTTP/1.1 429 Too Many Requests".'
    const counts = { attempted: 12, completed: 9, errors: { ...none, protocol: 3 } }
    expect(connectValidity(counts, conditions({ reuse: true, answered }))).toEqual({
      ok: false,
      reasons: ['9 requests are too few for a rate: at least 10 are needed.', answered],
    })
  })

  test('a client that waited for a CPU', () => {
    const client = { ...clientOf(0), waitShare: 0.5 }
    const counts = { attempted: 100, completed: 100, errors: none }
    expect(connectValidity(counts, conditions({ client })).reasons).toEqual([
      'The client waited for a CPU for 50 % of the time, because other programs used it (less than 45 % is trustworthy).',
    ])
    expect(connectValidity(counts, conditions({ client, waitsIn: undefined })).ok).toBe(true)
  })

  const all = { attempted: 100, completed: 100, errors: none }
  const STILL = [
    'No connection was served for 312 ms: the server, or the path to it, stalled.',
    "The client's event loop stalled for 290 ms (stalls of 100 ms or more distort the figures).",
  ]

  test.each<[string, Still, readonly string[]]>([
    ['a stall of the server', { still: 312, usual: usualOf(10) }, STILL.slice(0, 1)],
    [
      "a stall of the client does not count as the server's",
      { still: 312, ours: 290, loopDelay: 290 },
      STILL.slice(1),
    ],
    [
      'a stall of the client at another time does not hide that of the server',
      { still: 312, ours: 4, loopDelay: 290 },
      STILL,
    ],
    [
      'stalls of both ends',
      { still: 312, ours: 110, loopDelay: 110, usual: usualOf(null, 5) },
      ['312 ms', '110 ms'],
    ],
    [
      'a pause of exactly 100 ms plus the time of three connections is a stall',
      { still: 130, usual: usualOf(10) },
      ['for 130 ms'],
    ],
    ['a shorter pause is not a stall', { still: 129.9, usual: usualOf(10) }, []],
    ['slow connections allow longer pauses', { still: 699, usual: usualOf(200) }, []],
    ['without a median the mean counts', { still: 699, usual: usualOf(null, 200) }, []],
  ])('%s', (_, { still, ours = 0, loopDelay = 0, usual = usualOf(1) }, sentences) => {
    const gap = { whole: still, ours }
    const { ok, reasons } = connectValidity(
      all,
      conditions({ still: gap, usual, client: clientOf(loopDelay) }),
    )
    expect({ ok, count: reasons.length }).toEqual({ ok: sentences.length === 0, count: sentences.length })
    for (const sentence of sentences) expect(reasons.join(' ')).toContain(sentence)
  })

  test('if no connection was served, that is the only reason', () => {
    const counts = { attempted: 12, completed: 0, errors: { ...none, timeout: 12 } }
    expect(
      connectValidity(counts, conditions({ still: { whole: 2000, ours: 0 }, usual: null })).reasons,
    ).toEqual(['None of 12 connections was served: 12 timed out.'])
  })
})

describe('the longest gap between events', () => {
  test.each([
    ['without events it is the whole time', [], 50, 50],
    ['before the first event', [30, 40], 50, 30],
    ['between two events', [10, 40, 45], 50, 30],
    ['after the last event', [10, 20], 50, 30],
    ['not after the end', [10, 30], 300, 70],
    ['a gap across the end counts up to the end', [10, 250], 300, 90],
  ])('%s', (_, times, now, longest) => {
    const gap = new LongestGap(100)
    for (const at of times) gap.happened(at, 0)
    expect(gap.until(now, 0)).toEqual({ whole: longest, ours: 0 })
  })

  test('without those that this process caused', () => {
    const gap = new LongestGap(100)
    gap.happened(40, 35)
    gap.happened(50, 0)
    expect(gap.until(55, 0)).toEqual({ whole: 10, ours: 0 })
  })
})

interface Still {
  readonly still: number
  readonly ours?: number
  readonly loopDelay?: number
  readonly usual?: ConnectConditions['usual']
}

function conditions(given: Partial<ConnectConditions>): ConnectConditions {
  return {
    loopBusy: 0.1,
    client: clientOf(0),
    waitsIn: 'times',
    still: { whole: 0, ours: 0 },
    usual: usualOf(1),
    reuse: false,
    answered: null,
    ...given,
  }
}

function clientOf(loopDelay: number): ConnectConditions['client'] {
  return { loopDelay, threadShare: 0.5, otherSessions: null }
}

function usualOf(p50: number | null, avg = p50 ?? 0): NonNullable<ConnectConditions['usual']> {
  return { avg, p50 }
}

function samplesOf(given: Partial<ConnectSamples> & Pick<ConnectSamples, 'attempted'>): ConnectSamples {
  return {
    reuse: false,
    connects: [],
    wholes: [],
    lookups: null,
    handshakes: null,
    resumed: null,
    firstBytes: null,
    ...given,
  }
}

test('only the failures that occurred are named', () => {
  expect(failuresInWords(noFailures())).toBe('')
  expect(failuresInWords({ ...noFailures(), refused: 12, other: 1 })).toBe(
    '12 refused, 1 failed for other reasons',
  )
})
