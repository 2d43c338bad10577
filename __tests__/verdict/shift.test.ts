import { describe, expect, test } from 'vitest'

import type { HistoryEntry } from '../../src/results/history-entry.ts'
import type { ResultDocument, Verdict } from '../../src/results/types.ts'
import { historyEntry } from '../../src/verdict/history-figures.ts'
import { judgeThreshold, judgeThresholds } from '../../src/verdict/judge.ts'
import { exampleDocument } from '../support/documents/documents.ts'
import { commitOf, pastRuns } from '../support/documents/past-runs.ts'

describe('a threshold with shift', () => {
  const documents = pastRuns(41, (index) => (index < 30 ? 1 : 1.2))
  const history = documents.slice(0, 40).map(entryOf)
  const [now = exampleDocument([])] = documents.slice(40)
  const judged = (
    line: string,
    against: readonly HistoryEntry[] = history,
    document = now,
  ): Verdict | undefined => judgeThresholds([line], document, { history: against })[0]

  test.each<[string, Verdict['verdict']]>([
    ['latency.p50 shift < 5%', 'fail'],
    ['latency.p50 shift < 30%', 'pass'],
    ['latency.p50 shift < 5% and < 10ms', 'pass'],
    ['latency.p50 shift < 5% and < 1us', 'fail'],
    ['latency.p50 shift < 0.1ms', 'fail'],
    ['download shift < 5%', 'pass'],
  ])('%s is judged by the latest change: %s', (line, verdict) => {
    expect(judged(line)).toMatchObject({
      kind: 'baseline',
      verdict,
      threshold: expect.stringContaining(' shift <'),
    })
  })

  test('says since when, and what is allowed', () => {
    expect(judged('latency shift < 5% and < 0.01ms')?.sentence).toMatch(
      /^latency\.p50 became .+ % worse with commit 101eccc \(2024-10-02\): median .+ ms in 11 runs, .+; limit 5 % and 0\.01 ms$/,
    )
    expect(judged('download shift < 5%')?.sentence).toMatch(
      /^download\.mbps has not changed in 41 runs: median [78]\d\d Mbps; limit 5 %$/,
    )
  })

  test.each<[string, readonly number[], Verdict['verdict']]>([
    ['stays broken after a small change for the better', [1, 1.4, 1.34], 'fail'],
    ['is broken by small changes that add up', [1, 1.06, 1.13], 'fail'],
    ['holds again after a return', [1, 1.4, 1, 1], 'pass'],
    ['holds after a return and a small change', [1, 1.4, 1, 1, 1.06], 'pass'],
  ])('%s', (_, levels, verdict) => {
    const runs = pastRuns(20 * levels.length, (index) => levels[Math.floor(index / 20)] ?? 1)
    const newest = runs.at(-1) ?? now
    expect(judged('latency shift < 8%', runs.map(entryOf), newest)).toMatchObject({ verdict })
  })

  test('counts the judged run once, whether or not it was added before', () => {
    const added = [...history, entryOf(now, 40)]
    expect(judged('latency shift < 5%', added)).toEqual(judged('latency shift < 5%'))
  })

  test('is not judged without a figure, without a history, or with too few runs', () => {
    expect(judged('udp.loss shift < 5%')).toMatchObject({
      verdict: 'invalid',
      sentence: 'udp.loss was not measured',
    })
    expect(judged('latency shift < 5%', [])).toMatchObject({
      verdict: 'invalid',
      sentence: 'latency.p50 has no history of earlier runs',
    })
    expect(judgeThreshold('latency shift < 5%', now.measurements)).toMatchObject({ verdict: 'invalid' })
    expect(judged('latency shift < 5%', history.slice(-5))).toMatchObject({
      verdict: 'invalid',
      sentence: expect.stringContaining('has 6 comparable runs; '),
    })
  })
})

function entryOf(document: ResultDocument, index: number): HistoryEntry {
  return historyEntry(document, { branch: 'main', job: 'default', commit: commitOf(index) })
}
