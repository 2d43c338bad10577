import { describe, expect, test } from 'vitest'

import { LONGEST_LINE, readEntry, writeEntry } from '../../src/results/history-entry.ts'
import type { HistoryEntry } from '../../src/results/history-entry.ts'
import type { ResultDocument, Verdict } from '../../src/results/types.ts'
import { metricNamed } from '../../src/verdict/find-metric.ts'
import { historyEntry } from '../../src/verdict/history-figures.ts'
import { judgeThreshold } from '../../src/verdict/judge.ts'
import { judgeHistory } from '../../src/verdict/judge-history.ts'
import { metricHistory } from '../../src/verdict/metric-history.ts'
import { exampleDocument, exampleLatency } from '../support/documents/documents.ts'
import { commitOf, pastRuns } from '../support/documents/past-runs.ts'
import { fullRun } from '../report/example-runs.ts'

const LATENCY = metricNamed('latency.p50')

function entryOf(document: ResultDocument, index: number): HistoryEntry {
  return historyEntry(document, { branch: 'main', job: 'default', commit: commitOf(index) })
}

/** A history in which latency becomes worse by a share from the 31st of 40 runs on. */
function stepped(
  share: number,
  given: (index: number) => Partial<HistoryEntry> = () => ({}),
): readonly HistoryEntry[] {
  const documents = pastRuns(40, (index) => (index < 30 ? 1 : 1 + share))
  return documents.map((document, index) => Object.assign(entryOf(document, index), given(index)))
}

describe('the entry of a run', () => {
  test('has the worst figure of each metric, by the options of its test', () => {
    const document = exampleDocument([exampleLatency({ p50: 1 }), exampleLatency({ p50: 1.234_567_89 })])
    const entry = entryOf(document, 0)
    expect(entry).toMatchObject({
      schema: 'wyndrvr.history/1',
      commit: commitOf(0),
      at: '2026-11-22T12:00:00.000Z',
      run: expect.stringMatching(/^[\da-f]{16}$/),
      conditions: expect.stringMatching(/^linux-x64-[\da-f]{8}$/),
      tests: [{ figures: { 'latency.p50': 1.234_57, 'latency.loss': 0 } }],
    })
    expect(entry.tests).toHaveLength(1)
    expect(readEntry(writeEntry(entry))).toEqual(entry)
  })

  test('leaves out what is unknown, unbounded or not trustworthy', () => {
    const validity = { ok: false, reasons: ['It stalled.'] }
    expect(entryOf(exampleDocument([exampleLatency({ validity })]), 0).tests).toEqual([])
    const lossy = { sent: 100, received: 97, lost: 3, p99: null, p999: null }
    const unknown = { p99: 'p99 falls on a lost sample: 3 of 100 were lost.', p999: 'p99.9 needs more.' }
    const [found] = entryOf(exampleDocument([exampleLatency({ ...lossy, unknown })]), 0).tests
    expect(Object.keys(found?.figures ?? {})).toContain('latency.p95')
    expect(Object.keys(found?.figures ?? {})).not.toContain('latency.p99')
    expect(Object.keys(found?.figures ?? {})).not.toContain('latency.p999')
  })

  test('is the same run whatever its verdicts are, and another if anything was measured otherwise', () => {
    const [document = exampleDocument([])] = pastRuns(1)
    const verdict = judgeThreshold('latency < 5ms', document.measurements)
    expect(entryOf({ ...document, verdicts: [verdict] }, 0).run).toBe(entryOf(document, 0).run)
    expect(entryOf({ ...document, measurements: [] }, 0).run).not.toBe(entryOf(document, 0).run)
  })

  test('of every test is a short line', () => {
    expect(writeEntry(entryOf(fullRun(), 0)).length).toBeLessThan(LONGEST_LINE / 8)
  })
})

describe('the history of a metric', () => {
  test('has the levels between changes', () => {
    const { runs, levels } = metricHistory(LATENCY, stepped(0.2))
    expect(runs).toHaveLength(40)
    expect(levels).toEqual([
      { from: 0, runs: 30, median: expect.closeTo(1, 1) },
      { from: 30, runs: 10, median: expect.closeTo(1.2, 1) },
    ])
    expect(metricHistory(metricNamed('download'), stepped(0.2)).levels).toHaveLength(1)
  })

  test('leaves out runs under other conditions than the newest, and with other options', () => {
    const entries = stepped(0)
    const other = stepped(0, (index) => (index % 4 === 0 ? { conditions: 'linux-arm64-1' } : {}))
    expect(metricHistory(LATENCY, other)).toMatchObject({ others: 10, runs: { length: 30 } })
    const asked = { count: 99, duration: null, interval: null, payload: 14, timeout: 2000 }
    const newest = exampleDocument([exampleLatency({ asked })])
    expect(metricHistory(LATENCY, [...entries, entryOf(newest, 41)])).toMatchObject({
      others: 40,
      runs: { length: 1 },
    })
  })

  test('is empty for a metric that no run has', () => {
    expect(metricHistory(metricNamed('udp.loss'), stepped(0))).toMatchObject({
      runs: [],
      levels: [],
      others: 0,
    })
  })
})

describe('the verdict on a history', () => {
  test('names the commit since which it is worse', () => {
    const verdict = judgeHistory(metricHistory(LATENCY, stepped(0.2)), 0.05)
    expect(verdict).toMatchObject({
      kind: 'baseline',
      metric: 'latency.p50',
      verdict: 'worse',
      threshold: null,
    })
    expect(verdict.sentence).toMatch(
      /^latency\.p50 became (?:1[89]|2[012])\.\d % worse with commit 101eccc \(2024-10-02\): median 1\.\d\d ms in 10 runs, [\d.]+ ms in the 30 before; margin 5 %$/,
    )
  })

  test.each<[number, number, Verdict['verdict']]>([
    [-0.2, 0.05, 'better'],
    [0.2, 0.3, 'same'],
    [0, 0.05, 'same'],
  ])('of a change by %d with a margin of %d is %s', (share, margin, verdict) => {
    expect(judgeHistory(metricHistory(LATENCY, stepped(share)), margin)).toMatchObject({ verdict })
  })

  test.each<[string, readonly number[], Verdict['verdict'], number]>([
    ['a small change for the worse after a large one', [1, 1.4, 1.45], 'worse', 1],
    ['a small change for the better after a large one', [1, 1.4, 1.34], 'worse', 1],
    ['small changes that add up', [1, 1.06, 1.13], 'worse', 1],
    ['small changes that add up to a better level', [1.13, 1.06, 1], 'better', 1],
    ['a return', [1, 1.4, 1, 1], 'better', 2],
    ['a small change after a return', [1.4, 1, 1.06], 'better', 1],
  ])('of %s is about the latest change that is not small', (_, levels, verdict, change) => {
    const documents = pastRuns(20 * levels.length, (index) => levels[Math.floor(index / 20)] ?? 1)
    const history = metricHistory(LATENCY, documents.map(entryOf))
    expect(history.levels).toHaveLength(3)
    const commit = commitOf(history.levels[change]?.from ?? 0).slice(0, 7)
    expect(judgeHistory(history, 0.08)).toMatchObject({
      verdict,
      sentence: expect.stringContaining(` with commit ${commit} `),
    })
  })

  test('names the time of a run whose commit is unknown', () => {
    const entries = stepped(0.2, () => ({ commit: null }))
    expect(judgeHistory(metricHistory(LATENCY, entries), 0.05).sentence).toContain(
      'worse with the run of 2024-10-02 06:00 UTC: ',
    )
  })

  test('is open with too few runs', () => {
    const few = metricHistory(LATENCY, stepped(0.2).slice(-14))
    expect(judgeHistory(few, 0.05)).toMatchObject({
      verdict: 'invalid',
      sentence: 'latency.p50 has 14 comparable runs; a change can be told from noise in 15 or more',
    })
    const others = stepped(0.2, (index) => (index < 39 ? { conditions: 'other-1' } : {}))
    expect(judgeHistory(metricHistory(LATENCY, others), 0.05).sentence).toBe(
      'latency.p50 has 1 comparable run, and 39 under other conditions; a change can be told from noise in 15 or more',
    )
  })

  test('of a figure that was 0 counts any change for the worse', () => {
    const entries = pastRuns(40).map((document, index) => {
      const [latency] = document.measurements
      const lossy =
        latency?.kind === 'latency' && index >= 30 ? { ...latency, lost: 1, received: 2 } : latency
      return entryOf({ ...document, measurements: lossy ? [lossy] : [] }, index)
    })
    const history = metricHistory(metricNamed('latency.loss'), entries)
    expect(judgeHistory(history, 0.05)).toMatchObject({
      verdict: 'worse',
      sentence: expect.stringContaining(
        'latency.loss became 33.3 percentage points worse with commit 101eccc',
      ),
    })
  })
})
