import { expect, test } from 'vitest'

import { connectStarted, measurementLines } from '../../../src/report/session-lines.ts'
import { concurrentSummary } from '../../../src/report/session/concurrent.ts'
import { noFailures } from '../../../src/results/connect-failures.ts'
import {
  exampleConnect,
  exampleFirstBytes,
  exampleHandshakes,
  exampleLookups,
  exampleRequests,
} from '../../support/documents/documents.ts'

test.each([
  [{ reuse: false, count: null, seconds: 2, concurrency: 16 }, 'connect rate test (2 s, 16 at once)'],
  [
    { reuse: false, count: 500, seconds: null, concurrency: 1 },
    'connect rate test (500 connections, 1 at once)',
  ],
  [{ reuse: true, count: 500, seconds: null, concurrency: 4 }, 'request rate test (500 requests, 4 at once)'],
])('the requested options are printed above the results: %j', (plan, words) => {
  expect(connectStarted(plan)).toEqual(['', `[CLIENT] Starting ${words}...`])
})

test('a connect rate prints its failures by kind and its reasons', () => {
  const validity = { ok: false, reasons: ['Something is wrong.'] }
  expect(measurementLines(exampleConnect({ validity })).join('\n')).toBe(`
[CLIENT] Connect Statistics:
  Connections opened, served and closed: 12000 in 2.00 seconds
  Connections failed: 3 (2 refused, 1 reset)
  Connect rate: 6000/s
  Connect time:
    Minimum: 0.02 ms
    Maximum: 3.50 ms
    Average: 0.25 ms
    Std Dev: 0.13 ms
    p50: 0.20 ms
    p90: 0.50 ms
    p95: 0.75 ms
    p99: 1.50 ms
    p99.9 needs more.
  Whole connection: p50 1.25 ms, p99 4.50 ms
  Something is wrong.`)
})

test('messages over WebSocket are called so', () => {
  const requests = exampleRequests()
  const lines = measurementLines({ ...requests, asked: { ...requests.asked, messages: true } })
  expect(lines).toEqual(
    expect.arrayContaining([
      '[CLIENT] Message Statistics:',
      '  Messages answered: 12000 in 2.00 seconds',
      '  Message rate: 6000/s',
      '  Message time:',
    ]),
  )
  expect(measurementLines(requests)).toContain('[CLIENT] Request Statistics:')
})

test('handshakes are printed if there are any', () => {
  const lines = measurementLines(exampleConnect({ handshake: exampleHandshakes() }))
  expect(lines).toContain('  TLS handshake: p50 1.10 ms, p99 3.20 ms, maximum 12.00 ms')
})

test('so are name lookups', () => {
  const lines = measurementLines(exampleConnect({ lookup: exampleLookups() }))
  expect(lines).toContain('  Name lookup: p50 0.60 ms, maximum 12.00 ms')
})

test('so are times until the first byte', () => {
  const lines = measurementLines(exampleConnect({ firstByte: exampleFirstBytes() }))
  expect(lines).toContain('  First byte: p50 2.20 ms, p99 3.20 ms, maximum 12.00 ms')
})

test('handshakes that resumed a session are told apart from full ones', () => {
  const [handshake, resumed] = [exampleHandshakes(), exampleHandshakes({ p50: 0.4, completed: 11_900 })]
  const lines = measurementLines(exampleConnect({ handshake, resumed }))
  expect(lines).toContain('  TLS handshake: p50 1.10 ms, p99 3.20 ms, maximum 12.00 ms')
  expect(lines).toContain('  TLS handshake, resumed (11900): p50 0.40 ms, p99 3.20 ms, maximum 12.00 ms')
})

test('a rate of requests has their times, and those of no connection', () => {
  const text = measurementLines(exampleRequests()).join('\n')
  expect(text).toContain(`
[CLIENT] Request Statistics:
  Requests answered: 12000 in 2.00 seconds
  Requests failed: 3 (2 refused, 1 reset)
  Connections opened: 16
  Request rate: 6000/s
  Request time:
    Minimum: 0.02 ms`)
  expect(text).not.toContain('Whole connection')
})

test('unknown figures are N/A', () => {
  const nothing = { completed: 0, seconds: 0, rate: null, min: null, max: null, avg: null, stdev: null }
  const percentiles = { p50: null, p90: null, p95: null, p99: null }
  const connect = exampleConnect({ ...nothing, ...percentiles, whole: null, failed: 0, errors: noFailures() })
  const text = measurementLines(connect).join('\n')
  expect(text).toContain('  Connections failed: 0\n  Connect rate: N/A\n')
  expect(text).toContain('Minimum: N/A')
  expect(text).toContain('Whole connection: p50 N/A, p99 N/A')
})

test('several clients have one line each, and one with their mean', () => {
  const clients = [6000, 4000].map((rate, index) => ({
    client: index + 1,
    measurements: [exampleConnect({ rate })],
    failure: null,
  }))
  expect(concurrentSummary(clients, 2)).toEqual(
    expect.arrayContaining([
      '  Client 2: Connect rate = 4000/s',
      '  Overall: 2 of 2 clients completed, Mean Connect rate = 5000/s',
    ]),
  )
})
