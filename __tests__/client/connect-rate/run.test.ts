import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

import { describe, expect, test } from 'vitest'

import { connect } from '../../../src/agent/open-client.ts'
import type { ConnectRateOptions } from '../../../src/client/connect-rate/plan.ts'
import type { ConnectInterval } from '../../../src/results/events.ts'
import { noFailures } from '../../../src/results/connect-failures.ts'
import { startServer } from '../../../src/server/start-server.ts'
import { saysBusy } from '../../support/machine/busy-machine.ts'
import { describeDialects } from '../../support/describe-dialects.ts'
import { describeModes } from '../../support/describe-modes.ts'
import { startScriptedServer } from '../../support/peers/scripted-server.ts'
import { ENOUGH, throwingListener } from '../throwing-listener.ts'
import { identity, samples } from './connect-samples.ts'

test('the name of a server is looked up, an address is not', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  const { port } = server.address
  await using named = await connect({ host: 'localhost', port })
  const { lookup } = await named.connectRate({ count: 3 })
  expect(lookup).toMatchObject({ attempted: lookup?.completed, unknown: { p99: expect.any(String) } })
  expect(lookup?.completed).toBeGreaterThanOrEqual(1)
  expect(lookup?.min).toBeGreaterThan(0)
  expect(lookup?.max).toBeGreaterThanOrEqual(lookup?.min ?? Number.NaN)
  await using addressed = await connect({ host: '127.0.0.1', port })
  expect(await addressed.connectRate({ count: 3 })).not.toHaveProperty('lookup')
  const resolve = [`server.test:${port}:127.0.0.1`]
  await using resolved = await connect({ url: `http://server.test:${port}`, resolve })
  expect(await resolved.connectRate({ count: 3 })).not.toHaveProperty('lookup')
})

describeModes('a server', (server) => {
  describeDialects('a connect test', (dialect) => {
    test('of a number of connections', async () => {
      await using client = await connect({ ...server.address, dialect })
      const measured = await client.connectRate({ count: 200 })
      expect(measured).toMatchObject({
        kind: 'connect',
        asked: { count: 200, seconds: null, concurrency: 16, timeout: 2000 },
        attempted: 200,
        connected: 200,
        completed: 200,
        failed: 0,
        errors: noFailures(),
        unknown: { p999: expect.stringContaining('1000') },
      })
      // A process that opens its first connections compiles, and is busy for nearly all of so short a time.
      const told = /^This client, not the server, was the bottleneck/
      const reasons = measured.validity.reasons.filter((reason) => !saysBusy(reason) && !told.test(reason))
      expect(reasons).toEqual([])
      const { rate, seconds, min, p50, p99, max, whole } = measured
      expect(rate).toBeCloseTo(200 / seconds, 6)
      const times = [0, min ?? 0, p50 ?? 0, p99 ?? 0, max ?? 0]
      expect(times).toEqual(times.toSorted((a, b) => a - b))
      expect(min).toBeGreaterThan(0)
      expect(whole?.min).toBeGreaterThan(min ?? 0)
      expect(samples(measured)).toBe(200)
      expect(measured.cpu.client.user).toBeGreaterThan(0)
    })

    test('of a duration leaves the client usable for other measurements', async () => {
      await using client = await connect({ ...server.address, dialect })
      expect(await client.latency({ count: 3 })).toMatchObject({ received: 3 })
      const measured = await client.connectRate({ duration: '100ms', concurrency: 4 })
      expect(measured).toMatchObject({ asked: { count: null, seconds: 0.1, concurrency: 4 }, seconds: 0.1 })
      expect(measured.completed).toBeGreaterThan(0)
      expect(measured.attempted).toBe(measured.completed)
      expect(await client.latency({ count: 3 })).toMatchObject({ received: 3 })
      expect(await client.connectRate({ count: 20 })).toMatchObject({ completed: 20 })
      expect(await client.download({ size: 1000 })).toMatchObject({ bytes: 1000 })
    })
  })
})

test('by name, it uses the address that answered', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  await using client = await connect({ host: 'localhost', port: server.address.port })
  expect(await client.connectRate({ count: 20 })).toMatchObject({ completed: 20 })
})

test('each connection is one exchange and a goodbye, and the server closes first', async () => {
  await using server = await startScriptedServer()
  await using client = await connect({ ...server.address, dialect: 'seed' })
  expect(await client.connectRate({ count: 3, concurrency: 1 })).toMatchObject({ completed: 3 })
  const cycle = ['PING', 'QUIT']
  expect(server.commands).toEqual([...cycle, ...cycle, ...cycle, ...cycle])
})

test('the requested number of connections is open at a time, and none afterwards', async () => {
  let together = 1
  let most = 0
  const waiting: Socket[] = []
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      if (String(data) !== 'PING') return socket.end('BYE')
      most = Math.max(most, waiting.push(socket))
      // None is answered before all are there.
      if (waiting.length >= together) for (const peer of waiting.splice(0)) peer.write('PONG')
      return undefined
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const client = await connect({ host: '127.0.0.1', port, dialect: 'seed' })
  together = 5
  expect(await client.connectRate({ count: 100, concurrency: 5 })).toMatchObject({ completed: 100 })
  await client.close()
  server.close()
  // It closes only when no connection is left.
  await once(server, 'close')
  expect(most).toBe(5)
})

describeDialects('the intervals', (dialect) => {
  test('have every connection once', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    await using client = await connect({ ...server.address, dialect })
    for (const asked of [{ count: 300 }, { duration: '100ms' }] as const) {
      const told: ConnectInterval[] = []
      const onInterval = (interval: ConnectInterval): unknown => told.push(interval)
      const measured = await client.connectRate({ ...asked, reportInterval: '10ms', onInterval })
      expect(told.map(({ from }) => from)).toEqual(told.map((_, index) => index / 100))
      expect(told.reduce((sum, { completed }) => sum + completed, 0)).toBe(measured.completed)
      expect(told.reduce((sum, { failed }) => sum + failed, 0)).toBe(measured.failed)
    }
  })
})

describe('the intervals', () => {
  test('are reported even if no connection ends', async () => {
    let pings = 0
    await using server = await startScriptedServer({
      ping: async (peer) => {
        pings += 1
        if (pings === 1) await peer.send('PONG')
      },
    })
    await using client = await connect({ ...server.address, dialect: 'seed' })
    const told: ConnectInterval[] = []
    const onInterval = (interval: ConnectInterval): unknown => told.push(interval)
    const asked = { count: 4, timeout: '300ms', reportInterval: '50ms' } as const
    await client.connectRate({ ...asked, onInterval })
    expect(told.slice(0, 5)).toMatchObject(
      [0, 1, 2, 3, 4].map((index) => ({ from: index / 20, completed: 0, failed: 0, rate: 0 })),
    )
    expect(told.reduce((sum, { failed }) => sum + failed, 0)).toBe(4)
  })

  test('are reported while it runs, until it is cut off', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    const stop = new AbortController()
    await using client = await connect({ ...server.address, signal: stop.signal })
    const told: ConnectInterval[] = []
    const onInterval = (interval: ConnectInterval): void => {
      told.push(interval)
      if (told.length >= 3 && told.some((one) => one.completed > 0)) stop.abort()
    }
    const running = client.connectRate({ duration: '180s', reportInterval: '20ms', onInterval })
    const error: unknown = await running.catch(identity)
    const completed = told.reduce((sum, interval) => sum + interval.completed, 0)
    expect(error).toMatchObject({ code: 'ERR_WYNDRVR_ABORTED', measurement: { completed } })
  })

  test('end the measurement with the error of a listener that throws', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0 })
    for (const asked of [{ duration: '180s', reportInterval: '20ms' }, { count: 3 }] as const) {
      await using client = await connect(server.address)
      const onInterval = throwingListener()
      await expect(client.connectRate({ ...asked, onInterval })).rejects.toBe(ENOUGH)
      expect(onInterval).toHaveBeenCalledOnce()
      expect(await client.latency({ count: 1 })).toMatchObject({ received: 1 })
    }
  })
})

describe('one measurement at a time', () => {
  test.each<[string, 'connectRate' | 'latency', 'connectRate' | 'latency']>([
    ['a latency while the connect rate is measured', 'connectRate', 'latency'],
    ['a connect rate while latency is measured', 'latency', 'connectRate'],
    ['a connect rate while another is measured', 'connectRate', 'connectRate'],
  ])('refused: %s', async (_, first, second) => {
    await using server = await startScriptedServer()
    await using client = await connect({ ...server.address, dialect: 'seed' })
    const running = client[first]({ count: 50 })
    await expect(client[second]({ count: 50 })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_VALUE',
      message: `A measurement is running on the connection to 127.0.0.1:${server.port}. Await it before the next.`,
    })
    expect(await running).toMatchObject(first === 'latency' ? { received: 50 } : { completed: 50 })
  })

  test('a session that cannot be reopened fails, and the next attempt succeeds', async () => {
    let open = true
    let connections = 0
    await using server = await startScriptedServer({
      ping: async (peer) => {
        connections += 1
        await (open ? peer.send('PONG') : peer.close())
      },
    })
    await using client = await connect({ ...server.address, dialect: 'seed' })
    await client.connectRate({ count: 5 })
    open = false
    await expect(client.latency({ count: 1 })).rejects.toMatchObject({ code: 'ERR_WYNDRVR_LOST' })
    open = true
    expect(await client.latency({ count: 1 })).toMatchObject({ received: 1 })
    expect(connections).toBe(9)
  })
})

test.each<[string, ConnectRateOptions]>([
  ["count must be a whole number from 1 to 1000000, got '0'.", { count: 0 }],
  ["count must be a whole number from 1 to 1000000, got '1000001'.", { count: 1_000_001 }],
  ["concurrency must be a whole number from 1 to 1000, got '0'.", { concurrency: 0 }],
  ["concurrency must be a whole number from 1 to 1000, got '1001'.", { concurrency: 1001 }],
  ["duration must be at least 10ms, got '9ms'.", { duration: '9ms' }],
  ["reportInterval must be at least 10ms, got '9ms'.", { reportInterval: '9ms' }],
  ['count and duration cannot both be given.', { count: 1, duration: '1s' }],
  ["Expected a duration such as 500ms or 2s, up to 24 hours, got '-1'.", { duration: -1 }],
])('%s', async (message, options) => {
  await using server = await startScriptedServer()
  await using client = await connect({ ...server.address, dialect: 'seed' })
  await expect(client.connectRate(options)).rejects.toMatchObject({ code: 'ERR_WYNDRVR_VALUE', message })
  expect(await client.latency({ count: 1 })).toMatchObject({ received: 1 })
})
