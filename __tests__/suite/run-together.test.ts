import { describe, expect, test, vi } from 'vitest'

import type { ConcurrentListener } from '../../src/suite/concurrent.ts'
import { runTogether } from '../../src/suite/run-together.ts'
import { startServer } from '../../src/server/start-server.ts'
import { greetingAgent, HERE, shellAgent } from '../agent/agents.ts'
import { exampleLatency } from '../support/documents/documents.ts'
import { throwingListener, ENOUGH } from '../client/throwing-listener.ts'

const ONE_PLACE = [HERE]

describe('clients in several places', () => {
  test('begin each test together, and say how far apart they began', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 2 })
    const onInterval = vi.fn<NonNullable<ConcurrentListener['onInterval']>>()
    const onMeasurement = vi.fn<NonNullable<ConcurrentListener['onMeasurement']>>()
    const { results, together } = await runTogether(
      [ONE_PLACE, ONE_PLACE, ONE_PLACE],
      {
        ...server.address,
        tests: ['latency', 'download'],
        latency: { count: 5 },
        throughput: { duration: '50ms', reportInterval: '25ms' },
      },
      { listener: { onInterval, onMeasurement } },
    )
    for (const [index, { client, error, document }] of results.entries()) {
      expect([client, error]).toEqual([index + 1, null])
      expect(document.measurements).toMatchObject([
        { kind: 'latency', client },
        { kind: 'throughput', client },
      ])
    }
    expect(together.clients).toEqual(
      [1, 2, 3].map((client) => ({
        client,
        from: ONE_PLACE,
        host: expect.objectContaining({ node: process.versions.node }),
      })),
    )
    expect(together.starts).toEqual(
      ['latency', 'download'].map((name) => ({
        test: name,
        clients: 3,
        apart: expect.any(Number),
        error: expect.any(Number),
      })),
    )
    // Agents that began on their own would be as far apart as their processes started.
    expect(Math.min(...together.starts.map(({ apart }) => apart))).toBeGreaterThanOrEqual(0)
    expect(new Set(onInterval.mock.calls.map(([{ client }]) => client))).toEqual(new Set([1, 2, 3]))
    expect(onMeasurement).toHaveBeenCalledTimes(6)
  })

  test('do not wait for one that cannot be reached', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 2 })
    const { results, together } = await runTogether([ONE_PLACE, shellAgent('echo no >&2; exit 1')], {
      ...server.address,
      tests: ['latency'],
      latency: { count: 5 },
    })
    expect(results).toMatchObject([
      { client: 1, error: null, document: { measurements: [{ received: 5 }] } },
      { client: 2, error: { code: 'ERR_WYNDRVR_WORKER' }, document: { measurements: [] } },
    ])
    expect(together.clients[1]?.host).toBeNull()
    expect(together.starts).toMatchObject([{ clients: 1, apart: 0 }])
  })

  test('do not wait for one that fails while it prepares a test', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 2 })
    const target = { ...server.address, dialect: 'native', mode: 'thread' }
    const failing = greetingAgent(`
      require('node:readline').createInterface(process.stdin).on('line', (line) => {
        const { id, order } = JSON.parse(line)
        const done = { report: 'done', id, ...(order === 'connect' && { target: ${JSON.stringify(target)} }) }
        const failed = { report: 'failed', id, code: 'ERR_WYNDRVR_LOST', message: 'The server has gone.' }
        console.log(JSON.stringify(order === 'latency' ? failed : done))
      })`)
    const { results, together } = await runTogether([failing, ONE_PLACE], {
      ...server.address,
      tests: ['latency', 'download'],
      latency: { count: 5 },
      throughput: { size: '100kB' },
    })
    expect(results).toMatchObject([
      { error: { message: 'The server has gone.' }, document: { measurements: [] } },
      { error: null, document: { measurements: [{ received: 5 }, { bytes: 100_000 }] } },
    ])
    expect(together.starts).toMatchObject([{ clients: 1 }, { clients: 1 }])
  })

  test('are told the time early enough for the slowest round trip, and how late each began', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 2 })
    // The first look at its clock takes 2 s and the order to begin 1 s. It begins 5 s late, and 50 s if the order came too late.
    const slow = greetingAgent(`
      const target = ${JSON.stringify({ ...server.address, dialect: 'native', mode: 'thread' })}
      const measurements = [${JSON.stringify(exampleLatency())}]
      const say = (report) => console.log(JSON.stringify(report))
      let clocks = 0
      let measuring = 0
      const obey = ({ id, order, at }) => {
        if (order === 'latency') return say({ report: 'ready', id: (measuring = id) })
        say({ report: 'done', id, time: performance.now(), ...(order === 'connect' && { target }) })
        const time = at > performance.now() ? at + 5000 : at + 50000
        if (order === 'begin') say({ report: 'done', id: measuring, measurements, time })
      }
      require('node:readline').createInterface(process.stdin).on('line', (line) => {
        const order = JSON.parse(line)
        const late = order.order === 'begin' ? 1000 : order.order === 'clock' && clocks++ === 0 ? 2000 : 0
        setTimeout(obey, late, order)
      })`)
    const { results, together } = await runTogether([ONE_PLACE, slow], {
      ...server.address,
      tests: ['latency'],
      latency: { count: 5 },
    })
    expect(results.map(({ error }) => error)).toEqual([null, null])
    const [start] = together.starts
    expect(start).toMatchObject({ test: 'latency', clients: 2 })
    const { apart = 0, error = 0 } = start ?? {}
    expect(apart).toBeGreaterThan(0)
    // The other one may have waited for a CPU, and so have begun later than it was told to.
    expect(apart).toBeLessThanOrEqual(5000 + error)
  })

  test('are refused by a server that serves one at a time', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, mode: 'sequential' })
    const { results } = await runTogether([ONE_PLACE, ONE_PLACE], { ...server.address, tests: ['latency'] })
    for (const { error } of results) {
      expect(error).toMatchObject({
        code: 'ERR_WYNDRVR_REFUSED',
        message: expect.stringContaining('serves one client at a time'),
      })
    }
  })

  test('all end when a listener throws, or when they are stopped', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 2 })
    const suite = {
      ...server.address,
      tests: ['download'] as const,
      throughput: { duration: '60s' } as const,
    }
    const listener = { onInterval: throwingListener() }
    await expect(runTogether([ONE_PLACE, ONE_PLACE], suite, { listener })).rejects.toBe(ENOUGH)
    const stop = new AbortController()
    const { results } = await runTogether([ONE_PLACE, ONE_PLACE], suite, {
      signal: stop.signal,
      listener: { onInterval: () => stop.abort() },
    })
    for (const { error, document } of results) {
      expect(error?.code).toBe('ERR_WYNDRVR_ABORTED')
      expect(document.measurements).toMatchObject([{ kind: 'throughput', validity: { ok: false } }])
    }
  })
})
