import { describe, expect, test } from 'vitest'

import { historyPage } from '../../../src/report/html/history-page.ts'
import { htmlReport } from '../../../src/report/html/html-report.ts'
import { exampleComparison } from '../../support/documents/comparisons.ts'
import {
  exampleDatagram,
  exampleDocument,
  exampleLatency,
  exampleLoaded,
  exampleThroughput,
} from '../../support/documents/documents.ts'
import { hostileHistory } from './example-histories.ts'
import { EXAMPLE_PAGES } from './example-pages.ts'

describe.each<[string, () => string]>([
  ...Object.entries(EXAMPLE_PAGES).map(([name, runs]): [string, () => string] => [
    name,
    () => htmlReport(runs),
  ]),
  ['a hostile history', () => historyPage(hostileHistory())],
])('the page of %s', (_, draw) => {
  const page = draw()

  test('has no script, no handler and no address outside it', () => {
    expect(page).toContain(
      `content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"`,
    )
    // Outside attributes and text, in which "<" is escaped.
    expect(page.match(/<(?:script|iframe|object|embed|img|link|base|form|a (?!href="#))[^>]*/gi)).toBeNull()
    for (const [tag] of page.matchAll(/<[^>]+>/g)) {
      const names = [...tag.replaceAll(/"[^"]*"/g, '""').matchAll(/([\w:-]+)=""/g)].map(
        ([, name = '']) => name,
      )
      expect(
        names.filter((name) => /^on|^(?:src|srcset|action|formaction|xlink:href|background)$/i.test(name)),
      ).toEqual([])
    }
    const outside = [...page.matchAll(/url\(([^)]*)\)/g)].map(([, url = '']) => url)
    expect(outside.filter((url) => !url.startsWith('#'))).toEqual([])
  })

  test('has no control character, and no text that changes the direction of writing', () => {
    // oxlint-disable-next-line no-control-regex
    expect(page).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/)
  })

  test('names no place twice', () => {
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('a page', () => {
  const textOf = (name: string): string => {
    const page = htmlReport(EXAMPLE_PAGES[name] ?? [])
    return page
      .replace(/<style>.*?<\/style>/s, '')
      .replaceAll(/<[^>]+>/g, ' ')
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll(/\s+/g, ' ')
  }

  test('begins with the verdicts in words, the worst first', () => {
    expect(textOf('good')).toMatch(/ Network passed: download 941 Mbps/)
    expect(textOf('comparison')).toMatch(/ Network: download is 8\.0 % lower than base Comparison /)
    const text = textOf('lossy')
    expect(text).toMatch(/ Network failed: download is 4\.21 Mbps/)
    const failed = text.indexOf('udp.upload.loss < 1%')
    expect(text.indexOf('download.mbps >= 900Mbit/s')).toBeGreaterThan(0)
    expect(failed).toBeGreaterThan(text.indexOf('download.mbps >= 900Mbit/s'))
    expect(text.indexOf('Throughput in time')).toBeGreaterThan(failed)
  })

  test('lays the distributions of several runs over each other, before each run', () => {
    const text = textOf('runs')
    for (const name of ['latency, closed loop', 'latency, open loop, UDP', 'loaded latency', 'connect rate'])
      expect(text).toContain(`Percentiles of ${name}. `)
    // Only one run has it.
    expect(text).not.toContain('Percentiles of latency, open loop. ')
    expect(text).toMatch(
      /Distribution of latency, open loop, UDP\.[^.]*\.[^.]*\. runs\/full\.json runs\/lossy\.json /,
    )
    expect(text.indexOf('Percentiles of connect rate.')).toBeLessThan(text.indexOf('Outcome'))
  })

  test('says of a comparison its interval, margin and floor, and draws all pairs', () => {
    const text = textOf('comparison')
    expect(text).toContain('-8.0 % (-8.9 to -7.1 %) ± 5 % 0.9 %')
    expect(text).toContain('The change in each of 4 pairs of base and head (dots)')
    const pairs = /All pairs of download\.mbps<\/summary>.*?<svg .*?<\/svg>/s.exec(
      htmlReport(EXAMPLE_PAGES['comparison'] ?? []),
    )
    // Of 4 pairs, and of 2 of an arm with itself: a dot is one stroke, a cross two.
    const strokes = [...(pairs?.[0].matchAll(/ d="(M[^"]*)"/g) ?? [])].map(
      ([, path = '']) => path.split('M').length - 1,
    )
    expect(strokes).toEqual(expect.arrayContaining([4, 2 * 2]))
  })

  test('draws every probe in one element, and the lost ones as crosses', () => {
    const page = htmlReport(EXAMPLE_PAGES['probes'] ?? [])
    const [, chart = ''] = /Every probe in time\.(.*?)<\/figure>/s.exec(page) ?? []
    const [dots = '', crosses = ''] = [...chart.matchAll(/ d="(M[^"]*)"/g)]
      .map(([, path = '']) => path)
      .toSorted((one, other) => other.length - one.length)
    // Dots in the same half pixel are one.
    expect(dots.split('M').length - 1).toBeGreaterThan(1000)
    expect(crosses.split('M').length - 1).toBe(2 * 50)
    expect(page.length).toBeLessThan(1e6)
  })

  test('draws the streams of a test below their sum', () => {
    const page = htmlReport(EXAMPLE_PAGES['probes'] ?? [])
    const [, chart = ''] = /Throughput in time\.(.*?)<\/figure>/s.exec(page) ?? []
    expect(chart).toContain('Thin lines are the streams of a test.')
    expect(chart.match(/<g[^>]* stroke-opacity="0\.6"/g)).toHaveLength(4)
  })

  test('shows the load and the latency on one axis of time, with the phases', () => {
    const [, figure = ''] =
      /loaded latency in time\.(.*?)<\/figure>/s.exec(htmlReport(EXAMPLE_PAGES['load'] ?? [])) ?? []
    const charts = figure.split('<svg ').slice(3)
    expect(charts).toHaveLength(2)
    for (const chart of charts) {
      expect([...chart.matchAll(/>(idle|download|upload|both ways)</g)].map(([, name]) => name)).toEqual([
        'idle',
        'download',
        'upload',
        'both ways',
      ])
    }
    expect(figure).toContain('The medians: idle 1.00 ms, download 40.0 ms')
    // Two streams in each of four loads.
    expect(charts[0]?.match(/<g[^>]* stroke-opacity="0\.6"/g)).toHaveLength(8)
  })

  test('draws nothing of figures that no axis can show', () => {
    const huge = 1e308
    const samples = { from: 0, every: 1, at: [5, huge, huge, 7], rtt: [huge, huge, 0, null] }
    const interval = { from: huge, seconds: huge, bytes: 1, mbps: huge }
    const loaded = exampleLoaded()
    const document = exampleDocument([
      exampleLatency({ samples, histogram: { smallest: huge, growth: 10, counts: { 0: 1, 1: 1 } } }),
      exampleThroughput({ intervals: [interval] }),
      exampleDatagram({ sent: huge, seconds: 1 / huge }),
      { ...loaded, asked: { ...loaded.asked, warmup: huge }, idle: { ...loaded.idle, samples } },
    ])
    const comparisons = [
      exampleComparison({ change: huge, interval: { from: -1, to: huge }, margin: huge, floor: huge }),
    ]
    const page = htmlReport([{ name: 'huge.json', document: { ...document, comparisons } }])
    const drawn = page.match(/<svg role="img".*?<\/svg>/gs) ?? []
    expect(drawn.length).toBeGreaterThan(4)
    expect(drawn.filter((chart) => /NaN|Infinity/.test(chart))).toEqual([])
  })

  test('leaves out headings of what was not measured', () => {
    const text = textOf('comparison')
    for (const heading of ['In time', 'Streams', 'Distribution', 'Both hosts'])
      expect(text).not.toContain(heading)
  })

  test('tells eight clients apart', () => {
    const text = textOf('clients')
    for (const client of [1, 8]) expect(text).toContain(`download, client ${client}`)
  })
})
