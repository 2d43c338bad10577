import { expect, test } from 'vitest'

import * as matchers from '../../../harness/matchers.ts'
import { markdownReport } from '../../../src/report/markdown/markdown-report.ts'
import { verdictLines } from '../../../src/report/verdicts.ts'
import { exampleDocument, exampleThroughput } from '../../support/documents/documents.ts'
import { slowerLatency } from '../../support/documents/slower-latency.ts'
import { steadyLatency } from '../../support/documents/steady-latency.ts'

expect.extend(matchers)

const LATENCY = '<code>latency.p50</code> (the proxy)'
const CHANGE = '+20.1 % (+17.2 to +23.1 %)'

test('verdicts on a measurement over another one, and on a margin, are rows of every report', ({ task }) => {
  const direct = { ...steadyLatency, p50: 0.5 }
  const proxied = { ...steadyLatency, p50: 3.5 }
  expect(proxied).toAddAtMost('5ms', { over: direct })
  expect(exampleThroughput({ mbps: 900 })).toCostAtMost('20%', { over: exampleThroughput({ mbps: 1000 }) })
  const comparison = slowerLatency()
  expect(comparison).toCostAtMost('50%')
  expect(comparison).toBeNoWorse({ margin: '40%' })
  const verdicts = task.meta.wyndrvrRun?.verdicts ?? []
  const spec = {
    file: 'proxy.net.test.ts',
    name: 'the proxy',
    state: 'passed',
    attempts: 1,
    errors: [],
    measured: [],
    compared: [0],
    judged: verdicts.map((_, index) => index),
  } as const
  const document = { ...exampleDocument([]), comparisons: [comparison], verdicts, specs: [spec] }
  expect(verdictLines(verdicts).slice(2)).toEqual([
    '  PASSED  latency.p50 regress <= 5ms    latency.p50 was 3.50 ms against 0.500 ms: 3.00 ms more; limit 5 ms',
    '  PASSED  download.mbps regress <= 20%  download.mbps was 900 Mbps against 1000 Mbps: 10.0 % worse; limit 20 %',
    expect.stringMatching(/^ {2}PASSED {2}latency\.p50 regress <= 50% .* in head: 20\.1 % worse /),
    expect.stringMatching(/^ {2}PASSED {2}latency\.p50 regress < 40% .* in head: 20\.1 % worse /),
    '  4 passed',
  ])
  const specs = [{ ...spec, measurements: [] }]
  const report = markdownReport({ document, specs, failures: [], comparisons: [comparison], mode: null })
  expect(report.split('\n').filter((line) => line.includes('regress'))).toEqual([
    `| ${LATENCY} | <code>regress &#60;= 50%</code> | 1.20 ms → **1.44 ms** | ${CHANGE} | ✅ passed |`,
    `| ${LATENCY} | <code>regress &#60; 40%</code> | 1.20 ms → **1.44 ms** | ${CHANGE} | ✅ passed |`,
    // Not the figures of the comparison, although the metric is the same.
    `| ${LATENCY} | <code>regress &#60;= 5ms</code> | **3.50 ms** |  | ✅ passed |`,
    '| <code>download.mbps</code> (the proxy) | <code>regress &#60;= 20%</code> | **900 Mbps** |  | ✅ passed |',
  ])
})
