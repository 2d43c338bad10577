import { describe, expect, test } from 'vitest'

import { runConcurrent } from '../../src/suite/concurrent.ts'
import { WyndrvrError } from '../../src/errors.ts'
import { describeModes } from '../support/describe-modes.ts'
import { startScriptedServer, unusedPort } from '../support/peers/scripted-server.ts'

const SIZE = 200_000

describeModes('concurrent clients against a server', (server) => {
  test('measure everything each, identified by their numbers', async () => {
    const results = await runConcurrent(5, {
      ...server.address,
      latency: { count: 3 },
      throughput: { size: SIZE },
    })

    expect(results.map(({ client }) => client)).toEqual([1, 2, 3, 4, 5])
    for (const { client, document, error } of results) {
      expect(error).toBeNull()
      expect(document.target).toEqual({ ...server.address, dialect: 'native', mode: server.mode })
      expect(document.measurements).toMatchObject([
        { kind: 'latency', client, sent: 3, received: 3 },
        { kind: 'throughput', client, direction: 'download', bytes: SIZE },
        { kind: 'throughput', client, direction: 'upload', bytes: SIZE },
      ])
    }
  })
})

test('a single client returns a list of one', async () => {
  await using server = await startScriptedServer()
  const results = await runConcurrent(1, {
    host: server.host,
    port: server.port,
    tests: ['latency'],
    latency: { count: 1 },
  })
  expect(results).toMatchObject([
    { client: 1, error: null, document: { measurements: [{ kind: 'latency', client: 1 }] } },
  ])
  expect(server.commands).toEqual(['PING', 'PING', 'QUIT'])
})

test('documents have the timeout that was asked for, although clients wait longer for each other', async () => {
  await using server = await startScriptedServer()
  const suite = { host: server.host, port: server.port, tests: ['latency'], latency: { count: 1 } } as const
  for (const timeout of [undefined, '10s', '3s', 2500] as const) {
    const results = await runConcurrent(2, { ...suite, timeout }, { longer: 60_000 })
    const expected = timeout === '3s' ? 3000 : timeout === 2500 ? 2500 : undefined
    expect(results.map(({ error, document }) => [error, document.target.timeout])).toEqual([
      [null, expected],
      [null, expected],
    ])
  }
})

test('each client that fails returns its error and what it measured', async () => {
  await using server = await startScriptedServer({ upload: async (peer) => peer.close() })
  const results = await runConcurrent(3, {
    host: server.host,
    port: server.port,
    latency: { count: 2 },
    throughput: { size: SIZE },
  })
  expect(results).toHaveLength(3)
  for (const { client, document, error } of results) {
    expect(error).toEqual({
      code: 'ERR_WYNDRVR_LOST',
      message: `The connection to 127.0.0.1:${server.port} was closed by the server or by something on the path to it.`,
    })
    expect(document.measurements).toMatchObject([
      { client, kind: 'latency', received: 2 },
      { client, direction: 'download', bytes: SIZE },
    ])
  }
})

test('all clients return an error if no server listens', async () => {
  const port = await unusedPort()
  const results = await runConcurrent(3, { host: '127.0.0.1', port })
  expect(results.map(({ error }) => error?.code)).toEqual(
    Array.from({ length: 3 }, () => 'ERR_WYNDRVR_CONNECT'),
  )
  expect(results.map(({ document }) => document.target.dialect)).toEqual([null, null, null])
})

describe('an abort signal', () => {
  test('stops all clients, and each keeps what it measured', async () => {
    const stop = new AbortController()
    let uploads = 0
    const upload = async (): Promise<void> => {
      uploads += 1
      if (uploads === 3) stop.abort()
    }
    await using server = await startScriptedServer({ upload })
    const suite = { host: server.host, port: server.port, latency: { count: 2 }, throughput: { size: SIZE } }
    const results = await runConcurrent(3, suite, { signal: stop.signal })
    expect(results.map(({ error }) => error?.code)).toEqual(
      Array.from({ length: 3 }, () => 'ERR_WYNDRVR_ABORTED'),
    )
    expect(results.map(({ document }) => document.measurements.length)).toEqual([2, 2, 2])
  })

  test('that is already aborted lets none of them measure', async () => {
    await using server = await startScriptedServer()
    const suite = {
      host: server.host,
      port: server.port,
      latency: { count: 100 },
      throughput: { size: SIZE },
    }
    const results = await runConcurrent(2, suite, { signal: AbortSignal.abort() })
    expect(results.map(({ error }) => error?.code)).toEqual(['ERR_WYNDRVR_ABORTED', 'ERR_WYNDRVR_ABORTED'])
  })
})

describe('a value out of range', () => {
  test.each([0, -1, 1.5, 1001, Number.NaN])('%d clients', async (clients) => {
    await expect(runConcurrent(clients, {})).rejects.toMatchObject({
      name: 'WyndrvrError',
      code: 'ERR_WYNDRVR_VALUE',
      message: `the number of concurrent clients must be a whole number from 1 to 1000, got '${clients}'.`,
    })
  })

  test('in the options of the suite', async () => {
    await using server = await startScriptedServer()
    const suite = { host: server.host, port: server.port, latency: { count: 0 } }
    const error: unknown = await runConcurrent(2, suite).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(WyndrvrError)
    expect(error).toMatchObject({
      code: 'ERR_WYNDRVR_VALUE',
      message: "count must be a whole number from 1 to 1000000, got '0'.",
    })
  })
})
