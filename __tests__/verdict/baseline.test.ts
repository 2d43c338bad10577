import * as fc from 'fast-check'
import { median } from 'simple-statistics'
import { describe, expect, test } from 'vitest'

import type { HostFacts, ResultDocument, Verdict } from '../../src/results/types.ts'
import { compareWithBaseline } from '../../src/verdict/baseline.ts'
import { judgeThresholds } from '../../src/verdict/judge.ts'
import {
  exampleDatagram,
  exampleDocument,
  exampleLatency,
  exampleLoaded,
  exampleThroughput,
} from '../support/documents/documents.ts'

/** A run with this median latency (ms) and download rate (Mbps). */
function run(p50: number, mbps = 800): ResultDocument {
  return exampleDocument([exampleLatency({ p50 }), exampleThroughput({ mbps })])
}

function judged(line: string, now: ResultDocument, baseline: readonly ResultDocument[]): Verdict {
  const [verdict] = judgeThresholds([line], now, { baseline })
  if (verdict === undefined) throw new Error('one threshold has one verdict')
  return verdict
}

describe('against one earlier run', () => {
  test.each<[string, number, Verdict['verdict']]>([
    ['latency.p50 regress < 5%', 10.4, 'pass'],
    ['latency.p50 regress < 5%', 10.6, 'fail'],
    ['latency.p50 regress < 5%', 2, 'pass'],
    ['latency.p50 regress < 50%', 15, 'fail'],
    ['latency.p50 regress <= 50%', 15, 'pass'],
    ['latency.p50 regress < 0.2ms', 10.3, 'fail'],
    // Beyond one of the bounds, beyond the other, beyond both.
    ['latency.p50 regress < 5% and < 1ms', 10.6, 'pass'],
    ['latency.p50 regress < 20% and < 1ms', 11.5, 'pass'],
    ['latency.p50 regress < 5% and < 1ms', 11.5, 'fail'],
  ])('of 10 ms, %s, and now %d ms', (line, now, verdict) => {
    expect(judged(line, run(now), [run(10)])).toMatchObject({ kind: 'baseline', verdict })
  })

  test.each<[number, Verdict['verdict']]>([
    [950, 'pass'],
    [850, 'fail'],
    [2000, 'pass'],
  ])('of 1000 Mbps, download regress < 10 %%, and now %d Mbps', (now, verdict) => {
    expect(judged('download regress < 10%', run(1, now), [run(1, 1000)])).toMatchObject({ verdict })
  })

  test('the sentence has both figures, the change and what is allowed', () => {
    expect(judged('latency regress < 5% and < 0.2ms', run(12), [run(10)])).toEqual({
      kind: 'baseline',
      metric: 'latency.p50',
      verdict: 'fail',
      sentence:
        'latency.p50 was 12.0 ms against 10.0 ms in the earlier run: 20.0 % worse (by 2.00 ms); limit 5 % and 0.2 ms',
      threshold: 'latency.p50 regress < 5% and < 0.2ms',
      figure: 12,
      limit: 10.5,
    })
  })

  test('without a threshold a difference is inconclusive', () => {
    expect(compareWithBaseline('latency', run(12), [run(10)])).toMatchObject({
      verdict: 'inconclusive',
      base: 10,
      head: 12,
      spread: [10, 10],
      runs: 1,
    })
    expect(compareWithBaseline('latency', run(10), [run(10)])).toMatchObject({
      verdict: 'same',
      sentence: 'latency.p50 was 10.0 ms against 10.0 ms in the earlier run: no change',
    })
  })

  test('a change from 0 has no percentage and needs an absolute bound', () => {
    const [none, some] = [0, 0.002].map((loss) => exampleDocument([exampleDatagram({ loss })]))
    if (none === undefined || some === undefined) throw new Error('two were made')
    expect(judged('udp.loss regress < 10%', some, [none])).toMatchObject({
      verdict: 'invalid',
      sentence:
        "udp.loss was 0 % before, and a change from that has no percentage: add an absolute bound, as in 'regress < 5% and < …'",
    })
    expect(judged('udp.loss regress < 10% and < 0.1%', some, [none])).toMatchObject({
      verdict: 'fail',
      sentence:
        'udp.loss was 0.2 % against 0 % in the earlier run: 0.2 percentage points worse; limit 10 % and 0.1 percentage points',
      limit: 0.001,
    })
    expect(judged('udp.loss regress < 10% and < 1%', some, [none])).toMatchObject({ verdict: 'pass' })
    expect(judged('udp.loss regress < 10%', none, [none])).toMatchObject({ verdict: 'pass' })
    expect(judged('udp.loss regress < 10%', none, [some])).toMatchObject({ verdict: 'pass' })
  })

  test('a percentile that became unbounded is infinitely worse', () => {
    const base = exampleDocument([exampleLatency({ sent: 100, received: 100, p50: 5 })])
    const lossy = exampleDocument([exampleLatency({ sent: 100, received: 40, lost: 60, p50: null })])
    expect(judged('latency regress < 50%', lossy, [base])).toMatchObject({
      verdict: 'fail',
      sentence: 'latency.p50 was unbounded against 5.00 ms in the earlier run: infinitely worse; limit 50 %',
      figure: null,
    })
    expect(judged('latency regress < 50%', base, [lossy])).toMatchObject({
      verdict: 'invalid',
      sentence: 'latency.p50 cannot be compared with the earlier run: it was unbounded there',
    })
  })
})

describe('against several earlier runs', () => {
  const earlier = [11, 9, 10, 14, 10.5].map((p50) => run(p50))

  test.each<[number, Verdict['verdict'], Verdict['verdict']]>([
    [10, 'same', 'pass'],
    // 14 was measured before, though the median is 10.5.
    [13.9, 'same', 'pass'],
    [14.1, 'worse', 'fail'],
    [8, 'better', 'pass'],
  ])('%d ms are %s, and a threshold on 5 %% says %s', (now, compared, verdict) => {
    expect(compareWithBaseline('latency.p50', run(now), earlier)).toMatchObject({
      verdict: compared,
      base: 10.5,
      spread: [9, 14],
      runs: 5,
    })
    expect(judged('latency regress < 5%', run(now), earlier)).toMatchObject({ verdict, limit: 14 })
  })

  test('the sentence has the spread, and says that an earlier run was no better', () => {
    expect(judged('latency regress < 5%', run(13), earlier).sentence).toBe(
      'latency.p50 was 13.0 ms against a median of 10.5 ms in 5 earlier runs (9.00 ms to 14.0 ms): 23.8 % worse (by 2.50 ms); limit 5 %, but an earlier run was no better',
    )
  })

  test('the lower end of the spread counts for a rate', () => {
    const rates = [800, 1000, 1100].map((mbps) => run(1, mbps))
    expect(judged('download regress < 10%', run(1, 850), rates)).toMatchObject({
      verdict: 'pass',
      limit: 800,
    })
    expect(judged('download regress < 10%', run(1, 790), rates)).toMatchObject({ verdict: 'fail' })
  })

  test('those that are not comparable are skipped, and the sentence says so', () => {
    const other = withClient(run(5), { cpuModel: 'Another CPU' })
    const untrusted = exampleDocument([
      exampleLatency({ p50: 99, validity: { ok: false, reasons: ['It was cut off.'] } }),
    ])
    const found = compareWithBaseline('latency', run(12), [other, run(10), untrusted])
    expect(found).toMatchObject({ verdict: 'inconclusive', base: 10, spread: [10, 10], runs: 1 })
    expect(found.sentence).toBe(
      'latency.p50 was 12.0 ms against 10.0 ms in the earlier run: 20.0 % worse (by 2.00 ms); 2 more skipped: conditions differ (CPU model of the client: Another CPU then, Example CPU now)',
    )
  })

  test('whatever they are, a regression is worse than all of them and exceeds what is allowed', () => {
    const figure = fc.double({ min: 0.001, max: 1000, noNaN: true })
    fc.assert(
      fc.property(fc.array(figure, { minLength: 1, maxLength: 8 }), figure, (then, now) => {
        const earlierRuns = then.map((p50) => run(p50))
        const change = (now - median(then)) / median(then)
        expect(judged('latency regress < 5%', run(now), earlierRuns).verdict).toBe(
          now > Math.max(...then) && change >= 0.05 ? 'fail' : 'pass',
        )
      }),
    )
  })
})

describe('runs of other conditions are not compared:', () => {
  const seed = run(10)

  test.each<[string, ResultDocument]>([
    ['CPU model of the client: A then, Example CPU now', withClient(seed, { cpuModel: 'A' })],
    ['CPUs of the client: 4 then, 2 now', withClient(seed, { cpuCount: 4 })],
    ['Node of the client: 22 then, 24 now', withClient(seed, { node: '22.12.0' })],
    ['kernel of the client: 6.8 then, 6.1 now', withClient(seed, { kernel: '6.8.0-1030-azure' })],
    ['container of the client: docker then, none now', withClient(seed, { container: 'docker' })],
    [
      'runner image of the client: ubuntu24 then, none now',
      withClient(seed, { runnerImage: 'ubuntu24 20261101.1.0' }),
    ],
    [
      'receive buffer limit of the client: unknown then, 212992 now',
      withClient(seed, { receiveBufferLimit: null }),
    ],
    [
      'mode of the server: process then, unknown now',
      { ...seed, target: { ...seed.target, mode: 'process' } },
    ],
    ['dialect: native then, seed now', { ...seed, target: { ...seed.target, dialect: 'native' } }],
    [
      'path to the server: loopback then, network now',
      { ...seed, target: { ...seed.target, host: '127.0.0.1' } },
    ],
    ['wyndrvr: 2 then, 1 now', { ...seed, tool: { name: 'wyndrvr', version: '2.0.0' } }],
    [
      'platform of the server: linux x64 then, unknown now',
      { ...seed, environment: { ...seed.environment, server: seed.environment.client } },
    ],
    [
      'count of the latency test: 9 then, 3 now',
      exampleDocument([exampleLatency({ asked: { ...exampleLatency().asked, count: 9 } })]),
    ],
    ['loop of the latency test: open then, closed now', exampleDocument([exampleLatency({ loop: 'open' })])],
    [
      'busy polling: false then, true now',
      exampleDocument([exampleLatency({ asked: { ...exampleLatency().asked, busyPoll: false } })]),
    ],
    [
      // An earlier release, whose documents do not say what was asked for.
      'busy polling: false then, true now',
      exampleDocument([exampleLatency({ busyPoll: { client: false, server: false } })]),
    ],
    [
      'measurements of latency.p50: 2 then, 1 now',
      exampleDocument([exampleLatency(), exampleLatency({ client: 2 })]),
    ],
    ['measurements of latency.p50: 0 then, 1 now', exampleDocument([exampleThroughput()])],
  ])('%s', (difference, then) => {
    expect(compareWithBaseline('latency.p50', seed, [then])).toEqual({
      metric: 'latency.p50',
      verdict: 'invalid',
      sentence: `latency.p50 cannot be compared with the earlier run: conditions differ (${difference})`,
      base: null,
      head: 10,
      spread: null,
      runs: 0,
    })
    // What needs no other run is judged all the same.
    expect(
      judgeThresholds(['latency < 20ms', 'latency regress < 5%'], seed, { baseline: [then] }).map(
        ({ verdict }) => verdict,
      ),
    ).toEqual(['pass', 'invalid'])
  })

  test('whether an end found a CPU to busy-poll makes no difference, only what was asked for does', () => {
    const asked = { ...exampleLatency().asked, busyPoll: true }
    const [now, then] = [true, false].map((client) =>
      exampleDocument([exampleLatency({ asked, busyPoll: { client, server: true } })]),
    )
    expect(now && then && compareWithBaseline('latency.p50', now, [then]).verdict).toBe('same')
  })

  test('the timeout of a transfer makes no difference', () => {
    const asked = { ...exampleThroughput().asked, timeout: 45_000 }
    const [now, then] = [exampleThroughput(), exampleThroughput({ asked })].map((one) =>
      exampleDocument([one]),
    )
    expect(now && then && compareWithBaseline('download.mbps', now, [then]).verdict).toBe('same')
  })

  test('momentary conditions make no difference', () => {
    const then = withClient(
      {
        ...seed,
        target: { ...seed.target, port: 40_001, host: '192.0.2.8' },
        startedAt: '2026-01-01T00:00:00Z',
      },
      { load: 7, steal: 0.2, memory: 1, runner: 'another', kernel: '6.1.99', node: '24.9.1' },
    )
    expect(compareWithBaseline('latency.p50', seed, [then])).toMatchObject({ verdict: 'same' })
  })

  test("an image's version and additional tests make no difference", () => {
    const now = withClient(seed, { runnerImage: 'ubuntu24 20261101.1.0' })
    const then = withClient(
      exampleDocument([exampleLatency({ p50: 10 }), exampleDatagram(), exampleLoaded()]),
      {
        runnerImage: 'ubuntu24 20261001.1.0',
      },
    )
    expect(compareWithBaseline('latency.p50', now, [then])).toMatchObject({ verdict: 'same' })
  })

  test('a figure of this run that cannot be judged is not compared', () => {
    const untrusted = exampleDocument([
      exampleLatency({ validity: { ok: false, reasons: ['It was cut off.'] } }),
    ])
    expect(compareWithBaseline('latency', untrusted, [seed])).toMatchObject({
      verdict: 'invalid',
      sentence: 'latency.p50 is not trustworthy: It was cut off',
      head: null,
    })
    expect(compareWithBaseline('udp.loss', seed, [seed]).sentence).toBe('udp.loss was not measured')
    expect(compareWithBaseline('latency', seed, []).sentence).toBe(
      'latency.p50 has no earlier run to compare with',
    )
  })
})

function withClient(document: ResultDocument, facts: Partial<HostFacts>): ResultDocument {
  const { environment } = document
  return { ...document, environment: { ...environment, client: { ...environment.client, ...facts } } }
}
