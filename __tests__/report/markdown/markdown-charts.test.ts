import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { markdownReport } from '../../../src/report/markdown/markdown-report.ts'
import { historyFigures } from '../../../src/report/markdown/history.ts'
import type { HistoryPoint } from '../../../src/report/markdown/input.ts'
import {
  exampleConnect,
  exampleDocument,
  exampleLatency,
  exampleThroughput,
} from '../../support/documents/documents.ts'
import { ROOT } from '../../support/programs/processes.ts'
import { REPORTS } from '../../support/documents/reports.ts'
import { chartsIn, readChart } from './xychart.ts'

const input = { document: exampleDocument([]), specs: [], failures: [], mode: null }

/** The charts of a report, read back. */
function chartsOf(...given: Parameters<typeof markdownReport>): readonly ReturnType<typeof readChart>[] {
  return chartsIn(markdownReport(...given)).map(readChart)
}

// That mermaid itself draws them, in a browser, is for `npm run look`: it is too much to install for every run of tests.
test('every chart in the golden files has the narrow form that all versions of mermaid can read', () => {
  const folder = join(ROOT, '__tests__/report/markdown/golden')
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
  const charts = texts.flatMap(chartsIn)
  expect(charts.length).toBeGreaterThan(10)
  for (const chart of charts) expect(() => readChart(chart)).not.toThrow()
  expect(charts).toHaveLength(texts.join('\n').match(/mermaid$/gm)?.length ?? 0)
})

describe('latency percentiles', () => {
  test('one latency: its known percentiles', () => {
    const [chart] = chartsOf({ ...input, document: exampleDocument([exampleLatency()]) })
    expect(chart).toMatchObject({ places: ['p50', 'p90', 'p95'], unit: '"ms"', top: 0.44 })
    expect(chart?.series).toEqual([{ name: null, values: [0.1, 0.4, 0.4] }])
  })

  test('loaded latency: a line for each phase, and a legend', () => {
    const report = markdownReport(REPORTS['measured'] ?? input)
    const loaded = chartsIn(report).map(readChart).at(-1)
    expect(loaded?.series.map(({ name }) => name)).toEqual([
      '"idle"',
      '"under download"',
      '"under upload"',
      '"under both"',
    ])
    expect(report).toContain('🟦 idle · 🟧 under download · 🟩 under upload · 🟪 under both')
  })

  test.each([
    ['only two percentiles are known', { p50: 0.1, p90: 0.4, p95: null }],
    ['nothing is known', { p50: null, p90: null, p95: null }],
    ['everything is 0', { p50: 0, p90: 0, p95: 0 }],
    ['a document from elsewhere has absurd figures', { p50: -1, p90: 1e300, p95: 2 }],
  ])('no chart if %s', (_, given) => {
    expect(chartsOf({ ...input, document: exampleDocument([exampleLatency(given)]) })).toEqual([])
  })
})

describe('the history of a pull request', () => {
  const point = (commit: string, figures: HistoryPoint['figures']): HistoryPoint => ({
    commit,
    at: '2026-11-22T12:00:00.000Z',
    figures,
    verdict: 'pass',
  })

  test('a chart for each unit, over the last 20 runs', () => {
    const history = Array.from({ length: 25 }, (_, index) =>
      point(`c${index}ffffffff`, {
        'latency.p50': 1 + index,
        'download.mbps': 900,
      }),
    )
    const charts = chartsOf({ ...input, history })
    expect(charts.map(({ unit }) => unit)).toEqual(['"ms"', '"Mbps"'])
    expect(charts[0]?.places).toEqual(Array.from({ length: 20 }, (_, index) => String(index + 1)))
    expect(charts[0]?.series[0]?.values.at(-1)).toBe(25)
  })

  test('runs that lack a figure of the last run are in the table, but not in the chart', () => {
    const history = [
      point('a', { 'latency.p50': 1 }),
      point('b', {}),
      point('c', { 'latency.p50': 3 }),
      point('d', { 'latency.p50': 2 }),
    ]
    const report = markdownReport({ ...input, history })
    expect(chartsIn(report).map(readChart)).toMatchObject([
      { places: ['1', '3', '4'], series: [{ values: [1, 3, 2] }] },
    ])
    expect(report).toContain('| 2 | <code>b</code> | 2026\u201111\u201122\u00A012:00 | passed | N/A |')
  })

  test('a single run has no history', () => {
    const history = [point('a', { 'latency.p50': 1 })]
    expect(markdownReport({ ...input, history })).not.toContain('History')
  })

  test('the history keeps the main figures, the worst of several', () => {
    const document = exampleDocument([
      exampleLatency({ p99: 0.4 }),
      exampleThroughput({ mbps: 800 }),
      exampleThroughput({ mbps: 700 }),
      exampleConnect({ validity: { ok: false, reasons: ['It was cut off.'] } }),
    ])
    expect(historyFigures(document)).toEqual({ 'latency.p50': 0.1, 'latency.p99': 0.4, 'download.mbps': 700 })
  })
})

test('a comparison whose arm died before the first burst has no table of latencies', () => {
  const row = {
    verdict: 'inconclusive',
    sentence: 'too few',
    base: null,
    head: null,
    change: null,
    interval: null,
    floor: null,
  } as const
  const comparisons = [
    { ...row, metric: 'latency.p50' },
    { ...row, metric: 'latency.p90' },
  ]
  expect(
    markdownReport({ document: exampleDocument([]), specs: [], failures: [], mode: null, comparisons }),
  ).not.toContain('Latency (ms)')
})
