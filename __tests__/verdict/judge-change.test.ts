import { describe, expect, test } from 'vitest'

import type { Measurement, Verdict } from '../../src/results/types.ts'
import { judgeThreshold, judgeThresholds } from '../../src/verdict/judge.ts'
import type { ComparisonChange } from '../../src/verdict/judge-change.ts'
import { exampleDocument, exampleLatency } from '../support/documents/documents.ts'

/** Latency of enough probes for a p99. */
function latency(p99: number): Measurement {
  return exampleLatency({ sent: 1000, received: 1000, p99, unknown: {} })
}

/** Of a latency of 10 ms that became 11. */
const SLOWER: ComparisonChange = {
  metric: 'latency.p50',
  verdict: 'worse',
  sentence: 'latency.p50 is worse.',
  base: 10,
  head: 11,
  change: 0.1,
  interval: { from: 0.08, to: 0.13 },
  floor: 0.02,
}

describe('a threshold with regress, compared with a comparison', () => {
  test.each<[string, Partial<ComparisonChange>, Verdict['verdict']]>([
    ['latency.p50 regress < 5%', {}, 'fail'],
    ['latency.p50 regress < 10%', {}, 'inconclusive'],
    ['latency.p50 regress < 15%', {}, 'pass'],
    // The interval is 0.8 to 1.3 ms.
    ['latency.p50 regress < 5% and < 0.5ms', {}, 'fail'],
    ['latency.p50 regress < 5% and < 1ms', {}, 'inconclusive'],
    ['latency.p50 regress < 5% and < 2ms', {}, 'pass'],
    ['latency.p50 regress < 20% and < 0.5ms', {}, 'pass'],
    ['latency.p50 regress < 0.5ms', {}, 'fail'],
    // No smaller change than the floor counts.
    ['latency.p50 regress < 5%', { floor: 0.2 }, 'inconclusive'],
    ['latency.p50 regress < 5%', { floor: null }, 'fail'],
    [
      'latency.p50 regress < 5%',
      { verdict: 'better', change: -0.1, interval: { from: -0.2, to: -0.05 } },
      'pass',
    ],
    ['latency.p50 regress < 5%', { verdict: 'invalid' }, 'invalid'],
    ['latency.p50 regress < 5%', { interval: null }, 'invalid'],
    ['latency.p50 regress < 5%', { base: null }, 'invalid'],
  ])('%s of %j', (line, given, verdict) => {
    expect(judgeThreshold(line, [], { ...SLOWER, ...given })).toMatchObject({ kind: 'comparison', verdict })
  })

  test('its sentence has both figures, the change, its interval and the limit', () => {
    expect(judgeThreshold('latency.p50 regress < 5% and < 0.2ms', [], SLOWER)).toEqual({
      kind: 'comparison',
      metric: 'latency.p50',
      verdict: 'fail',
      sentence:
        'latency.p50 was 10.0 ms in base and 11.0 ms in head: 10.0 % worse (8.0 to 13.0 %; floor 2 %); limit 5 % and 0.2 ms',
      threshold: 'latency.p50 regress < 5% and < 0.2ms',
      figure: 11,
      limit: 10.5,
    })
  })

  test('its figures agree with the change, which the medians of both arms may not', () => {
    const { sentence } = judgeThreshold('latency.p50 regress < 5%', [], { ...SLOWER, head: 23.4 })
    expect(sentence).toContain('was 10.0 ms in base and 11.0 ms in head: 10.0 % worse')
  })

  test('if inconclusive, names a limit that would hold and the time that a verdict needs', () => {
    const { sentence } = judgeThreshold('latency.p50 regress < 9%', [], SLOWER)
    expect(sentence).toMatch(
      /; cannot tell whether the change exceeds the limit; a limit of 14 % would hold; about 7 times the budget would decide it$/,
    )
    const change = { ...SLOWER, interval: { from: 0.08, to: 0.12 } }
    expect(judgeThreshold('latency.p50 regress < 13%', [], change).verdict).toBe('pass')
    expect(judgeThreshold('latency.p50 regress < 10%', [], change).sentence).toMatch(
      /cannot tell whether the change exceeds the limit; a limit of 13 % would hold$/,
    )
  })

  test('a lower rate is worse', () => {
    const rate: ComparisonChange = {
      ...SLOWER,
      metric: 'download.mbps',
      base: 1000,
      head: 800,
      change: -0.2,
      interval: { from: -0.25, to: -0.15 },
    }
    expect(judgeThreshold('download regress < 10%', [], rate)).toMatchObject({
      verdict: 'fail',
      sentence: expect.stringContaining('20.0 % worse (15.0 to 25.0 %; floor 2 %)'),
      limit: 900,
    })
    const faster = { ...rate, head: 1200, change: 0.2, interval: { from: 0.15, to: 0.25 } }
    expect(judgeThreshold('download regress < 10%', [], faster)).toMatchObject({ verdict: 'pass' })
  })

  test.each([
    [0.1, { from: -0.005, to: 0.21 }, '10.0 % worse (0.50 % better to 21.0 % worse; floor 2 %); limit 30 %'],
    [0.1, { from: 0, to: 0.2 }, '10.0 % worse (no change to 20.0 % worse; floor 2 %); limit 30 %'],
    [-0.1, { from: -0.2, to: -0.005 }, '10.0 % better (0.50 to 20.0 %; floor 2 %); limit 30 %'],
  ])(
    'a change of %d names the side of zero once if the interval is on one side: %j',
    (change, interval, end) => {
      const { sentence } = judgeThreshold('latency.p50 regress < 30%', [], { ...SLOWER, change, interval })
      expect(sentence.endsWith(end)).toBe(true)
    },
  )

  test('uses the comparison of its metric, which takes precedence over a baseline', () => {
    const document = exampleDocument([latency(3)])
    const [verdict, other] = judgeThresholds(['latency regress < 5%', 'download regress < 5%'], document, {
      comparisons: [SLOWER],
      baseline: [document],
    })
    expect(verdict).toMatchObject({ kind: 'comparison', metric: 'latency.p50', verdict: 'fail' })
    expect(other).toMatchObject({ kind: 'baseline', metric: 'download.mbps', verdict: 'invalid' })
  })

  test('is invalid with nothing to compare with', () => {
    expect(judgeThreshold('latency regress < 5%', [latency(3)])).toMatchObject({
      kind: 'baseline',
      verdict: 'invalid',
      sentence: 'latency.p50 has nothing to compare with: give the documents of earlier runs as a baseline',
    })
  })
})

test.each<[string, number, Verdict['verdict']]>([
  ['udp.upload.loss regress < 50%', 0.01, 'fail'],
  ['udp.upload.loss regress < 300%', 0.01, 'pass'],
  ['udp.upload.loss regress < 50% and < 5%', 0.01, 'pass'],
  ['udp.upload.loss regress < 50% and < 0.5%', 0.01, 'fail'],
  ['udp.upload.loss regress < 50% and < 0.5%', 0, 'fail'],
  ['udp.upload.loss regress < 50% and < 3%', 0, 'pass'],
])('%s with a base of %d, which lost 1.5 to 2.5 percentage points more: %s', (line, base, verdict) => {
  const loss: ComparisonChange = {
    metric: 'udp.upload.loss',
    verdict: 'worse',
    sentence: 'udp.upload.loss is worse.',
    base,
    head: base + 0.02,
    scale: 'difference',
    change: 0.02,
    interval: { from: 0.015, to: 0.025 },
    floor: 0.001,
  }
  const found = judgeThreshold(line, [], loss)
  expect(found.verdict).toBe(verdict)
  expect(found.sentence).toContain(
    '2.0 percentage points worse (1.5 to 2.5 percentage points; floor 0.1 percentage points)',
  )
})
