import { expect, test } from 'vitest'

import * as matchers from '../../../harness/matchers.ts'
import { noteProvenance } from '../../../harness/record/provenance.ts'
import { hostFacts } from '../../../src/host/host-facts.ts'
import type { Measurement } from '../../../src/results/types.ts'
import { firstLine } from './first-line.ts'
import { slowerLatency } from '../../support/documents/slower-latency.ts'
import { steadyLatency as latency } from '../../support/documents/steady-latency.ts'
import {
  exampleConnect,
  exampleDatagram,
  exampleDocument,
  exampleLatency,
  exampleLoaded,
  exampleThroughput,
} from '../../support/documents/documents.ts'

expect.extend(matchers)

const overHttp = exampleLatency({ ...latency, transport: 'http' })

test('a limit applies to the metric of the measurement', () => {
  const above = (measurement: Measurement): string =>
    firstLine(() => expect(measurement).toHaveThroughputAbove('10Gbit/s'))
  expect(above(exampleThroughput())).toContain('download.mbps was 800 Mbps, limit 10000 Mbps')
  expect(above(exampleThroughput({ direction: 'upload' }))).toContain('upload.mbps was')
  expect(above(exampleThroughput({ bidirectional: true }))).toContain('bidirectional.download.mbps was')
  expect(above(exampleDatagram())).toContain('udp.download.mbps was')
  const below = (measurement: Measurement): string =>
    firstLine(() => expect(measurement).toHaveLatencyBelow('1us', 'p50'))
  expect(below(latency)).toContain('latency.p50 was 2.00 ms, limit 0.001 ms')
  expect(below(exampleLatency({ transport: 'udp' }))).toContain('udp.latency.p50 was')
  expect(below(exampleLatency({ transport: 'http' }))).toContain('http.latency.p50 was')
  expect(below(exampleLoaded())).toContain('loaded.p50 was')
  expect(firstLine(() => expect(exampleDatagram()).toHaveLossBelow('0.1%'))).toContain(
    'udp.download.loss was',
  )
  expect(firstLine(() => expect(exampleDatagram()).toHaveJitterBelow('1us'))).toContain(
    'udp.download.jitter was',
  )
})

test('a target is kept from both sides', () => {
  const download = exampleThroughput({ mbps: 10.4, steady: { from: 1, seconds: 2, bytes: 1, mbps: 9.9 } })
  expect(download).toHaveThroughputAround('10Mbit/s', '5%')
  expect(download).not.toHaveThroughputAround('10Mbit/s', '300kbit/s')
  expect(download).toHaveThroughputAround('10Mbit/s', '300kbit/s', { figure: 'steady.mbps' })
  expect(exampleDatagram()).not.toHaveThroughputAround('1bit/s', '1%')
  expect(firstLine(() => expect(download).toHaveThroughputAround('11Mbit/s', '5%'))).toContain(
    'download.mbps was 10.4 Mbps, target 11 Mbps ± 5 % (under by 0.600 Mbps, -5.45 %)',
  )
  expect(
    firstLine(() =>
      expect([download, exampleThroughput({ mbps: 12 })]).toHaveThroughputAround('10Mbit/s', '5%'),
    ),
  ).toContain('download.mbps was 12.0 Mbps, the farthest off of 2, target')
  expect(() =>
    expect(exampleDatagram()).toHaveThroughputAround('1Mbit/s', '5%', { figure: 'steady.mbps' }),
  ).toThrow('toHaveThroughputAround: a measurement of datagram has no steady.mbps. It has mbps.')
  // @ts-expect-error: untyped programs pass anything
  expect(() => expect(download).toHaveThroughputAround('10Mbit/s', 5)).toThrow('Expected a rate such as')
})

test('a limit applies to every measurement of a list, a pair or a document', () => {
  const slow = exampleThroughput({ direction: 'upload', bidirectional: true, mbps: 10 })
  const fast = exampleThroughput({ bidirectional: true })
  expect({ download: fast, upload: fast }).toHaveThroughputAbove('100Mbit/s')
  expect(
    firstLine(() => expect({ download: fast, upload: slow }).toHaveThroughputAbove('100Mbit/s')),
  ).toContain('bidirectional.upload.mbps was 10.0 Mbps')
  expect(
    firstLine(() => expect([latency, exampleLatency({ p50: 9 })]).toHaveLatency({ p50: '< 5ms' })),
  ).toContain('latency.p50 was 9.00 ms, the highest of 2')
  expect(exampleDocument([latency, exampleThroughput()])).toMeet(['latency < 5ms', 'download > 100Mbit/s'])
})

test('a figure equal to the limit breaks < and keeps <=', () => {
  expect(latency).not.toHaveLatency({ p50: '< 2ms' })
  expect(latency).toHaveLatency({ p50: '<= 2ms' })
  expect(latency).not.toHaveLatencyBelow(2)
})

test('thresholds with regress are judged against a comparison or a baseline', () => {
  const before = exampleDocument([exampleLatency({ ...latency, p50: 1 })])
  expect(exampleDocument([latency])).toMeet('latency.p50 regress < 200%', { baseline: [before] })
  expect(
    firstLine(() =>
      expect(exampleDocument([latency])).toMeet('latency.p50 regress < 5%', { baseline: [before] }),
    ),
  ).toContain('100 % worse')
  expect([latency, slowerLatency()]).toMeet(['latency.p50 < 5ms', 'latency.p50 regress < 50%'])
})

test('measurements of a link are compared with a baseline by their target and machine', () => {
  const measured = exampleLatency({ ...latency })
  const target = { host: '127.0.0.1', port: 5001, dialect: 'native', mode: 'thread' } as const
  noteProvenance(measured, { target, server: null, reached: 'own' })
  const before = {
    ...exampleDocument([exampleLatency({ ...latency, p50: 1.9 })]),
    target,
    environment: { client: hostFacts(), server: null },
    tool: { name: 'wyndrvr', version: '1.0.0' },
  } as const
  expect(measured).toMeet('latency.p50 regress < 10%', { baseline: [before] })
  expect(
    firstLine(() => expect(measured).toMeet('latency.p50 regress < 1%', { baseline: [before] })),
  ).toContain('5.3 % worse')
})

test('without a margin the verdict of the comparison counts', () => {
  expect(slowerLatency({ verdict: 'same' })).toBeNoWorse()
  expect(slowerLatency({ verdict: 'better' })).toBeNoWorse()
  expect(firstLine(() => expect(slowerLatency()).toBeNoWorse())).toContain(slowerLatency().sentence)
  expect(slowerLatency()).toBeNoWorse({ margin: '25%' })
  expect(firstLine(() => expect(slowerLatency()).toBeNoWorse({ margin: '10%' }))).toContain('limit 10 %')
  expect([slowerLatency({ verdict: 'same' }), slowerLatency()]).not.toBeNoWorse()
  expect([slowerLatency({ verdict: 'same' }), slowerLatency({ judged: false })]).toBeNoWorse()
})

test('toCostAtMost limits the loss of throughput, not the gain', () => {
  const faster = { metric: 'download.mbps', unit: 'Mbps', better: 'higher', measure: 'download' } as const
  expect(slowerLatency(faster)).toCostAtMost('1%')
  const interval = { from: -0.13, to: -0.11 }
  expect(slowerLatency({ ...faster, change: -0.12, interval })).not.toCostAtMost('10%')
  expect(slowerLatency({ ...faster, change: -0.12, interval })).toCostAtMost('15%')
})

test.each([
  [
    'null',
    () => expect(null).toMeet('latency < 5ms'),
    'toMeet judges measurements, comparisons and documents, got null.',
  ],
  ['an empty list', () => expect([]).toMeet('latency < 5ms'), 'got an empty list.'],
  [
    'a number',
    () => expect(5).toHaveLossBelow('1%'),
    'toHaveLossBelow judges measurements of latency or UDP flows, got 5.',
  ],
  [
    'another kind',
    () => expect(exampleConnect()).toHaveLatencyBelow('5ms'),
    'got a measurement of connect. Use toMeet for other metrics.',
  ],
  [
    'a download',
    () => expect(exampleThroughput()).toHaveJitterBelow('5ms'),
    'got a measurement of throughput.',
  ],
  [
    'a measurement instead of a comparison',
    () => expect(latency).toBeNoWorse(),
    'toBeNoWorse judges comparisons of two arms, got a measurement of latency.',
  ],
  [
    'a document without a comparison',
    () => expect(exampleDocument([])).toBeNoWorse(),
    'got a document without any.',
  ],
  [
    'no limit',
    () => expect(latency).toHaveLatency({} as never),
    "toHaveLatency needs at least one limit, as in toHaveLatency({ p99: '< 5ms' }).",
  ],
  ['no threshold', () => expect(latency).toMeet([]), 'toMeet needs at least one threshold, as in'],
  ['a loss below 0 %', () => expect(latency).toHaveLossBelow('0%'), 'needs a limit above 0, got 0%.'],
  ['a time below 0', () => expect(latency).toHaveLatencyBelow(0), 'needs a limit above 0, got 0ms.'],
  [
    'an unknown metric',
    () => expect(latency).toMeet('latency.p98 < 5ms' as never),
    "Unknown metric 'latency.p98'.",
  ],
  [
    'regress without a baseline',
    () => expect(latency).toMeet('latency regress < 5%'),
    "'latency.p50 regress < 5%' needs something to compare with",
  ],
  [
    'a baseline with not',
    () => expect(latency).not.toMatchBaseline('x'),
    'toMatchBaseline does not support not.',
  ],
  [
    'a baseline of a measurement without a link',
    () => expect(latency).toMatchBaseline('x'),
    'Only documents and measurements that a link or measure returned can be compared with earlier runs. Pass one of them.',
  ],
  [
    'a path as the name of a baseline',
    () => expect(exampleDocument([latency])).toMatchBaseline('../x'),
    "must be 1 to 100 letters, digits, spaces or any of '-_+()', got '../x'.",
  ],
  [
    'a limit as the threshold of a baseline',
    () => expect(exampleDocument([latency])).toMatchBaseline('x', { thresholds: ['latency < 5ms'] }),
    'is a limit, not a regress threshold',
  ],
  [
    'a baseline of a metric that was not measured',
    () => expect(exampleDocument([latency])).toMatchBaseline('x', { thresholds: ['download regress < 5%'] }),
    'names a metric that was not measured',
  ],
  [
    'a baseline of a latency that has another name',
    () => expect(exampleDocument([overHttp])).toMatchBaseline('x', { thresholds: ['latency regress < 5%'] }),
    'names a metric that was not measured: over HTTP it is http.latency.p50.',
  ],
  [
    'regress of a latency that has another name',
    () => expect(overHttp).toMeet('latency.p99 regress < 5%'),
    'latency.p99 was not measured: over HTTP it is http.latency.p99.',
  ],
  [
    'a latency over HTTP beside one over TCP',
    () => expect(overHttp).toAddAtMost('5ms', { over: latency }),
    'toAddAtMost compares two measurements of the same kind, got http.latency over latency.',
  ],
])('%s is rejected with the reason', (_, mistake, sentence) => {
  expect(firstLine(mistake)).toContain(sentence)
})

test('values that the types forbid are rejected in one sentence too', () => {
  const wrong = (limit: unknown): string =>
    firstLine(() => expect(latency).toHaveLatencyBelow(limit as '5ms'))
  expect(wrong('5 parsec')).toContain("got '5 parsec'")
  expect(wrong(undefined)).toContain("got 'undefined'")
  expect(firstLine(() => expect(latency).toHaveLatency({ p99: 'fast' as '< 5ms' }))).toContain('Expected')
  expect(firstLine(() => expect(latency).toHaveLatency(null as never))).toContain('needs at least one limit')
})
