import { expect, test } from 'vitest'

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
