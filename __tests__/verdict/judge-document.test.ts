import { describe, expect, test } from 'vitest'

import type { ResultDocument, Verdict } from '../../src/results/types.ts'
import { judgeDocument } from '../../src/verdict/judge-document.ts'
import { judgeThresholds } from '../../src/verdict/judge.ts'
import { exampleComparison } from '../support/documents/comparisons.ts'
import { exampleDocument, exampleLatency, exampleThroughput } from '../support/documents/documents.ts'

/** A run with this median latency (ms) and download rate (Mbps). */
function run(p50: number, mbps = 800): ResultDocument {
  return exampleDocument([exampleLatency({ p50 }), exampleThroughput({ mbps })])
}

describe('a judged document', () => {
  test('has verdicts on its thresholds, and on what is comparable without one', () => {
    const { verdicts } = judgeDocument(run(12, 700), ['latency.p50 regress < 50%', 'download > 1Mbit/s'], {
      baseline: [run(10, 800), run(11, 900)],
    })
    expect(verdicts.map(({ kind, metric, verdict }) => [kind, metric, verdict])).toEqual([
      ['baseline', 'latency.p50', 'pass'],
      ['threshold', 'download.mbps', 'pass'],
      ['baseline', 'download.mbps', 'worse'],
    ])
    expect(verdicts[2]).toEqual({
      kind: 'baseline',
      metric: 'download.mbps',
      verdict: 'worse',
      sentence:
        'download.mbps was 700 Mbps against a median of 850 Mbps in 2 earlier runs (800 Mbps to 900 Mbps): 17.6 % worse (by 150 Mbps)',
      threshold: null,
      figure: 700,
      limit: null,
    })
  })

  test('keeps verdicts of comparisons and replaces all others', () => {
    const old = judgeDocument({ ...run(10), verdicts: [FOUND] }, ['latency < 5ms', 'download > 1Mbit/s'])
    expect(judgeDocument(old, ['latency < 50ms']).verdicts).toMatchObject([FOUND, { verdict: 'pass' }])
  })

  test('updates the indices of the verdicts that specs keep', () => {
    const document = run(10)
    const [limit] = judgeThresholds(['latency < 5ms'], document)
    const verdicts = [...(limit ? [limit, limit] : []), FOUND]
    const spec = { file: 'a', name: 'a', state: 'passed', attempts: 1, errors: [], measured: [] } as const
    const specs = [
      { ...spec, compared: [0], judged: [0, 2] },
      { ...spec, compared: [], judged: [1] },
    ]
    const anew = judgeDocument({ ...document, verdicts, specs }, ['latency < 50ms'])
    expect(anew.specs?.map((one) => one.judged)).toEqual([[0], []])
    expect(anew.verdicts).toMatchObject([FOUND, { threshold: 'latency.p50 < 50ms' }])
  })
})

/** What a comparison came to by itself. */
const FOUND: Verdict = {
  kind: 'comparison',
  metric: 'latency.p50',
  verdict: 'same',
  sentence: 'The same.',
  threshold: null,
  figure: null,
  limit: null,
}

test('a limit on what was only compared is judged by the figure of head, in the words of its line', () => {
  const document = { ...exampleDocument([]), comparisons: [exampleComparison({ head: 700 })] }
  const lines = ['download>=0.000002Gbit/s', 'download >=  900 Mbit/s', 'upload > 1Mbit/s']
  const { verdicts } = judgeDocument(document, lines)
  expect(verdicts.map(({ verdict, threshold }) => [verdict, threshold])).toEqual([
    ['pass', 'download.mbps >= 0.000002Gbit/s'],
    ['fail', 'download.mbps >= 900 Mbit/s'],
    ['invalid', 'upload.mbps > 1Mbit/s'],
  ])
  // What specs compared is for them to judge.
  expect(judgeDocument({ ...document, specs: [] }, lines).verdicts[0]?.verdict).toBe('invalid')
})
