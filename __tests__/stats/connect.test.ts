import { describe, expect, test } from 'vitest'

import { failuresInWords, noFailures } from '../../src/results/connect-failures.ts'
import { connectFigures, connectValidity } from '../../src/stats/connect.ts'

describe('the figures of connect times', () => {
  test('are those of any times, without an order; whole connections have their own', () => {
    const times = Array.from({ length: 100 }, (_, index) => index + 1)
    const figures = connectFigures(times, [5, 7, 6], 0)
    expect(figures).toMatchObject({ min: 1, max: 100, avg: 50.5, p50: 50, p90: 90, p99: 99, p999: null })
    expect(figures.whole).toEqual({ min: 5, avg: 6, max: 7, p50: 6, p99: null })
    expect(figures).not.toHaveProperty('jitter')
    expect(figures).not.toHaveProperty('jitterMean')
  })

  test('connections that never came about are slower than any', () => {
    const figures = connectFigures([1, 2, 3, 4, 5, 6, 7], [], 3)
    expect(figures).toMatchObject({ max: 7, p50: 5, p90: null, whole: null })
    expect(figures.unknown['p90']).toBe('p90 falls on a lost sample: 3 of 10 were lost.')
  })
})

describe('the validity of a connect rate', () => {
  const none = noFailures()

  test.each([
    ['nothing is wrong', { attempted: 100, completed: 100, errors: none }, 0.9, true, []],
    [
      'what the server failed is measured',
      { attempted: 100, completed: 20, errors: { ...none, refused: 80 } },
      0.5,
      true,
      [],
    ],
    [
      'the client was busy, which is noted',
      { attempted: 100, completed: 100, errors: none },
      0.95,
      true,
      ['This client set the pace, not the server: its event loop was busy for 95 % of the time.'],
    ],
    [
      'ports and descriptors ran out',
      { attempted: 100, completed: 90, errors: { ...none, noPorts: 7, noDescriptors: 3 } },
      0.1,
      false,
      [
        '7 of 100 connections found no free local port: wait a minute, or open fewer.',
        '3 of 100 connections found no file descriptor: raise the limit (ulimit -n), or open fewer at once.',
      ],
    ],
    [
      'none was served',
      { attempted: 12, completed: 0, errors: { ...none, timeout: 8, protocol: 4 } },
      0.1,
      false,
      ['None of 12 connections was served: 8 not done in time, 4 answered with something else.'],
    ],
    [
      'too few',
      { attempted: 9, completed: 9, errors: none },
      0.1,
      false,
      ['9 connections are too few to tell a rate: at least 10 are needed.'],
    ],
  ])('%s', (_, counts, busy, ok, reasons) => {
    expect(connectValidity(counts, busy)).toEqual({ ok, reasons })
  })
})

test('failures are told in words, those that there were', () => {
  expect(failuresInWords(noFailures())).toBe('')
  expect(failuresInWords({ ...noFailures(), refused: 12, other: 1 })).toBe(
    '12 refused, 1 failed in other ways',
  )
})
