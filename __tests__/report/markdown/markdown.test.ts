import { describe, expect, test } from 'vitest'

import { markdownReport } from '../../../src/report/markdown/markdown-report.ts'
import { judgeDocument } from '../../../src/verdict/judge-document.ts'
import { SUMMARY_LIMIT } from '../../../src/report/markdown/fit.ts'
import { exampleComparison } from '../../support/documents/comparisons.ts'
import {
  exampleConnect,
  exampleDocument,
  exampleFirstBytes,
  exampleHandshakes,
  exampleLookups,
  exampleLatency,
  exampleThroughput,
} from '../../support/documents/documents.ts'
import { LEGS, REPORTS } from '../../support/documents/reports.ts'

const small = { document: exampleDocument([exampleLatency()]), specs: [], failures: [], mode: null }

describe('a report, as a reader sees it', () => {
  test.each(Object.entries(REPORTS))('%s', async (name, input) => {
    await expect(markdownReport(input)).toMatchFileSnapshot(`golden/${name}.md`)
  })

  test('legs of a matrix, which share a comment', async () => {
    const sections = LEGS.map((leg) => markdownReport(leg, { characters: 20_000 }))
    await expect(sections.join('\n')).toMatchFileSnapshot('golden/matrix.md')
  })

  test.each([
    ['compact', 5000],
    ['headline', 400],
  ])('the %s version, if nothing longer fits', async (name, characters) => {
    const report = markdownReport(REPORTS['huge'] ?? small, { characters })
    await expect(report).toMatchFileSnapshot(`golden/${name}.md`)
  })
})

describe('the first line is the verdict', () => {
  test.each([
    ['pass', '### ✅ Network: latency 412 µs, download 941 Mbps, upload 936 Mbps'],
    ['same', '### ✅ Network: latency p99, latency p90 and 2 more are the same as base'],
    ['regression', '### ❌ Network: latency p99 is 33.4 % higher and latency p90 is 18.5 % higher than base'],
    ['inconclusive', '### ❔ Network: cannot tell yet whether latency changed'],
    [
      'threshold-failed',
      '### ❌ Network: latency p99 is 982 µs, limit &#60; 0.8ms, and 1 more limit is broken',
    ],
    ['specs-judged', '### ❌ Network: 1 of 2 specs failed'],
  ])('%s', (name, line) => {
    expect(
      markdownReport(REPORTS[name] ?? small)
        .split('\n')[0]
        ?.replaceAll('\u00A0', ' '),
    ).toBe(line)
  })

  test.each([
    [
      { from: ['ip', 'netns', 'exec', 'a'], serverFrom: ['docker', 'exec', 'b c'], mode: 'thread' },
      `--server-from 'docker exec '"'"'b c'"'"'' --from 'ip netns exec a' --dialect seed --test latency`,
    ],
    [{}, '--port 5001 --dialect seed --test latency'],
  ])('the command that repeats a failure runs the ends where they were: %j', (given, words) => {
    const document = judgeDocument(exampleDocument([exampleLatency()]), ['latency.avg < 0.000001ms'])
    const report = markdownReport({ ...small, ...given, document })
    expect(report).toContain(words)
    expect(report).not.toContain('npx wyndrvr server')
  })

  test('a title distinguishes the legs of a matrix', () => {
    expect(markdownReport({ ...small, title: 'net (a | b)' })).toMatch(
      /^### ℹ️ Network, net \(a &#124; b\): /,
    )
  })
})

test("a spec's own comparison is shown, but does not count for the run", () => {
  const comparison = exampleComparison()
  const { metric, verdict, sentence } = comparison
  const spec = { name: 'it', state: 'passed', measurements: [] } as const
  const facts = { file: 'it.ts', attempts: 1, errors: [], measured: [], compared: [0], judged: [0] }
  const told = {
    kind: 'comparison',
    metric,
    verdict,
    sentence,
    threshold: null,
    figure: 2,
    limit: null,
  } as const
  const document = {
    ...exampleDocument([exampleLatency()]),
    comparisons: [comparison],
    specs: [{ ...facts, ...spec }],
  }
  for (const verdicts of [[], [told]]) {
    const report = markdownReport({
      ...small,
      document: { ...document, verdicts },
      comparisons: [comparison],
      specs: [spec],
    })
    expect(report).toMatch(/^### ✅ Network: 1 spec passed\n/)
    expect(report).toContain('| worse (judged by its spec) |')
    expect(report).not.toContain('1 worse')
    expect(report).not.toContain(`- ${metric}`)
    expect(report.match(/judged by its spec/g)).toHaveLength(1)
  }
})

test('a connect rate is listed with its connect times', () => {
  expect(markdownReport({ ...small, document: exampleDocument([exampleConnect()]) })).toContain(
    `| connect rate | rate | **6000/s** (12000 connections, 3 failed (2 refused, 1 reset)) |
|  | connect time p50 / p90 / p99 / max | 0.200 ms / 0.500 ms / 1.50 ms / 3.50 ms |
`,
  )
})

test('TLS handshakes are listed below it, and the conditions name the cipher', () => {
  const steps = { lookup: exampleLookups(), handshake: exampleHandshakes(), firstByte: exampleFirstBytes() }
  const document = exampleDocument([exampleConnect(steps)])
  const tls = { version: 'TLSv1.3', cipher: 'TLS_AES_256_GCM_SHA384', fingerprint: 'AB', verified: null }
  const report = markdownReport({ ...small, document: { ...document, target: { ...document.target, tls } } })
  expect(report).toContain(
    '|  | name lookup p50 / max | 0.600 ms / 12.0 ms |\n|  | TLS handshake p50 / p90 / p99 / max | 1.10 ms / 1.60 ms / 3.20 ms / 12.0 ms |\n|  | first byte p50 / p90 / p99 / max | 2.20 ms / 3.10 ms / 3.20 ms / 12.0 ms |\n',
  )
  expect(report).toMatch(/TLSv1\S*3, TLS\S+AES/)
})

test('a measurement that is not trustworthy does not pass, and the first line says why', () => {
  const validity = { ok: false, reasons: ['Cut off when 2 of 3 probes were answered: it was reset.'] }
  const report = markdownReport({ ...small, document: exampleDocument([exampleLatency({ validity })]) })
  expect(report).toMatch(
    /^### ⚠️ Network: latency not judged\n\n- latency, closed loop is not trustworthy&#58; Cut off when 2 of 3/,
  )
  expect(report).toContain('| <code>latency.p50</code> | N/A | ⚠️ not judged |')
  expect(report).toContain('| latency, closed loop (⚠️ not trustworthy: Cut off when 2 of 3')
})

test('without thresholds, trustworthy figures come before those that are not', () => {
  const validity = { ok: false, reasons: ['The machine was busy.'] }
  const document = exampleDocument([exampleLatency({ p50: 0.5 }), exampleThroughput({ validity })])
  const report = markdownReport({ ...small, document }).replaceAll('\u00A0', ' ')
  expect(report).toMatch(/^### ℹ️ Network: latency 500 µs; 1 of 2 measurements not judged\n/)
  expect(report).toContain('- download is not trustworthy&#58; The machine was busy')
})

test('the worst of several measurements is shown, with their count', () => {
  const validity = { ok: false, reasons: ['It was cut off.'] }
  const of = (...latencies: ReturnType<typeof exampleLatency>[]): string =>
    markdownReport({ ...small, document: exampleDocument(latencies) })
  expect(of(exampleLatency(), exampleLatency({ p50: 0.3 }))).toContain('**0.300 ms** (worst of 2) |')
  expect(of(exampleLatency(), exampleLatency({ p50: 0.3, validity }))).toContain(
    '**0.100 ms** (1 more cannot be judged) |',
  )
})

test('a shorter version can be requested', () => {
  expect(markdownReport(REPORTS['pass'] ?? small, SUMMARY_LIMIT, 'compact')).not.toContain('mermaid')
  expect(markdownReport(REPORTS['pass'] ?? small, SUMMARY_LIMIT, 'headline')).not.toContain('| Metric |')
})

describe('size', () => {
  test('up to 200 specs are listed, failed ones first; the rest are counted', () => {
    const specs = Array.from({ length: 250 }, (_, index) => ({
      name: `spec ${index}`,
      state: index === 249 ? ('failed' as const) : ('passed' as const),
      measurements: [],
    }))
    const report = markdownReport({ ...small, specs })
    expect(report).toContain('| spec 249 | ❌ failed |\n| spec 0 | ✅ passed |')
    expect(report).toContain('| spec 198 | ✅ passed |')
    expect(report).not.toContain('spec 199 ')
    expect(report).toContain('… and 50 more specs.')
  })

  test('a report with many long names full of symbols still fits into a comment', () => {
    const specs = Array.from({ length: 300 }, (_, index) => ({
      name: `${index} ${'|'.repeat(300)}`,
      state: 'failed' as const,
      measurements: [],
    }))
    const report = markdownReport({ ...small, specs, failures: specs.map(({ name }) => name) })
    expect(report.length).toBeLessThanOrEqual(64_000)
    expect(report).toContain('… and 290 more failures.')
    expect(report).toContain('… and 290 more specs.')
  })

  test('a summary is as detailed as its byte limit allows, beyond that of a comment', () => {
    const input = REPORTS['huge'] ?? small
    const summary = markdownReport(input, SUMMARY_LIMIT)
    expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(1_000_000)
    expect(summary.length).toBeGreaterThan(markdownReport(input).length)
  })

  test('every limit is respected to the character, and no fence or fold stays open', () => {
    const specs = REPORTS['huge']?.specs.slice(0, 150) ?? []
    const input = { ...(REPORTS['regression'] ?? small), specs }
    const lengths = new Set<number>()
    for (let characters = 0; characters < 100_000; characters += 40 + Math.round(characters * 0.06)) {
      const report = markdownReport(input, { characters })
      expect(report.length).toBeLessThanOrEqual(characters)
      expect(report.match(/^```/gm)?.length ?? 0).toSatisfy((count: number) => count % 2 === 0)
      expect(report.match(/<details>/g)?.length).toBe(report.match(/<\/details>/g)?.length)
      lengths.add(report.length)
    }
    for (const length of lengths) {
      expect(markdownReport(input, { characters: length })).toHaveLength(length)
    }
    // Nothing at all, a headline, a compact version, and full ones with more and more rows.
    expect(lengths.size).toBe(6)
  })

  test('bytes are counted as bytes', () => {
    const report = markdownReport(small, { bytes: 1_000_000 })
    const bytes = Buffer.byteLength(report)
    expect(bytes).toBeGreaterThan(report.length)
    expect(markdownReport(small, { bytes })).toBe(report)
    expect(markdownReport(small, { bytes: bytes - 1 })).not.toBe(report)
  })
})
