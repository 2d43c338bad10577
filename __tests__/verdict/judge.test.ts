import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { WyndrvrError } from '../../src/errors.ts'
import type { Measurement, Verdict } from '../../src/results/types.ts'
import { judgeThreshold } from '../../src/verdict/judge.ts'
import { parseThreshold } from '../../src/verdict/parse.ts'
import {
  exampleConnect,
  exampleDatagram,
  exampleLatency,
  exampleLoaded,
  exampleThroughput,
} from '../support/documents/documents.ts'

const BROKEN = { ok: false, reasons: ["The client's event loop stalled for 250 ms."] }

/** Latency of enough probes for a p99. */
function latency(p99: number | null, given: Parameters<typeof exampleLatency>[0] = {}): Measurement {
  return exampleLatency({ sent: 1000, received: 1000, p99, unknown: {}, ...given })
}

describe('a threshold on a figure', () => {
  test.each<[string, Measurement, Verdict['verdict'], string]>([
    [
      'download around 800Mbit/s ± 5%',
      exampleThroughput({ mbps: 840 }),
      'pass',
      'download.mbps was 840 Mbps, target 800 Mbps ± 5 % (over by 40.0 Mbps, +5 %)',
    ],
    [
      'download around 800Mbit/s +- 20Mbit/s',
      exampleThroughput({ mbps: 779 }),
      'fail',
      'download.mbps was 779 Mbps, target 800 Mbps ± 20 Mbps (under by 21.0 Mbps, -2.63 %)',
    ],
    [
      'udp.loss around 1% ± 0.2%',
      exampleDatagram({ loss: 0.013 }),
      'fail',
      'udp.loss was 1.3 %, target 1 % ± 0.2 percentage points (over by 0.3 percentage points, +30 %)',
    ],
    [
      'latency.p99 around 5ms ± 1ms',
      latency(null, { sent: 1000, received: 900, lost: 100, unknown: { p99: 'It falls on a lost sample.' } }),
      'fail',
      'latency.p99 was unbounded, target 5 ms ± 1 ms (It falls on a lost sample)',
    ],
    [
      'latency.p99 < 5ms',
      latency(22),
      'fail',
      'latency.p99 was 22.0 ms, limit 5 ms (over by 17.0 ms, +340 %)',
    ],
    [
      'latency.p99 < 5ms',
      latency(3.2),
      'pass',
      'latency.p99 was 3.20 ms, limit 5 ms (under by 1.80 ms, -36 %)',
    ],
    ['latency.p99 < 5ms', latency(5), 'fail', 'latency.p99 was 5.00 ms, limit 5 ms (exactly the limit)'],
    ['latency.p99 <= 5ms', latency(5), 'pass', 'latency.p99 was 5.00 ms, limit 5 ms (exactly the limit)'],
    [
      'latency.p99 < 5ms',
      latency(5.000_04),
      'fail',
      'latency.p99 was 5.00004 ms, limit 5 ms (over by 0.0000400 ms, +0.0008 %)',
    ],
    [
      'download >= 900Mbit/s',
      exampleThroughput({ mbps: 812.4 }),
      'fail',
      'download.mbps was 812 Mbps, limit 900 Mbps (under by 87.6 Mbps, -9.73 %)',
    ],
    [
      'download >= 900Mbit/s',
      exampleThroughput({ mbps: 899.99 }),
      'fail',
      'download.mbps was 899.99 Mbps, limit 900 Mbps (under by 0.0100 Mbps, -0.00111 %)',
    ],
    [
      'latency.p99 < 5ms',
      latency(1e308),
      'fail',
      'latency.p99 was 1e+308 ms, limit 5 ms (over by 1e+308 ms)',
    ],
    [
      'download <= 900Mbit/s',
      exampleThroughput({ mbps: 25_175.123 }),
      'fail',
      'download.mbps was 25175 Mbps, limit 900 Mbps (over by 24275 Mbps, +2700 %)',
    ],
    [
      'udp.loss <= 0.1%',
      exampleDatagram({ loss: 0.0125 }),
      'fail',
      'udp.loss was 1.25 %, limit 0.1 % (over by 1.15 percentage points, +1150 %)',
    ],
    [
      'udp.loss <= 0%',
      exampleDatagram({ loss: 0 }),
      'pass',
      'udp.loss was 0 %, limit 0 % (exactly the limit)',
    ],
    [
      'udp.loss <= 0%',
      exampleDatagram({ loss: 0.01 }),
      'fail',
      'udp.loss was 1 %, limit 0 % (over by 1 percentage point)',
    ],
    [
      'connect > 5000/s',
      exampleConnect(),
      'pass',
      'connect.rate was 6000/s, limit 5000/s (over by 1000/s, +20 %)',
    ],
    ['connect.failed <= 1', exampleConnect(), 'fail', 'connect.failed was 3, limit 1 (over by 2, +200 %)'],
    [
      'loaded.p99.increase < 100ms',
      exampleLoaded(),
      'fail',
      'loaded.p99.increase was 119 ms, the highest of 3, limit 100 ms (over by 19.0 ms, +19 %)',
    ],
    [
      'latency.p99 < 5ms',
      latency(null, {
        sent: 1000,
        received: 980,
        lost: 20,
        unknown: { p99: 'p99 falls on a lost sample: 20 of 1000 were lost.' },
      }),
      'fail',
      'latency.p99 was unbounded, limit 5 ms (p99 falls on a lost sample: 20 of 1000 were lost)',
    ],
    [
      'latency.p99 < 5ms',
      exampleLatency(),
      'invalid',
      'latency.p99 is unknown: p99 needs at least 100 samples; this test had 3 (limit 5 ms)',
    ],
    [
      'latency.p99 < 5ms',
      latency(3, { validity: BROKEN }),
      'invalid',
      "latency.p99 is not trustworthy: The client's event loop stalled for 250 ms (limit 5 ms)",
    ],
    [
      'latency.p99 < 5ms',
      latency(3, { validity: { ok: false, reasons: ['It stalled.', 'x'.repeat(4000)] } }),
      'invalid',
      `latency.p99 is not trustworthy: It stalled. ${'x'.repeat(388)}… (limit 5 ms)`,
    ],
    ['udp.loss <= 0.1%', latency(3), 'invalid', 'udp.loss was not measured (limit 0.1 %)'],
  ])('%s', (line, measurement, verdict, sentence) => {
    expect(judgeThreshold(line, [measurement])).toMatchObject({ kind: 'threshold', verdict, sentence })
  })

  test('is a line in the verdict, with the figure and the limit as numbers', () => {
    expect(judgeThreshold('download>=0.9 Gbit/s', [exampleThroughput()])).toEqual({
      kind: 'threshold',
      metric: 'download.mbps',
      verdict: 'fail',
      sentence: 'download.mbps was 800 Mbps, limit 900 Mbps (under by 100 Mbps, -11.1 %)',
      threshold: 'download.mbps >= 0.9 Gbit/s',
      figure: 800,
      limit: 900,
    })
    const endless = latency(null, { sent: 1000, received: 900, lost: 100 })
    expect(judgeThreshold('latency.p99 < 5ms', [endless])).toMatchObject({ verdict: 'fail', figure: null })
  })

  test('that is invalid is rejected', () => {
    expect(() => judgeThreshold('latency.p9 < 5ms', [])).toThrow(WyndrvrError)
    const wrong = { ...parseThreshold('latency.p99 < 5ms'), metric: 'latency.p9' }
    expect(() => judgeThreshold(wrong, [])).toThrow("Unknown metric 'latency.p9'.")
  })
})

describe('a threshold on several measurements', () => {
  test('has to hold for all of them', () => {
    const clients = [3, 9, 4].map((p99) => latency(p99))
    expect(judgeThreshold('latency.p99 < 5ms', clients)).toMatchObject({
      verdict: 'fail',
      sentence: 'latency.p99 was 9.00 ms, the highest of 3, limit 5 ms (over by 4.00 ms, +80 %)',
    })
    expect(judgeThreshold('latency.p99 < 10ms', clients)).toMatchObject({ verdict: 'pass', figure: 9 })
    expect(judgeThreshold('latency.p99 > 3.5ms', clients)).toMatchObject({
      verdict: 'fail',
      sentence: 'latency.p99 was 3.00 ms, the lowest of 3, limit 3.5 ms (under by 0.500 ms, -14.3 %)',
    })
  })

  test('is broken by a trustworthy one, whatever the others are', () => {
    const measurements = [latency(3, { validity: BROKEN }), latency(9), latency(null)]
    expect(judgeThreshold('latency.p99 < 5ms', measurements)).toMatchObject({ verdict: 'fail', figure: 9 })
  })

  test('is invalid if none breaks it and one cannot be judged', () => {
    expect(
      judgeThreshold('latency.p99 < 5ms', [latency(3), latency(90, { validity: BROKEN })]),
    ).toMatchObject({
      verdict: 'invalid',
      sentence:
        "latency.p99 in 1 of 2 measurements is not trustworthy: The client's event loop stalled for 250 ms (limit 5 ms)",
    })
  })

  test('ignores measurements of another variant', () => {
    const other = [exampleThroughput({ bidirectional: true, mbps: 1 }), latency(99, { transport: 'udp' })]
    expect(judgeThreshold('download > 5Mbit/s', [...other, exampleThroughput()])).toMatchObject({
      verdict: 'pass',
      figure: 800,
    })
    expect(judgeThreshold('latency.p99 < 5ms', other)).toMatchObject({ verdict: 'invalid' })
  })
})

describe('whatever the figure and the bound', () => {
  const amount = fc.oneof(
    fc.double({ min: 0, max: 1e6, noNaN: true }),
    // Close enough together for their digits to matter.
    fc.double({ min: 4.999_999, max: 5.000_001, noNaN: true }),
  )

  test('the printed figure is on the same side of the limit as the verdict says', () => {
    fc.assert(
      fc.property(amount, amount, (value, bound) => {
        const line = { kind: 'limit', metric: 'latency.p99', operator: '<', bound } as const
        const { verdict, sentence } = judgeThreshold(line, [latency(value)])
        const [, shown = '', limit = ''] = /was (\S+) ms, limit (\S+) ms/.exec(sentence) ?? []
        expect(verdict).toBe(value < bound ? 'pass' : 'fail')
        expect(Number(limit)).toBe(bound)
        if (value < bound) expect(Number(shown)).toBeLessThan(bound)
        if (value > bound) expect(Number(shown)).toBeGreaterThan(bound)
        expect(sentence).toContain(
          value > bound ? 'over by' : value < bound ? 'under by' : 'exactly the limit',
        )
      }),
    )
  })

  test('a stricter bound never passes what a laxer one fails', () => {
    fc.assert(
      fc.property(amount, amount, amount, (value, a, b) => {
        const [strict, lax] = [Math.min(a, b), Math.max(a, b)].map(
          (bound) =>
            judgeThreshold({ kind: 'limit', metric: 'latency.p99', operator: '<=', bound }, [latency(value)])
              .verdict,
        )
        expect([strict, lax]).not.toEqual(['pass', 'fail'])
      }),
    )
  })
})
