import { describe, expect, test } from 'vitest'

import { historyPage } from '../../../src/report/html/history-page.ts'
import { exampleHistory, LEVELS } from './example-histories.ts'

/** The chart of a metric in a page, and the text around it. */
function figureOf(page: string, metric: string): string {
  return page.split('<figure>').find((part) => part.includes(`<strong>${metric} in `)) ?? ''
}

describe('the page of a history', () => {
  const page = historyPage(exampleHistory(LEVELS))

  test('has a table of the latest changes', () => {
    expect(page).toContain('<h1>History of main, job default: 90 runs, 2026-11-01 to 2026-11-04</h1>')
    expect(page).toMatch(
      /<th scope="row">latency\.p50<\/th><td>87, and 3 under other conditions, left out<\/td><td>1\.31 ms<\/td><td>1\.06 ms<\/td><td>23\.\d % worse<\/td><td>commit 1054ccc \(2026-11-04\)<\/td>/,
    )
    expect(page).toMatch(/<th scope="row">download\.mbps<\/th><td>87.+?<td>none<\/td><td><\/td><\/tr>/)
  })

  test('draws a line for each metric, the changes, and the commits', () => {
    const latency = figureOf(page, 'latency.p50')
    expect(latency).toContain('lower is better. A vertical line is a change, with the first commit after it.')
    expect(latency).toContain('The median since the latest change is 1.31 ms.')
    const texts = [...latency.matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, text]) => text)
    for (const commit of ['101eccc', '103cccc', '1054ccc']) expect(texts).toContain(commit)
    expect(texts).toContain('1059ccc')
    // The line of the runs has a point for each.
    const points = [...latency.matchAll(/ d="M([^"]*L[^"]*)"/g)].map(
      ([, path = '']) => path.split('L').length,
    )
    expect(points).toContain(87)
    const download = figureOf(page, 'download.mbps')
    expect(download).toContain('higher is better. It has not changed: the median is 900 Mbps.')
    expect(download.match(/<svg role="img"/g)).toHaveLength(1)
  })

  test('has every change in a sentence and every run in a table, the latest first', () => {
    expect(page.match(/<li>latency\.p50 became [\d.]+ % (?:worse|better) with commit /g)).toHaveLength(3)
    const [, rows = ''] = /aria-label="Runs of latency\.p50".*?<tbody>(.*?)<\/tbody>/s.exec(page) ?? []
    expect(rows.match(/<tr>/g)).toHaveLength(87)
    expect(rows).toMatch(/^\s*<tr><th scope="row">87<\/th><td>2026-11-04 17:00<\/td><td>1059c{36}<\/td>/)
    expect(rows.match(/<td>changed<\/td>/g)).toHaveLength(3)
  })
})

test('the names of changes close together do not cover each other', () => {
  const stairs = Array.from({ length: 200 }, (_, index) => Math.floor(index / 8) + 0.01 * (index % 3) + 1)
  const past = exampleHistory(stairs)
  const latency = figureOf(historyPage(past), 'latency.p50')
  expect(past.metrics[0]?.levels.length).toBeGreaterThan(15)
  const groups = latency.split(/<g [^>]*text-anchor="/).slice(1)
  const spans = groups.flatMap((group) => {
    const end = group.startsWith('end')
    const places = [...group.matchAll(/<text transform="translate\(([\d.]+),20\)" y="0\.71em">[\w/]/g)]
    return places.map(([, x]) => (end ? [Number(x) - NAME, Number(x)] : [Number(x), Number(x) + NAME]))
  })
  expect(spans.length).toBeGreaterThan(4)
  const sorted = spans.toSorted(([one = 0], [other = 0]) => one - other)
  for (const [index, [from = 0]] of sorted.slice(1).entries())
    expect(from).toBeGreaterThanOrEqual(sorted[index]?.[1] ?? 0)
})

/** Pixels of the longest name and the space beside it. */
const NAME = 75

test.each([
  ['one run', [1]],
  ['runs that are all 0', [0, 0, 0]],
  ['figures that no axis can show', [1e308, 1, 1e-300, -1e308]],
])('the page of %s has no broken chart', (_, latency) => {
  const page = historyPage(exampleHistory(latency))
  expect(figureOf(page, 'latency.p50')).toContain('<svg role="img"')
  expect(page).not.toMatch(/NaN|Infinity/)
})

test('the page of a history without figures says so', () => {
  const past = { branch: 'main', job: 'default', entries: [], metrics: [] }
  expect(historyPage(past)).toContain('<p>No run has one of the metrics.</p>')
})
