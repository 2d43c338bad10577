import { describe, expect, test } from 'vitest'

import { escapeMarkdown, markdownReport } from '../../src/report/markdown.ts'
import { exampleConnect, exampleDocument, exampleLatency, exampleThroughput } from '../support/documents.ts'

const input = {
  document: exampleDocument([exampleLatency(), exampleThroughput({ direction: 'upload' })]),
  specs: [],
  failures: [],
  mode: 'thread',
}

test('a report that passed, as a reader sees it', () => {
  expect(markdownReport(input)).toMatchInlineSnapshot(`
    "### wyndrvr: ✅ passed

    | Measurement | Figure | Value |
    | --- | --- | --- |
    | latency | avg | **0.2 ms** (3 probes, 0 lost) |
    |  | p50 / p90 / p99 / max | 0.1 ms / 0.4 ms / n/a / 0.4 ms |
    |  | jitter (RFC 3550) | 0.02 ms |
    | upload | throughput | **800 Mbps** (10.0 MB in 0.100 s) |

    Server \`192.0.2.7:5001\`, thread mode. Measured on 2 &#215; Example CPU, linux 6.1.0, Node 24.0.0.
    "
  `)
})

test('a connect rate stands with its connect times', () => {
  expect(markdownReport({ ...input, document: exampleDocument([exampleConnect()]) })).toContain(
    `| connect | rate | **6000 per second** (12000 connections, 3 failed) |
|  | connect time p50 / p90 / p99 / max | 0.2 ms / 0.5 ms / 1.5 ms / 3.5 ms |
`,
  )
})

test('a failure stands on top, and a measurement that is not to be trusted says why', () => {
  const validity = { ok: false, reasons: ['Cut off when 2 of 3 probes were answered: it was reset.'] }
  const report = markdownReport({
    ...input,
    document: exampleDocument([exampleLatency({ validity, p99: null })]),
    specs: [
      {
        name: 'the link answers fast',
        state: 'failed',
        measurements: [exampleLatency({ validity, p99: null })],
      },
    ],
    failures: ['Failed: the link answers fast', 'vitest ended with exit code 1'],
    mode: null,
  })
  expect(report).toMatchInlineSnapshot(`
    "### wyndrvr: ❌ failed

    - Failed&#58; the link answers fast
    - vitest ended with exit code 1

    | Measurement | Figure | Value |
    | --- | --- | --- |
    | the link answers fast: latency (not to be trusted: Cut off when 2 of 3 probes were answered&#58; it was reset.) | avg | **0.2 ms** (3 probes, 0 lost) |
    |  | p50 / p90 / p99 / max | 0.1 ms / 0.4 ms / n/a / 0.4 ms |
    |  | jitter (RFC 3550) | 0.02 ms |

    | Spec | Result |
    | --- | --- |
    | the link answers fast | failed |

    Server \`192.0.2.7:5001\`. Measured on 2 &#215; Example CPU, linux 6.1.0, Node 24.0.0.
    "
  `)
})

test('two hundred specs are listed, the rest are counted', () => {
  const specs = Array.from({ length: 250 }, (_, index) => ({
    name: `spec ${index}`,
    state: 'passed' as const,
    measurements: [],
  }))
  const report = markdownReport({ ...input, specs })
  expect(report).toContain('| spec 199 | passed |')
  expect(report).not.toContain('spec 200 ')
  expect(report).toContain('… and 50 more specs.')
})

test('a report of many long names of symbols still fits into a comment', () => {
  const specs = Array.from({ length: 300 }, () => ({
    name: '|'.repeat(300),
    state: 'failed' as const,
    measurements: [],
  }))
  const report = markdownReport({ ...input, specs, failures: specs.map(({ name }) => name) })
  expect(report.length).toBeLessThan(65_000)
  expect(report).toContain('… and 290 more failures.')
  expect(report).toContain('… and 290 more specs.')
})

describe('text from outside stays text', () => {
  test.each([
    ['<script>alert(1)</script>', '&#60;script&#62;alert(1)&#60;/script&#62;'],
    ['a | b', 'a &#124; b'],
    ['@everyone `code` [link](http://x)', '&#64;\u200Beveryone &#96;code&#96; &#91;link&#93;(http&#58;//x)'],
    ['line\n\n# heading\r\n```', 'line &#35;\u200B heading &#96;&#96;&#96;'],
    ['see www.example.com or WWW.EXAMPLE', 'see www\u200B.example.com or WWW\u200B.EXAMPLE'],
    ['@org/team closes #12', '&#64;\u200Borg/team closes &#35;\u200B12'],
    ['--> end of comment', '--&#62; end of comment'],
    ['naïve 名前 100 % (ok)', 'naïve 名前 100 % (ok)'],
    ['x'.repeat(400), 'x'.repeat(300)],
  ])('%j', (hostile, harmless) => {
    expect(escapeMarkdown(hostile)).toBe(harmless)
    const report = markdownReport({
      ...input,
      specs: [{ name: hostile, state: 'passed', measurements: [] }],
      failures: [hostile],
    })
    expect(report).toContain(`| ${harmless} | passed |`)
    expect(report).toContain(`\n- ${harmless}\n`)
  })
})
