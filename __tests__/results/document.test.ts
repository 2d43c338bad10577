import { describe, expect, test } from 'vitest'

import { readDocument, writeDocument } from '../../src/results/document.ts'
import type {
  HostFacts,
  LatencyMeasurement,
  ResultDocument,
  ThroughputMeasurement,
} from '../../src/results/types.ts'
import { exampleComparison } from '../support/documents/comparisons.ts'
import {
  exampleConnect,
  exampleDatagram,
  exampleDocument,
  exampleLoaded,
} from '../support/documents/documents.ts'

const HOST: HostFacts = {
  platform: 'linux',
  arch: 'x64',
  kernel: '6.8.0',
  cpuModel: null,
  cpuCount: 2,
  memory: 8_000_000_000,
  node: '24.0.0',
  container: null,
  load: 0.5,
  steal: null,
  receiveBufferLimit: 212_992,
  sendBufferLimit: null,
  runner: null,
  runnerImage: null,
}

const LATENCY: LatencyMeasurement = {
  kind: 'latency',
  client: 1,
  asked: { count: 2, duration: null, interval: null, payload: 4, timeout: 2000 },
  loop: 'closed',
  transport: 'tcp',
  sent: 2,
  received: 1,
  lost: 1,
  lostOn: null,
  duplicates: null,
  min: 0.25,
  max: 0.25,
  avg: 0.25,
  stdev: null,
  p50: 0.25,
  p90: null,
  p95: null,
  p99: null,
  p999: null,
  jitter: null,
  jitterMean: null,
  unknown: { p90: 'p90 needs at least 10 samples; this test had 2.' },
  histogram: { smallest: 1e-6, growth: 1.02, counts: { 628: 1 } },
  network: null,
  busyPoll: { client: false, server: false },
  ends: { client: { loopDelay: 1, threadShare: 0.5, otherSessions: null }, server: null },
  validity: { ok: false, reasons: ['One of two probes was lost.'] },
}

const THROUGHPUT: ThroughputMeasurement = {
  kind: 'throughput',
  client: 1,
  direction: 'upload',
  bidirectional: false,
  asked: { bytes: 1_000_000, seconds: null, streams: 1, warmup: 0, rate: null },
  bytes: 1_000_000,
  seconds: 0.5,
  mbps: 16,
  intervals: null,
  steady: { from: 0.1, seconds: 0.4, bytes: 900_000, mbps: 18 },
  streams: [
    {
      bytes: 1_000_000,
      seconds: 0.5,
      mbps: 16,
      tcp: {
        congestion: 'cubic',
        retransmits: 3,
        rtt: 1.5,
        rttVariation: 0.2,
        minRtt: 1.1,
        cwnd: 10,
        mss: 1448,
        deliveryRate: 17,
        busy: 0.4,
        rwndLimited: 0,
        sndbufLimited: 0.5,
      },
    },
  ],
  fairness: 1,
  unknown: {},
  cpu: { client: { user: 0.1, system: 0.2 }, server: null },
  ends: {
    client: { loopDelay: 1, threadShare: 0.5, otherSessions: null },
    server: { loopDelay: 2, threadShare: null, otherSessions: 0 },
  },
  validity: { ok: true, reasons: [] },
}

const CONNECT = exampleConnect()

const DOCUMENT: ResultDocument = {
  schema: 'wyndrvr.result/1',
  tool: { name: 'wyndrvr', version: '1.0.0' },
  startedAt: '2026-01-02T03:04:05.678Z',
  target: { host: '192.0.2.7', port: 5001, dialect: 'seed', mode: null },
  environment: { client: HOST, server: null },
  measurements: [LATENCY, THROUGHPUT, CONNECT, exampleDatagram(), exampleLoaded()],
  comparisons: [exampleComparison()],
  verdicts: [
    {
      kind: 'threshold',
      metric: 'latency.p99',
      verdict: 'invalid',
      sentence: 'latency.p99 is not known.',
      threshold: 'latency.p99 < 5ms',
      figure: null,
      limit: 5,
    },
  ],
}

describe('a document that is written', () => {
  test('is read as the same', () => {
    expect(readDocument(writeDocument(DOCUMENT), 'a.json')).toEqual(DOCUMENT)
  })

  test('is read as the same when nothing was reached and nothing measured', () => {
    const empty: ResultDocument = {
      ...DOCUMENT,
      target: { host: 'nowhere.invalid', port: 0, dialect: null, mode: null },
      environment: { client: HOST, server: { ...HOST, cpuModel: 'A processor', container: 'docker' } },
      measurements: [],
      comparisons: [],
      verdicts: [],
    }
    expect(readDocument(writeDocument(empty), 'a.json')).toEqual(empty)
  })

  test('without comparisons, of an earlier release, is read', () => {
    const { comparisons: _, ...older } = DOCUMENT
    expect(readDocument(JSON.stringify(older), 'older.json')).toEqual({ ...older, comparisons: [] })
  })

  test('is read after a byte order mark, which some shells write', () => {
    expect(readDocument(`\uFEFF${writeDocument(DOCUMENT)}`, 'a.json')).toEqual(DOCUMENT)
  })

  test('is text that ends with a newline', () => {
    const text = writeDocument(DOCUMENT)
    expect(text.startsWith('{\n  "schema": "wyndrvr.result/1",\n')).toBe(true)
    expect(text.endsWith('\n}\n')).toBe(true)
  })

  test('is read without fields that this version does not know', () => {
    const text = JSON.stringify({ ...DOCUMENT, later: 1, target: { ...DOCUMENT.target, later: 2 } })
    expect(readDocument(text, 'a.json')).toEqual(DOCUMENT)
  })
})

test('missing fields of a document of an earlier release are read as null', () => {
  const { mode: _, ...target } = DOCUMENT.target
  const { runnerImage: __, ...client } = HOST
  const { bidirectional: ___, ...throughput } = THROUGHPUT
  const verdict = { kind: 'threshold', metric: 'p99', verdict: 'invalid', sentence: 'p99 is not known.' }
  const old = {
    ...DOCUMENT,
    target,
    environment: { client, server: null },
    measurements: [throughput],
    verdicts: [verdict],
  }
  expect(readDocument(JSON.stringify(old), 'old.json')).toEqual({
    ...DOCUMENT,
    target: { ...target, mode: null },
    environment: { client: { ...client, runnerImage: null }, server: null },
    measurements: [THROUGHPUT],
    verdicts: [{ ...verdict, threshold: null, figure: null, limit: null }],
  })
})

describe('a text is rejected', () => {
  test.each([
    ['the schema "wyndrvr.result/2"', { ...DOCUMENT, schema: 'wyndrvr.result/2' }],
    ['the schema "other/1"', { ...DOCUMENT, schema: 'other/1' }],
    ['the schema 1', { schema: 1 }],
    [`the schema "${'x'.repeat(59)}…`, { schema: 'x'.repeat(200_000) }],
    ['no schema', {}],
    ['no schema', []],
    ['no schema', null],
    ['no schema', 'text'],
  ])('that has %s', (said, value) => {
    expect(() => readDocument(JSON.stringify(value), 'old.json')).toThrow(
      documentError(`The result document old.json has ${said}; this version reads 'wyndrvr.result/1'.`),
    )
  })

  test.each(['', '{', 'latency,12', '{"schema": "wyndrvr.result/1",}'])(
    '%j, which is not valid JSON',
    (text) => {
      expect(() => readDocument(text, 'cut.json')).toThrow(
        documentError(expect.stringMatching(/^The result document cut\.json is not valid JSON: .+\.$/)),
      )
    },
  )

  test.each<[string, object]>([
    ['startedAt', { startedAt: 'yesterday' }],
    ['startedAt', { startedAt: undefined }],
    ['tool.name', { tool: { name: 'other', version: '3' } }],
    ['target.port', { target: { host: 'a', port: 70_000, dialect: null } }],
    ['target.dialect', { target: { host: 'a', port: 1, dialect: 'other' } }],
    ['environment.server', { environment: { client: HOST } }],
    ['environment.client.cpuCount', { environment: { client: { ...HOST, cpuCount: 1.5 }, server: null } }],
    ['environment.client.steal', { environment: { client: { ...HOST, steal: 2 }, server: null } }],
    ['measurements', { measurements: null }],
    ['measurements.0.kind', { measurements: [{ ...LATENCY, kind: 'other' }] }],
    ['measurements.0.p99', { measurements: [{ ...LATENCY, p99: 'slow' }] }],
    ['measurements.0.min', { measurements: [{ ...LATENCY, min: -1 }] }],
    ['measurements.0.jitter', { measurements: [{ ...LATENCY, jitter: undefined }] }],
    ['measurements.1.bytes', { measurements: [LATENCY, { ...THROUGHPUT, bytes: 0.5 }] }],
    ['measurements.0.rate', { measurements: [{ ...CONNECT, rate: -1 }] }],
    ['measurements.0.loss', { measurements: [exampleDatagram({ loss: 1.5 })] }],
    ['measurements.0.download.sent', { measurements: [{ ...exampleLoaded(), download: {} }] }],
    ['measurements.0.errors.refused', { measurements: [{ ...CONNECT, errors: {} }] }],
    ['measurements.0.direction', { measurements: [{ ...THROUGHPUT, direction: 'sideways' }] }],
    [
      'measurements.0.validity.reasons.0',
      { measurements: [{ ...LATENCY, validity: { ok: true, reasons: [1] } }] },
    ],
    ['comparisons.0.floor', { comparisons: [exampleComparison({ floor: -1 })] }],
    [
      'comparisons.0.looks.0.share',
      { comparisons: [{ ...exampleComparison(), looks: [{ at: 1, share: 2 }] }] },
    ],
    ['comparisons.0.verdict', { comparisons: [{ ...exampleComparison(), verdict: 'pass' }] }],
    [
      'verdicts.0.verdict',
      { verdicts: [{ kind: 'threshold', metric: 'p99', verdict: 'good', sentence: '' }] },
    ],
  ])('whose %s is wrong', (path, change) => {
    expect(() => readDocument(JSON.stringify({ ...DOCUMENT, ...change }), 'bad.json')).toThrow(
      documentError(
        expect.stringMatching(
          new RegExp(String.raw`^The result document bad\.json has (?:no|.+ at) "${path}"(?:,.+)?\.$`),
        ),
      ),
    )
  })
})

function documentError(message: unknown): object {
  return expect.objectContaining({ name: 'WyndrvrError', code: 'ERR_WYNDRVR_DOCUMENT', message })
}

test('a document with a number that is too large for any figure is refused', () => {
  const text = writeDocument(DOCUMENT).replace(/"avg": [\d.]+/, '"avg": 1e999')
  expect(text).toContain('1e999')
  expect(() => readDocument(text, 'run.json')).toThrow(
    'The result document run.json has Infinity at "measurements.0.avg"',
  )
})

test('latency over HTTP is of HTTP, and in documents of earlier versions of TCP', () => {
  const target = { ...DOCUMENT.target, dialect: 'http1', url: 'http://proxy.test' } as const
  for (const transport of ['http', 'tcp'] as const) {
    const document = { ...exampleDocument([{ ...LATENCY, transport }]), target }
    expect(readDocument(writeDocument(document), 'own')).toEqual(document)
  }
})

test('samples are on lines of their own, so that a document of thousands can be read', () => {
  const samples = { from: 0, every: 1, at: [0, 10, 12], rtt: [5, null, -3] }
  const name = '"at": [ 1,\n  2 ]'
  const measurement: LatencyMeasurement = {
    ...LATENCY,
    transport: 'call',
    call: { name, failure: null },
    samples,
  }
  const text = writeDocument(exampleDocument([measurement]))
  expect(text).toContain('\n        "at": [ 0, 10, 12 ],\n        "rtt": [ 5, null, -3 ]\n')
  expect(readDocument(text, 'own').measurements).toEqual([measurement])
})
