import { connect as connectSocket } from 'node:net'

import { describe, expect, test } from 'vitest'

import type { ClientProxy } from '../../src/client/wire/proxy.ts'
import { compare } from '../../src/compare/compare.ts'
import type { TwoArms } from '../../src/compare/arm-plan.ts'
import type { CompareProgress, CompareSettings } from '../../src/compare/plan.ts'
import { freePort } from '../../src/host/free-port.ts'
import { readDocument, writeDocument } from '../../src/results/document.ts'
import type { Comparison } from '../../src/results/types.ts'
import { startBackgroundServer } from '../../src/server/background.ts'
import { isJudged } from '../../src/verdict/worst-first.ts'
import { judgeComparison } from '../../src/verdict/comparison.ts'
import { skipBusy, skipUndecided } from '../support/machine/busy-machine.ts'
import { startDelayProxy } from '../support/peers/delay-proxy.ts'
import { closeTogether, listen } from '../support/peers/endpoint.ts'
import type { Endpoint } from '../support/peers/endpoint.ts'

const LOCAL = { host: '127.0.0.1', port: 0 } as const

/** Bursts that take little time. */
const SMALL = { latency: 100, download: 65_536, upload: 65_536 } as const

/** The outcome computed from the document's data. */
function recomputed({ method, looks, ...comparison }: Comparison): object {
  const look = looks.at(-1)
  if (look === undefined) throw new Error('There was no look at the data.')
  expect(look.blocks).toBe(comparison.blocks.length)
  return judgeComparison({ ...comparison, seed: method.seed, look, broken: [] })
}

test('the document of two identical servers is enough to compute the same outcome again', async ({
  skip,
}) => {
  await using base = await startBackgroundServer(LOCAL)
  await using head = await startBackgroundServer(LOCAL)
  const heard: CompareProgress[] = []
  const { document, error } = await compare({
    base: base.address,
    head: head.address,
    bursts: SMALL,
    budget: '3s',
    seed: 42,
    onProgress: (progress) => heard.push(progress),
  })
  expect(error).toBeNull()
  expect(readDocument(writeDocument(document), 'a comparison')).toEqual(document)
  const { comparisons, verdicts, target, environment } = document
  expect(comparisons.map(({ metric }) => metric)).toEqual([
    'download.mbps',
    'latency.p50',
    'latency.p95',
    'latency.p99',
    'upload.mbps',
  ])
  const unmeasured = comparisons.find(({ blocks }) => blocks.length === 0)
  skipBusy(unmeasured?.sentence ?? null, skip)
  const judged = comparisons.filter(isJudged)
  expect(judged.map(({ metric }) => metric)).toEqual(['download.mbps', 'latency.p50', 'upload.mbps'])
  for (const comparison of comparisons) {
    const { change, interval, floor, verdict, sentence, toDecide, validity } = comparison
    expect(recomputed(comparison)).toEqual({ change, interval, floor, verdict, sentence, toDecide, validity })
    expect(comparison.blocks.length).toBeGreaterThan(0)
    for (const { pairs, same } of comparison.blocks) {
      expect(pairs.head).toHaveLength(pairs.base.length)
      expect(same.again).toHaveLength(same.base.length)
      expect(Math.min(...pairs.base, ...pairs.head, ...same.base, ...same.again)).toBeGreaterThan(0)
    }
    expect(comparison.method).toMatchObject({ seed: 42, budget: 3, error: 0.02 })
    expect(comparison.arms).toEqual({
      base: { ...base.address, dialect: 'native', command: null, via: null },
      head: { ...head.address, dialect: 'native', command: null, via: null },
    })
    const spent = comparison.looks.reduce((sum, look) => sum + look.error, 0)
    expect(spent).toBeLessThanOrEqual(0.02 + 1e-9)
  }
  expect(verdicts).toEqual(
    judged.map(({ metric, verdict, sentence, head: figure }) => ({
      kind: 'comparison',
      metric,
      verdict,
      sentence,
      threshold: null,
      figure,
      limit: null,
    })),
  )
  expect(target).toEqual({ ...base.address, dialect: 'native', mode: 'thread' })
  expect(environment.server).not.toBeNull()
  expect(heard.length).toBeGreaterThan(0)
  expect(heard.at(-1)?.metrics.map(({ verdict }) => verdict)).toEqual(judged.map(({ verdict }) => verdict))
})

test('a path that delays each answer is worse', async ({ skip }) => {
  await using server = await startBackgroundServer(LOCAL)
  await using proxy = await startDelayProxy(server.address.port, 1)
  const path = { host: proxy.host, port: proxy.port }
  const { document } = await compare({
    base: server.address,
    head: path,
    measure: ['latency'],
    budget: '6s',
  })
  skipUndecided(document.verdicts, skip)
  expect(document.verdicts).toMatchObject([{ metric: 'latency.p50', verdict: 'worse' }])
  expect(document.comparisons.map(({ metric, judged }) => [metric, judged])).toEqual([
    ['latency.p50', undefined],
    ['latency.p95', false],
  ])
})

test('two servers that only speak the seed dialect are compared', async () => {
  await using base = await startSeedServer()
  await using head = await startSeedServer()
  const { document, error } = await compare({
    base: base.address,
    head: head.address,
    measure: ['latency.p99', 'download'],
    bursts: SMALL,
    // Wide enough for an early end.
    margin: 0.9,
    budget: '6s',
  })
  expect(error).toBeNull()
  expect(document.comparisons.map(({ metric }) => metric)).toEqual([
    'download.mbps',
    'latency.p50',
    'latency.p95',
    'latency.p99',
  ])
  expect(document.verdicts.map(({ metric }) => metric)).toEqual(['download.mbps', 'latency.p99'])
  expect(document.comparisons[0]?.arms.head.dialect).toBe('seed')
  expect(document.comparisons[0]?.blocks.length).toBeGreaterThan(0)
})

describe('the command of an arm behind a proxy', () => {
  test('is started, whatever listens at its address on this machine', async () => {
    await using here = await listen((socket) => socket.destroy())
    const behind = await freePort()
    const stop = new AbortController()
    await using proxy = await connectProxy(behind, () => stop.abort())
    const answering =
      "require('node:net').createServer((s) => s.end('PONG')).listen(process.argv[1], '127.0.0.1')"
    const { error } = await compare({
      base: { ...here.address, proxy, command: [process.execPath, '-e', answering, String(behind)] },
      head: { ...here.address, proxy },
      signal: stop.signal,
    })
    expect(error?.code).toBe('ERR_WYNDRVR_ABORTED')
  })

  test('is not started if a server answers through the proxy already', async () => {
    await using leftover = await startSeedServer()
    await using proxy = await connectProxy(leftover.port)
    // The address is for the proxy to find.
    const { error } = await compare({
      base: { port: 1, proxy, command: [process.execPath, '-e', ''] },
      head: { port: 1, proxy },
    })
    expect(error?.message).toContain('was not started: another program is already listening on localhost:1.')
  })
})

/** A proxy whose every connection leads to a port of this machine. */
async function connectProxy(
  port: number,
  onConnect: () => void = () => undefined,
): Promise<ClientProxy & AsyncDisposable> {
  const proxy = await listen((client) => {
    client.once('data', () => {
      const server = connectSocket({ host: '127.0.0.1', port })
      closeTogether(client, server)
      server.once('connect', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n')
        client.pipe(server).pipe(client)
        onConnect()
      })
    })
  })
  const { address, [Symbol.asyncDispose]: dispose } = proxy
  return { protocol: 'http-connect', ...address, [Symbol.asyncDispose]: dispose }
}

test('a server that serves one client at a time is refused', async () => {
  await using server = await startBackgroundServer({ ...LOCAL, mode: 'sequential' })
  const { document, error } = await compare({ base: server.address, head: server.address })
  expect(error?.code).toBe('ERR_WYNDRVR_REFUSED')
  expect(error?.message).toContain('Start it in a mode other than sequential.')
  expect(document.comparisons).toEqual([])
})

describe('an option that is out of range is rejected before anything is started', () => {
  const base = { port: 5001 }
  const cases: readonly (readonly [string, Partial<TwoArms & CompareSettings>])[] = [
    ['budget must be from 2s to 10min', { budget: '1s' }],
    ["timeout must be at least 1ms, got '0s'", { timeout: '0s' }],
    ['margin must be a share from 0.001 to 0.9', { margin: 5 }],
    ['seed must be a whole number', { seed: -1 }],
    ['base.port must be a whole number from 1 to 65535', { base: { port: 0 } }],
    ['head.command must name a program', { head: { port: 5002, command: [] } }],
    [
      'measure must be one or more of download, latency, latency.p50, latency.p95, latency.p99, http.latency',
      { measure: [] },
    ],
    [
      'Give them different ports',
      { base: { port: 5001, command: ['a'] }, head: { port: 5001, command: ['b'] } },
    ],
  ]
  test.each(cases)('%s', async (sentence, given) => {
    const comparing = compare({ base, head: { port: 5002 }, ...given })
    await expect(comparing).rejects.toMatchObject({ code: 'ERR_WYNDRVR_VALUE' })
    await expect(comparing).rejects.toThrow(sentence)
  })
})

/** A server of the seed dialect, in this process. */
async function startSeedServer(): Promise<Endpoint> {
  return listen((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      const [command, size] = chunk.toString('latin1').trim().split(':')
      if (command === 'PING') socket.write('PONG')
      else if (command === 'QUIT') socket.end('BYE')
      else if (command === 'BANDWIDTH_DOWNLOAD') {
        socket.write('READY')
        setTimeout(() => socket.write(Buffer.alloc(Number(size))), 20)
      } else socket.write('ERROR:Unknown command')
    })
  })
}
