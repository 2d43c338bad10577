import { expect, test } from 'vitest'

import { commentReport } from '../../../src/report/markdown/comment-report.ts'
import { markdownReport } from '../../../src/report/markdown/markdown-report.ts'
import { compareWithBaseline } from '../../../src/verdict/baseline.ts'
import { comparisonVerdict } from '../../../src/verdict/comparison-verdict.ts'
import { judgeDocument } from '../../../src/verdict/judge-document.ts'
import { textOf } from '../../support/action/visible-lines.ts'
import { exampleComparison } from '../../support/documents/comparisons.ts'
import { exampleDocument, exampleLatency } from '../../support/documents/documents.ts'

test('a comparison that only informs is in the table without a verdict, and does not decide the run', () => {
  const same = exampleComparison({ verdict: 'same', sentence: 'download.mbps: same: +0.1 %' })
  const tail = exampleComparison({ metric: 'latency.p99', unit: 'ms', better: 'lower' })
  const verdicts = [comparisonVerdict(same)]
  const document = { ...exampleDocument([]), comparisons: [same, tail], verdicts }
  const given = { specs: [], failures: [], mode: null, document }
  const informing = markdownReport({ ...given, comparisons: [same, { ...tail, judged: false }] })
  expect(informing).toMatch(/^### ✅ Network: download is the same as base\n/)
  expect(informing).toMatch(/latency\.p99<.*ℹ️ for information/)
  expect(informing).not.toContain('worse')
  expect(markdownReport({ ...given, comparisons: [same, tail] })).toMatch(/^### ❌ Network: latency p99 is /)
})

test('latency over HTTP is named in the heading, and shown by percentile like any other', () => {
  const latency = { measure: 'latency', unit: 'ms', better: 'lower' } as const
  const comparisons = ['p50', 'p95'].map((name) =>
    exampleComparison({ ...latency, metric: `http.latency.${name}`, base: 3, head: 4 }),
  )
  const report = { document: { ...exampleDocument([]), comparisons }, comparisons, specs: [], failures: [] }
  const text = markdownReport({ ...report, mode: null })
  expect(text).toMatch(/^### ❌ Network: HTTP latency is .* and HTTP latency p95 is /)
  expect(text).toMatch(/\*\*Latency by percentile\*\*[^]*\| base \| 3\.00 \| 3\.00 \|/)
  // A spec that compared latency over TCP, and one over HTTP: the figures of one distribution.
  const tcp = exampleComparison({ ...latency, metric: 'latency.p50', base: 1, head: 2 })
  expect(markdownReport({ ...report, comparisons: [...comparisons, tcp], mode: null })).not.toContain(
    'Latency by percentile',
  )
})

test('a change since earlier runs that only informs does not contradict the heading', () => {
  const earlier = [
    exampleDocument([exampleLatency({ p50: 0.05 })]),
    exampleDocument([exampleLatency({ p50: 0.06 })]),
  ]
  const document = judgeDocument(exampleDocument([exampleLatency()]), [], { baseline: earlier })
  expect(document.verdicts[0]).toMatchObject({ kind: 'baseline', verdict: 'worse' })
  const baselines = [compareWithBaseline('latency.p50', document, earlier)]
  const report = { document, specs: [], failures: [], mode: null, baselines }
  for (const text of [markdownReport(report), commentReport(report, false)]) {
    expect(textOf(text)).toContain('ℹ️ worse')
    expect(text).not.toContain('❌')
  }
  expect(markdownReport(report)).toMatch(/^### ℹ️ Network: latency /)
})
