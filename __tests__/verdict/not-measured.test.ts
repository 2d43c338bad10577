import { expect, test } from 'vitest'

import { judgeThresholds } from '../../src/verdict/judge.ts'
import { compareWithBaseline } from '../../src/verdict/baseline.ts'
import { exampleComparison } from '../support/documents/comparisons.ts'
import { exampleDocument, exampleLatency } from '../support/documents/documents.ts'

const OVER = {
  tcp: exampleLatency(),
  http: exampleLatency({ transport: 'http' }),
  udp: exampleLatency({ transport: 'udp' }),
  call: exampleLatency({ transport: 'call', call: { name: 'GET /', failure: null } }),
} as const

const P50 = { metric: 'http.latency.p50', measure: 'latency', unit: 'ms', better: 'lower' } as const

function sentenceOf(line: string, ...measurements: Parameters<typeof exampleDocument>): string {
  const [verdict] = judgeThresholds([line], exampleDocument(...measurements))
  expect(verdict).toMatchObject({ verdict: 'invalid' })
  return verdict?.sentence ?? ''
}

test.each([
  [
    'latency.p99 < 5ms',
    'http',
    'latency.p99 was not measured: over HTTP it is http.latency.p99 (limit 5 ms)',
  ],
  [
    'latency around 5ms ± 1ms',
    'http',
    'latency.p50 was not measured: over HTTP it is http.latency.p50 (target 5 ms ± 1 ms)',
  ],
  [
    'http.latency.loss <= 1%',
    'tcp',
    'http.latency.loss was not measured: over TCP and WebSocket it is latency.loss (limit 1 %)',
  ],
  ['latency < 1ms', 'udp', 'latency.p50 was not measured: over UDP it is udp.latency.p50 (limit 1 ms)'],
  ['latency < 1ms', 'call', 'latency.p50 was not measured: of function calls it is call.p50 (limit 1 ms)'],
  // Over UDP it does not exist.
  ['latency.network.max < 1ms', 'udp', 'latency.network.max was not measured (limit 1 ms)'],
  ['download > 1Mbit/s', 'http', 'download.mbps was not measured (limit 1 Mbps)'],
  ['latency regress < 5%', 'http', 'latency.p50 was not measured: over HTTP it is http.latency.p50'],
  ['latency shift < 5%', 'http', 'latency.p50 was not measured: over HTTP it is http.latency.p50'],
] as const)('%s of a run over %s', (line, transport, sentence) => {
  expect(sentenceOf(line, [OVER[transport]])).toBe(sentence)
})

test('a metric that was compared has another name too, for limits and changes', () => {
  const document = { ...exampleDocument([]), comparisons: [exampleComparison(P50)] }
  const sentences = judgeThresholds(['latency < 5ms', 'latency regress < 5%'], document).map(
    ({ sentence }) => sentence,
  )
  expect(sentences).toEqual([
    'latency.p50 was not measured: over HTTP it is http.latency.p50 (limit 5 ms)',
    'latency.p50 was not measured: over HTTP it is http.latency.p50',
  ])
  expect(judgeThresholds(['http.latency regress < 500%'], document)).toMatchObject([{ kind: 'comparison' }])
})

test('a run that measured a latency is judged by its figure, whatever else it measured', () => {
  const both = exampleDocument([OVER.http, OVER.tcp])
  expect(judgeThresholds(['latency < 1s', 'http.latency < 1s'], both)).toMatchObject([
    { metric: 'latency.p50', verdict: 'pass' },
    { metric: 'http.latency.p50', verdict: 'pass' },
  ])
})

test('a baseline says it too', () => {
  const document = exampleDocument([OVER.http])
  expect(compareWithBaseline('latency', document, [document]).sentence).toBe(
    'latency.p50 was not measured: over HTTP it is http.latency.p50',
  )
  const earlier = exampleDocument([OVER.tcp])
  expect(compareWithBaseline('http.latency', document, [earlier]).sentence).toBe(
    'http.latency.p50 cannot be compared with the earlier run: conditions differ (measurements of http.latency.p50: 0 then, 1 now)',
  )
})
