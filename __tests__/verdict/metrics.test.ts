import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { metricLines } from '../../src/report/metric-lines.ts'
import type { Measurement } from '../../src/results/types.ts'
import { findMetric, metricNamed, nearestMetrics } from '../../src/verdict/find-metric.ts'
import { METRICS } from '../../src/verdict/metrics.ts'
import {
  exampleCapacity,
  exampleConnect,
  exampleDatagram,
  exampleFirstBytes,
  exampleHandshakes,
  exampleLatency,
  exampleLoaded,
  exampleLookups,
  exampleRequests,
  exampleThroughput,
} from '../support/documents/documents.ts'
import { METRIC_NAMES } from './metric-names.ts'
import { ROOT } from '../support/programs/processes.ts'

/** One of each kind of measurement. */
const ALL: readonly Measurement[] = [
  exampleLatency(),
  exampleLatency({ transport: 'udp', p50: 7 }),
  exampleLatency({ transport: 'http', p50: 5, network: { min: 0.1, avg: 0.2, max: 0.3, p50: 0.2 } }),
  exampleLatency({ transport: 'call', call: { name: 'GET /', failure: null }, p50: 9 }),
  exampleThroughput({ steady: { from: 0.01, seconds: 0.09, bytes: 9_000_000, mbps: 810 } }),
  exampleThroughput({ direction: 'upload', mbps: 700 }),
  exampleThroughput({ bidirectional: true, mbps: 500 }),
  exampleThroughput({ direction: 'upload', bidirectional: true, mbps: 400 }),
  exampleDatagram(),
  exampleDatagram({ direction: 'upload', loss: 0.02 }),
  exampleLoaded(),
  exampleCapacity(),
  exampleCapacity({ direction: 'upload', mbps: 0, lower: null, loss: null }),
  exampleConnect({
    lookup: exampleLookups(),
    handshake: exampleHandshakes({ completed: 101 }),
    resumed: exampleHandshakes({ p50: 0.4, completed: 11_900 }),
    firstByte: exampleFirstBytes(),
  }),
  exampleRequests(),
]

describe('the table of metrics', () => {
  test('has unique names, and short names that are not names of other metrics', () => {
    const names = METRICS.flatMap(({ name, short }) => [name, ...(short === null ? [] : [short])])
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[a-z][a-zA-Z0-9]*(\.[a-z][a-zA-Z0-9]*)*$/)
  })

  test('has the names that the type lists', () => {
    const names = METRICS.flatMap(({ name, short }) => [name, ...(short === null ? [] : [short])])
    expect(names.toSorted()).toEqual(Object.keys(METRIC_NAMES).toSorted())
  })

  test('every metric is found in a document with measurements of all kinds, and every kind has a metric', () => {
    for (const { name, read } of METRICS) {
      expect({ name, found: ALL.flatMap(read).length }).not.toMatchObject({ found: 0 })
    }
    for (const measurement of ALL) {
      expect(METRICS.filter(({ read }) => read(measurement).length > 0).length).toBeGreaterThan(3)
    }
  })

  test.each<[string, readonly (number | null)[]]>([
    ['latency.p50', [0.1]],
    ['latency.avg', [0.2]],
    ['latency.jitterMean', [0.03]],
    ['latency.loss', [0]],
    ['latency.network.max', [0.4]],
    ['udp.latency.p50', [7]],
    ['http.latency', [5]],
    ['http.latency.network.max', [0.3]],
    ['call', [9]],
    ['download', [800]],
    ['download.steady.mbps', [810]],
    ['download.retransmits', [null]],
    ['upload.mbps', [700]],
    ['bidirectional.download', [500]],
    ['bidirectional.upload.mbps', [400]],
    ['udp.loss', [0.01, 0.02]],
    ['udp.upload.loss', [0.02]],
    ['udp.capacity.download', [94.5]],
    ['udp.capacity.upload.mbps', [0]],
    ['udp.download.reordered', [3]],
    ['loaded.idle.p95', [1]],
    ['loaded.download.p99.increase', [39]],
    ['loaded.p95.increase', [39, 79, 119]],
    ['loaded.upload.rpm', [1200]],
    ['loaded.download.mbps', [94.1]],
    ['loaded.bidirectional.upload.mbps', [88.4]],
    ['connect.rate', [6000]],
    ['connect.p99', [1.5]],
    ['connect.whole.p50', [1.25]],
    ['connect.failed', [3]],
    ['dns.lookup.p50', [0.6]],
    ['dns.lookup.p99', [null]],
    ['tls.handshake.p50', [1.1]],
    ['tls.handshake.p999', [null]],
    ['tls.handshake.max', [12]],
    ['tls.handshake.rate', [50.5]],
    ['tls.resumed.rate', [5950]],
    ['tls.resumed.p50', [0.4]],
    ['http.requests', [6000]],
    ['http.requests.p99', [1.5]],
    ['http.requests.failed', [3]],
    ['http.firstByte.p50', [2.2]],
    ['http.firstByte.p999', [null]],
    ['connect.failedShare', [3 / 12_003]],
  ])('reads %s as %j', (name, expected) => {
    expect(ALL.flatMap(metricNamed(name).read).map(({ value }) => value)).toEqual(expected)
  })

  test('a percentile on a lost probe is unbounded, one of too few probes is unknown', () => {
    const lossy = exampleLatency({
      sent: 100,
      received: 97,
      lost: 3,
      p99: null,
      p999: null,
      unknown: { p99: 'p99 falls on a lost sample: 3 of 100 were lost.', p999: 'p99.9 needs more.' },
    })
    expect(metricNamed('latency.p99').read(lossy)).toEqual([
      { value: Number.POSITIVE_INFINITY, why: 'p99 falls on a lost sample: 3 of 100 were lost.' },
    ])
    expect(metricNamed('latency.p999').read(lossy)).toEqual([{ value: null, why: 'p99.9 needs more.' }])
    expect(metricNamed('latency.loss').read(lossy)).toEqual([{ value: 0.03, why: null }])
  })

  test('a percentile on a handshake that failed is unbounded', () => {
    const connect = exampleConnect({
      connected: 100,
      handshake: {
        ...exampleHandshakes(),
        completed: 98,
        p99: null,
        unknown: { p99: 'It falls on a lost sample.' },
      },
    })
    expect(metricNamed('tls.handshake.p99').read(connect)).toEqual([
      { value: Number.POSITIVE_INFINITY, why: 'It falls on a lost sample.' },
    ])
    expect(metricNamed('tls.handshake.p50').read(exampleConnect())).toEqual([])
  })

  test('a name that was not found is unbounded', () => {
    const unknown = { p95: 'It falls on a lost sample.' }
    const lookup = { ...exampleLookups(), completed: 18, attempted: 20, p95: null, unknown }
    expect(metricNamed('dns.lookup.p95').read(exampleConnect({ lookup }))).toEqual([
      { value: Number.POSITIVE_INFINITY, why: 'It falls on a lost sample.' },
    ])
    expect(metricNamed('dns.lookup.p50').read(exampleConnect())).toEqual([])
  })

  test('a percentile on a connection without an answer is unbounded, if it could send', () => {
    const unknown = { p99: 'It falls on a lost sample.' }
    const firstByte = { ...exampleFirstBytes(), completed: 98, p99: null, unknown }
    const read = metricNamed('http.firstByte.p99').read
    expect(read(exampleConnect({ connected: 100, firstByte }))).toEqual([
      { value: Number.POSITIVE_INFINITY, why: 'It falls on a lost sample.' },
    ])
    const handshake = { ...exampleHandshakes(), completed: 98 }
    expect(read(exampleConnect({ connected: 100, handshake, firstByte }))).toEqual([
      { value: null, why: 'It falls on a lost sample.' },
    ])
    expect(read(exampleConnect())).toEqual([])
  })

  test('retransmits of several streams are added up', () => {
    const streamOf = (retransmits: number | null) => ({
      bytes: 1,
      seconds: 1,
      mbps: 8e-6,
      tcp: { ...TCP, retransmits },
    })
    const read = metricNamed('download.retransmits').read
    const all = exampleThroughput({ streams: [streamOf(3), streamOf(4)] })
    expect(read(all)).toEqual([{ value: 7, why: null }])
    const partly = exampleThroughput({ streams: [streamOf(3), streamOf(null)], unknown: { tcp: 'No ss.' } })
    expect(read(partly)).toEqual([{ value: null, why: 'No ss.' }])
  })

  test("is in the JSON Schema of documents as examples of a verdict's metric", () => {
    const schema = JSON.parse(readFileSync(join(ROOT, 'schema/result-1.schema.json'), 'utf8'))
    expect(schema.properties.verdicts.items.properties.metric.examples).toEqual(
      METRICS.map(({ name }) => name),
    )
  })

  test('is printed as a table with one row each', () => {
    const lines = metricLines(METRICS)
    expect(lines).toHaveLength(METRICS.length + 1)
    expect(lines[1]).toMatch(/^latency\.p50 +latency +ms +lower +Latency over TCP: /)
    const column = lines[0]?.indexOf('BETTER') ?? 0
    for (const line of lines.slice(1)) expect(line.slice(column)).toMatch(/^(lower|higher) +\S/)
  })
})

describe('a name', () => {
  test('or a short name finds its metric', () => {
    expect(findMetric('download')).toBe(findMetric('download.mbps'))
    expect(findMetric('latency')?.name).toBe('latency.p50')
    for (const wrong of ['', 'Download', 'toString', 'loaded', 'download.', ' latency']) {
      expect(findMetric(wrong)).toBeNull()
    }
  })

  test.each<[string, readonly string[]]>([
    ['latency.p9', ['latency.p90', 'latency.p95', 'latency.p99']],
    ['latency.p99.9', ['latency.p999', 'http.latency.p999', 'udp.latency.p999']],
    ['p99', ['latency.p99', 'call.p99', 'connect.p99']],
    ['LATENCY.P99', ['latency.p99', 'http.latency.p99', 'udp.latency.p99']],
    ['donwload', ['download.mbps']],
    ['udp.los', ['udp.loss']],
    ['jitter', ['latency.jitter']],
    ['xyzzy', []],
    ['', []],
  ])('the names closest to %j are %j', (name, expected) => {
    expect(nearestMetrics(name).slice(0, expected.length || 3)).toEqual(expected)
  })

  test('that is unknown is rejected with the nearest names', () => {
    expect(() => metricNamed('udp.los')).toThrow(
      "Unknown metric 'udp.los'. Did you mean udp.loss or udp.mbps?",
    )
    expect(() => metricNamed('donwload')).toThrow(
      "Unknown metric 'donwload'. Did you mean download.mbps, cost.cpu.download or cost.cpu.udp.download?",
    )
    expect(() => metricNamed('q')).toThrow("Unknown metric 'q'. 'wyndrvr metrics' lists them all.")
    expect(() => metricNamed('x'.repeat(100_000))).toThrow(/^Unknown metric 'x{100}'/)
  })
})

const TCP = {
  congestion: 'cubic',
  retransmits: 0,
  rtt: 1,
  rttVariation: 0,
  minRtt: 1,
  cwnd: 10,
  mss: 1448,
  deliveryRate: 1,
  busy: 1,
  rwndLimited: 0,
  sndbufLimited: 0,
}
