import { expect, test } from 'vitest'

import { nameFor } from '../../src/compare/latency-name.ts'
import { comparePlan } from '../../src/compare/plan.ts'

const ARMS = { base: { port: 5001 }, head: { port: 5002 } }

test('burst sizes are those given, or else depend on the speed of the path', () => {
  expect(comparePlan(ARMS).bursts).toEqual({})
  const bursts = { download: 8_000_000, latency: 100 }
  expect(comparePlan({ ...ARMS, bursts }).bursts).toEqual(bursts)
})

test.each([
  [{ download: 1000 }, "a burst of download must be a whole number from 65536 to 1000000000, got '1000'."],
  [{ latency: 9 }, "a burst of latency must be a whole number from 10 to 10000, got '9'."],
  [
    { upload: 1e5 + 0.5 },
    "a burst of upload must be a whole number from 65536 to 1000000000, got '100000.5'.",
  ],
])('a burst of %j is rejected', (bursts, sentence) => {
  expect(() => comparePlan({ ...ARMS, bursts })).toThrow(sentence)
})

test('the percentiles of latency that are named are judged, and need bursts of enough probes', () => {
  expect(comparePlan(ARMS)).toMatchObject({
    streams: null,
    measure: ['download', 'latency', 'upload'],
    judged: ['download.mbps', 'latency.p50', 'upload.mbps'],
  })
  const measure = ['upload', 'latency.p95', 'latency.p99'] as const
  expect(comparePlan({ ...ARMS, measure })).toMatchObject({
    measure: ['latency', 'upload'],
    judged: ['upload.mbps', 'latency.p95', 'latency.p99'],
  })
  expect(() => comparePlan({ ...ARMS, measure, bursts: { latency: 49 } })).toThrow(
    "a burst of latency must have at least 50 probes to judge latency.p99, got '49'.",
  )
})

const OVER_HTTP = {
  base: { port: 1, url: 'http://127.0.0.1:5001' },
  head: { port: 1, url: 'https://proxy.test/base', httpVersion: '2' },
} as const

test('latency has the names that it has over HTTP, if the arms are measured over HTTP', () => {
  expect(comparePlan(OVER_HTTP)).toMatchObject({
    judged: ['download.mbps', 'http.latency.p50', 'upload.mbps'],
    latency: 'http.latency',
  })
  const measure = ['latency', 'http.latency.p99'] as const
  expect(comparePlan({ ...OVER_HTTP, measure, margin: 'latency=1%,http.latency.p99=2%' })).toMatchObject({
    measure: ['latency'],
    judged: ['http.latency.p50', 'http.latency.p99'],
  })
  expect(() => comparePlan({ ...OVER_HTTP, measure, bursts: { latency: 49 } })).toThrow(
    "a burst of latency must have at least 50 probes to judge http.latency.p99, got '49'.",
  )
  const overWebSocket = { port: 1, url: 'ws://127.0.0.1:5001' }
  expect(comparePlan({ base: overWebSocket, head: ARMS.head, measure: ['latency'] })).toMatchObject({
    judged: ['latency.p50'],
  })
})

test.each([
  [OVER_HTTP, 'latency.p99', 'measure has latency.p99, but over HTTP it is http.latency.p99.'],
  [ARMS, 'http.latency', 'measure has http.latency, but over TCP and WebSocket it is latency.p50.'],
  [
    { base: ARMS.base, head: OVER_HTTP.head },
    'latency',
    'latency cannot be compared: head is measured over HTTP, and base is not. Name both by URLs that begin with http,',
  ],
  [
    { base: OVER_HTTP.base, head: { port: 1, url: 'ws://127.0.0.1:1' } },
    'http.latency',
    'latency cannot be compared: base is measured over HTTP, and head is not.',
  ],
] as const)('of arms %j, %s is refused', (arms, name, sentence) => {
  expect(() => comparePlan({ ...arms, measure: [name] })).toThrow(sentence)
  expect(comparePlan({ ...arms, measure: ['download'] }).judged).toEqual(['download.mbps'])
})

test('a margin of a latency that the arms do not have is refused', () => {
  const margin = { 'latency.p99': 0.1 }
  expect(comparePlan({ ...ARMS, margin }).margin.text).toBe('latency.p99 10 %, otherwise 5 %')
  expect(() => comparePlan({ ...OVER_HTTP, margin })).toThrow(
    'margin has latency.p99, but over HTTP it is http.latency.p99.',
  )
})

test('a burst of latency has the name that the arm asks for', () => {
  const arms = [OVER_HTTP.base, OVER_HTTP.head, ARMS.base, { port: 1, url: 'wss://a.test' }, undefined]
  expect(arms.map((arm) => nameFor(arm, 'latency.p99'))).toEqual([
    'http.latency.p99',
    'http.latency.p99',
    'latency.p99',
    'latency.p99',
    'latency.p99',
  ])
  expect(nameFor({ call: async () => undefined }, 'latency.p95')).toBe('latency.p95')
  expect(nameFor(OVER_HTTP.base, 'download')).toBe('download')
})

test('functions have no latency over HTTP', () => {
  const call = { call: async () => undefined }
  const arms = { base: call, head: call }
  expect(comparePlan({ ...arms, measure: ['latency.p95'] }).judged).toEqual(['call.p95'])
  expect(() => comparePlan({ ...arms, measure: ['http.latency'] })).toThrow(
    "measure must be latency to compare functions, got 'http.latency'.",
  )
})

test('an arm may be behind a proxy, whose address is checked', () => {
  const proxy = { protocol: 'socks5', host: '127.0.0.1', port: 1080 } as const
  expect(comparePlan({ ...ARMS, head: { port: 5001, proxy } }).heads[0]).toMatchObject({ proxy })
  expect(() => comparePlan({ ...ARMS, head: { port: 5001, proxy: { ...proxy, port: 0 } } })).toThrow(
    "The proxy's port must be a whole number from 1 to 65535, got '0'.",
  )
})

test('streams and the datagram rate are validated, and refused if no measure uses them', () => {
  const plan = comparePlan({
    ...ARMS,
    measure: ['loaded.upload.p95', 'udp.download.jitter', 'connect'],
    streams: 8,
    rate: '5MB/s',
  })
  expect(plan).toMatchObject({
    measure: ['connect', 'loaded.upload', 'udp.download'],
    judged: ['loaded.upload.p95', 'udp.download.jitter', 'connect.rate'],
    streams: 8,
    rate: 40e6,
  })
  expect(() => comparePlan({ ...ARMS, streams: 129 })).toThrow(
    "streams must be a whole number from 1 to 128, got '129'.",
  )
  expect(() => comparePlan({ ...ARMS, measure: ['latency', 'connect'], streams: 2 })).toThrow(
    'streams applies only to download, upload and loaded latency, but measure is latency, connect. Remove it.',
  )
  expect(() => comparePlan({ ...ARMS, rate: '5Mbit/s' })).toThrow(
    'rate applies only to UDP, but measure is download, latency, upload. Remove it.',
  )
  expect(() => comparePlan({ ...ARMS, measure: ['udp.upload.loss'], rate: 10 })).toThrow(
    "rate of datagrams must be from 1kbit/s to 100Gbit/s, got '10'.",
  )
})

test.runIf(process.platform === 'linux')('CPU time needs a program that is known', () => {
  const measure = ['cpu.upload'] as const
  expect(() => comparePlan({ ...ARMS, measure })).toThrow(
    'measure has cost.cpu.upload, but base has neither a command nor a pid, so its program is not known.',
  )
  expect(() => comparePlan({ base: { port: 5001, pid: 1 }, head: { port: 5002, pid: 0 }, measure })).toThrow(
    "head.pid must be a whole number from 1 to 4194304, got '0'.",
  )
  expect(
    comparePlan({ base: { port: 5001, pid: 1 }, head: { port: 5002, command: ['proxy'] }, measure }).judged,
  ).toEqual(['cost.cpu.upload'])
})

test.each([
  [[{ name: 'one', port: 1 }], 'A comparison has 2 to 8 arms, got 1.'],
  [
    [
      { name: 'one', port: 1 },
      { name: 'one', port: 2 },
    ],
    'Two arms have the name one.',
  ],
  [
    [
      { name: 'a b', port: 1 },
      { name: 'one', port: 2 },
    ],
    `the name of an arm must be 1 to 30 letters, digits, ".", "_" or "-", got 'a b'`,
  ],
  [
    [
      { name: 'one', port: 1, command: ['a'] },
      { name: 'two', port: 1, command: ['b'] },
    ],
    'one and two each start a command, so they cannot both listen on localhost:1.',
  ],
])('arms that cannot be told apart are rejected: %j', (arms, sentence) => {
  expect(() => comparePlan({ arms })).toThrow(sentence)
})
