import { describe, expect, test } from 'vitest'

import { fullSuite, leftOutOf } from '../../src/suite/full-suite.ts'
import { planSuite } from '../../src/suite/plan.ts'
import { runSuite } from '../../src/suite/suite.ts'
import { startServer } from '../../src/server/start-server.ts'
import { describeDialects } from '../support/describe-dialects.ts'

describe('the steps of a full suite', () => {
  test('take less than 25 s in the native dialect', () => {
    const steps = fullSuite({}, 'native')
    expect(leftOutOf('full', 'native')).toEqual([])
    expect(steps.map(({ test: name }) => name)).toEqual([
      'latency',
      'latency',
      'download',
      'upload',
      'bidirectional',
      'loaded',
      'connect',
      'latency',
      'bidirectional',
    ])
    const seconds = steps.map(({ latency, datagrams, throughput, loaded, connectRate }) =>
      loaded
        ? 4 * (Number.parseFloat(String(loaded.duration)) + 0.5)
        : Number.parseFloat(String((latency ?? datagrams ?? throughput ?? connectRate)?.duration)),
    )
    expect(steps.flatMap(({ loaded }) => loaded?.warmup ?? [])).toEqual(['500ms'])
    // The rest is for opening connections, reading kernel counters and delays on a busy machine.
    expect(seconds.reduce((sum, each) => sum + each, 0)).toBeLessThan(20)
  })

  test('use the given options, and their default durations only if none is given', () => {
    const given = {
      latency: { count: 5, interval: 2, payload: 100 },
      throughput: { size: 1000, streams: 2, duration: undefined },
      loaded: { streams: 2, warmup: '2s' },
      connectRate: { duration: '3s', concurrency: 4 },
      datagrams: { rate: '5Mbit/s' },
    } as const
    expect(fullSuite(given, 'native')).toEqual([
      { test: 'latency', latency: { count: 5, interval: undefined, payload: 100 } },
      { test: 'latency', latency: { count: 5, interval: 2, payload: 100 } },
      { test: 'download', throughput: given.throughput },
      { test: 'upload', throughput: given.throughput },
      { test: 'bidirectional', throughput: given.throughput },
      { test: 'loaded', loaded: { streams: 2, duration: '1s', warmup: '2s' } },
      { test: 'connect', connectRate: given.connectRate },
      { test: 'latency', transport: 'udp', latency: given.latency },
      { test: 'bidirectional', transport: 'udp', datagrams: { rate: '5Mbit/s', duration: '1.5s' } },
    ])
  })

  test('raise the size of UDP probes to the minimum', () => {
    const [latency] = fullSuite({ latency: { payload: 14 } }, 'native').slice(-2)
    expect(latency?.latency).toEqual({ payload: 18, duration: '1s' })
  })

  test('in the seed dialect are limited to what it supports, with transfers by size', () => {
    expect(fullSuite({ throughput: { size: 1000 } }, 'seed')).toEqual([
      { test: 'latency', latency: { duration: '1s', interval: undefined } },
      { test: 'download', throughput: { size: 1000 } },
      { test: 'upload', throughput: { size: 1000 } },
      { test: 'connect', connectRate: { duration: '1s' } },
    ])
    const leftOut = ['open-loop latency', 'bidirectional', 'loaded latency', 'UDP latency', 'UDP']
    expect(leftOutOf('full', 'seed')).toEqual(leftOut)
  })

  test('over HTTP have requests too, which no other dialect lacks', () => {
    const names = fullSuite({}, 'http1').map(({ test: name }) => name)
    const transfers = ['download', 'upload', 'bidirectional']
    expect(names).toEqual(['latency', 'latency', ...transfers, 'loaded', 'connect', 'requests'])
    expect(leftOutOf('full', 'http1')).toEqual(['UDP latency', 'UDP'])
    expect(leftOutOf('full', 'native')).toEqual([])
    const [step] = planSuite({ tests: ['requests'], connectRate: { count: 5, resume: true } }).http1
    expect(step).toMatchObject({ kind: 'connect', plan: { reuse: true, resume: false, count: 5 } })
  })

  test('in the iperf3 dialect are those without an echo, with transfers of a time', () => {
    expect(fullSuite({}, 'iperf3')).toEqual([
      { test: 'download', throughput: { duration: '2s' } },
      { test: 'upload', throughput: { duration: '2s' } },
      { test: 'bidirectional', throughput: { duration: '1.5s' } },
      { test: 'bidirectional', transport: 'udp', datagrams: { duration: '1.5s' } },
    ])
    const leftOut = ['latency', 'open-loop latency', 'loaded latency', 'connect', 'UDP latency']
    expect(leftOutOf('full', 'iperf3')).toEqual(leftOut)
  })
})

describe('without named tests', () => {
  test('a suite has latency, download and upload, as far as the dialect has them', () => {
    const { native, seed, iperf3 } = planSuite({})
    const names = [native, seed, iperf3].map((steps) => steps.map((step) => step.test))
    expect(names).toEqual([
      ['latency', 'download', 'upload'],
      ['latency', 'download', 'upload'],
      ['download', 'upload'],
    ])
    expect(leftOutOf(undefined, 'iperf3')).toEqual(['latency'])
    expect(leftOutOf(undefined, 'native')).toEqual([])
    expect(leftOutOf(undefined, null)).toEqual([])
  })

  test('named ones are not left out: they are refused', () => {
    expect(planSuite({ tests: ['latency'] }).iperf3).toHaveLength(1)
    expect(leftOutOf(['latency'], 'iperf3')).toEqual([])
  })
})

describeDialects('a full suite', (dialect) => {
  test('measures each step with its own options, and reports each start', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    const started: (readonly [string, number | string | null | undefined])[] = []
    const leftOut: string[] = []
    const { document, error } = await runSuite({
      ...server.address,
      dialect,
      tests: 'full',
      latency: { count: 3, interval: 5 },
      throughput: { size: 100_000 },
      loaded: { duration: '100ms', warmup: 0, streams: 1 },
      connectRate: { count: 20 },
      datagrams: { size: 12_000, rate: '10Mbit/s' },
      listener: {
        onStart: (name, { latency }) => started.push([name, latency?.interval]),
        onLeftOut: (names) => leftOut.push(...names),
      },
    })
    expect(error).toBeNull()
    const native = dialect === 'native'
    expect(leftOut).toEqual(
      native ? [] : ['open-loop latency', 'bidirectional', 'loaded latency', 'UDP latency', 'UDP'],
    )
    expect(started.slice(0, 2)).toEqual([['latency', undefined], native ? ['latency', 5] : ['download', 5]])
    expect(document.measurements).toMatchObject([
      { kind: 'latency', loop: 'closed', received: 3 },
      ...(native ? [{ kind: 'latency', loop: 'open', received: 3 }] : []),
      { kind: 'throughput', direction: 'download', bytes: 100_000, bidirectional: false },
      { kind: 'throughput', direction: 'upload', bytes: 100_000, bidirectional: false },
      ...(native
        ? [
            { kind: 'throughput', direction: 'download', bytes: 100_000, bidirectional: true },
            { kind: 'throughput', direction: 'upload', bytes: 100_000, bidirectional: true },
            { kind: 'loaded', idle: { received: 10 } },
          ]
        : []),
      { kind: 'connect', completed: 20 },
      ...(native
        ? [
            { kind: 'latency', transport: 'udp', received: 3 },
            { kind: 'datagram', direction: 'download', received: 10, bidirectional: true },
            { kind: 'datagram', direction: 'upload', received: 10, bidirectional: true },
          ]
        : []),
    ])
  })
})

test("a step's own options override the suite's", async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  const { document } = await runSuite({
    ...server.address,
    tests: ['latency', { test: 'latency', latency: { count: 2, interval: 3 } }],
    latency: { count: 4 },
  })
  expect(document.measurements).toMatchObject([
    { loop: 'closed', sent: 4 },
    { loop: 'open', sent: 2 },
  ])
})

test('a step out of range is refused before anything is measured', async () => {
  // Nothing listens there, and nothing is asked.
  const tests = ['latency', { test: 'download', throughput: { streams: 0 } }] as const
  await expect(runSuite({ port: 1, tests })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_VALUE',
    message: "streams must be a whole number from 1 to 128, got '0'.",
  })
})

test('a step that the dialect does not support keeps what was measured before it', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  const tests = ['latency', 'bidirectional'] as const
  const { document, error } = await runSuite({ ...server.address, dialect: 'seed', tests })
  expect(document.measurements).toMatchObject([{ kind: 'latency', received: 10 }])
  expect(error).toMatchObject({ code: 'ERR_WYNDRVR_VALUE' })
})
