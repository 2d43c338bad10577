import { expect, test } from 'vitest'

import { markdownReport } from '../../../src/report/markdown/markdown-report.ts'
import { exampleComparison } from '../../support/documents/comparisons.ts'
import { exampleDocument } from '../../support/documents/documents.ts'

test('a comparison that only informs is in the table without a verdict, and does not decide the run', () => {
  const same = exampleComparison({ verdict: 'same', sentence: 'download.mbps: same: +0.1 %' })
  const tail = exampleComparison({ metric: 'latency.p99', unit: 'ms', better: 'lower' })
  const verdict = {
    kind: 'comparison' as const,
    metric: same.metric,
    verdict: same.verdict,
    sentence: same.sentence,
    threshold: null,
    figure: same.head,
    limit: null,
  }
  const document = { ...exampleDocument([]), comparisons: [same, tail], verdicts: [verdict] }
  const given = { specs: [], failures: [], mode: null, document }
  const informing = markdownReport({ ...given, comparisons: [same, { ...tail, judged: false }] })
  expect(informing).toMatch(/^### ✅ Network: download is the same as base\n/)
  expect(informing).toMatch(/latency\.p99<.*ℹ️ for information/)
  expect(informing).not.toContain('worse')
  expect(markdownReport({ ...given, comparisons: [same, tail] })).toMatch(/^### ❌ Network: latency p99 is /)
})
