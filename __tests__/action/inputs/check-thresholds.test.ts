import { expect, test } from 'vitest'

import { armInput } from '../../../src/action/inputs/arm-input.ts'
import { checkThresholds } from '../../../src/action/inputs/check-thresholds.ts'
import { TEST_NAMES } from '../../../src/action/inputs/built-in-tests.ts'
import { parseNamedServer } from '../../../src/client/wire/http-target.ts'
import { METRICS } from '../../../src/verdict/metrics.ts'
import { parseThresholds } from '../../../src/verdict/parse.ts'
import type { Threshold } from '../../../src/verdict/threshold.ts'

interface Given {
  /** Of the suite; without it, the step starts one. */
  readonly server?: string
  /** Of a comparison. */
  readonly base?: string
  readonly tests?: readonly string[]
}

function check(thresholds: string | readonly Threshold[], { server, base, tests = [] }: Given): void {
  checkThresholds({
    task: base === undefined ? 'suite' : 'compare',
    suite: null,
    tests,
    thresholds:
      typeof thresholds === 'string' ? parseThresholds(thresholds, 'the input thresholds') : thresholds,
    baseline: [],
    pid: [1],
    history: null,
    server: server === undefined ? null : parseNamedServer(server),
    base: base === undefined ? null : armInput('base', base),
    arms: [],
  })
}

const PROXY = 'https://proxy.test/base'

test.each<[string, Given, string]>([
  [
    'latency.p99 < 5ms',
    { server: PROXY },
    "The input thresholds has 'latency.p99 < 5ms', but over HTTP it is http.latency.p99.",
  ],
  ['http.latency < 5ms', {}, 'but over TCP and WebSocket it is latency.p50.'],
  ['http.latency < 5ms', { server: 'ws://proxy.test' }, 'but over TCP and WebSocket it is latency.p50.'],
  ['http.latency < 5ms', { server: PROXY, tests: ['download'] }, 'Add latency to the input tests.'],
  ['http.requests > 1/s', { tests: ['connect'] }, 'Add requests to the input tests.'],
  ['tls.handshake.p50 < 5ms', {}, 'Add connect to the input tests.'],
  ['http.firstByte.p50 < 5ms', { server: PROXY }, 'Add connect to the input tests.'],
  ['udp.capacity.upload > 1Mbit/s', {}, 'Add udp-capacity to the input tests.'],
  ['latency regress < 5%', { base: PROXY }, 'but over HTTP it is http.latency.p50.'],
  ['http.latency regress < 5%', { base: '[::1]:1' }, 'but over TCP and WebSocket it is latency.p50.'],
  [
    'latency.max < 1s',
    { base: PROXY },
    'but this comparison measures only download.mbps, http.latency.p50, ',
  ],
  ['latency < 1s', { base: PROXY, tests: ['download'] }, 'but this comparison measures only download.mbps.'],
])('%s with %j can never be judged', (line, given, sentence) => {
  expect(() => check(line, given)).toThrow(sentence)
})

test('every metric except those of function calls is measured by one of the tests', () => {
  const refused = METRICS.flatMap(({ name: metric }) => {
    const threshold = { kind: 'limit', metric, operator: '<', bound: 1 } as const
    const server = metric.startsWith('http.latency.') ? { server: PROXY } : {}
    try {
      check([threshold], { ...server, tests: TEST_NAMES.suite })
      return []
    } catch {
      return [metric]
    }
  })
  expect(refused).toEqual(METRICS.map(({ name }) => name).filter((name) => name.startsWith('call.')))
})

test.each<[string, Given]>([
  ['http.latency.p99 < 5ms', { server: PROXY }],
  ['latency.p99 < 5ms', { server: 'wss://proxy.test' }],
  ['tls.handshake.p50 < 5ms', { server: PROXY, tests: ['connect'] }],
  ['http.requests > 1/s', { server: PROXY, tests: ['requests'] }],
  ['http.latency.p95 regress < 5%', { base: PROXY, tests: ['latency'] }],
  ['http.latency regress < 5%', { base: 'http://[::1]:{port}/base node gateway.js {port}' }],
])('%s with %j can be judged', (line, given) => {
  expect(() => check(line, given)).not.toThrow()
})
