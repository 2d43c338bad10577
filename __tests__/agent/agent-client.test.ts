import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import type { AnyClient, Meet } from '../../src/agent/any-client.ts'
import { connect, openClient } from '../../src/agent/open-client.ts'
import { WyndrvrError } from '../../src/errors.ts'
import type { Client } from '../../src/client/client.ts'
import type { Probe } from '../../src/client/latency/plan.ts'
import type { Measurement } from '../../src/results/types.ts'
import { runSuite } from '../../src/suite/suite.ts'
import { startServer } from '../../src/server/start-server.ts'
import type { Server } from '../../src/server/start-server.ts'
import { describeModes } from '../support/describe-modes.ts'
import { gone, processesMarked, ROOT, start } from '../support/programs/processes.ts'
import { startScriptedServer, unusedPort } from '../support/peers/scripted-server.ts'
import { ENOUGH, throwingListener } from '../client/throwing-listener.ts'
import { HERE } from './agents.ts'
import { unlikeFields } from './shape.ts'

/** Every measurement of a client, short. */
const ALL: Readonly<Record<string, (client: Client) => Promise<readonly Measurement[]>>> = {
  latency: async (client) => [await client.latency({ count: 20 })],
  'open-loop latency': async (client) => [await client.latency({ count: 20, interval: '1ms' })],
  'UDP latency': async (client) => [await client.latency({ count: 20, interval: '1ms', transport: 'udp' })],
  download: async (client) => [await client.download({ size: '1MB', streams: 2 })],
  upload: async (client) => [await client.upload({ size: '1MB' })],
  bidirectional: async (client) => Object.values(await client.bidirectional({ duration: '50ms' })),
  'UDP download': async (client) => [await client.udpDownload({ duration: '50ms' })],
  'UDP upload': async (client) => [await client.udpUpload({ duration: '50ms' })],
  'UDP in both directions': async (client) =>
    Object.values(await client.udpBidirectional({ duration: '50ms' })),
  'loaded latency': async (client) => [await client.loadedLatency({ duration: '50ms', warmup: 0 })],
  'connect rate': async (client) => [await client.connectRate({ count: 20 })],
}

describeModes('a client in an agent', (server) => {
  test('measures what a client in this process does, field for field', async () => {
    const away = await connect({ ...server.address, from: HERE })
    const measured: Record<string, readonly Measurement[]> = {}
    for (const [name, measure] of Object.entries(ALL)) measured[name] = await measure(away)
    expect(away.target).toEqual({ ...server.address, dialect: 'native', mode: server.mode })
    expect(away.server).toMatchObject({ node: process.versions.node })
    await away.close()
    const here = await connect(server.address)
    for (const [name, measure] of Object.entries(ALL)) {
      const expected = await measure(here)
      const found = measured[name] ?? []
      expect(found.map(({ kind, asked }) => [kind, asked])).toEqual(
        expected.map(({ kind, asked }) => [kind, asked]),
      )
      const unlike = expected.flatMap((one, index) => unlikeFields(one, found[index], name))
      expect(unlike).toEqual([])
    }
    await here.close()
  })
})

describe('a client in an agent', () => {
  test('reports probes and intervals while it measures', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
    await using client = await connect({ ...server.address, from: HERE })
    const probes: Probe[] = []
    const onInterval = vi.fn<(interval: object, of?: string) => void>()
    const latency = await client.latency({
      count: 2500,
      onProbe: (probe) => void probes.push(probe),
      onInterval,
    })
    expect(probes.map(({ number }) => number)).toEqual(Array.from({ length: 2500 }, (_, index) => index + 1))
    expect(probes[0]).toEqual({ number: 1, count: 2500, rtt: expect.any(Number) })
    const intervals = onInterval.mock.calls.map(([interval]) => interval)
    expect(intervals[0]).toMatchObject({ from: 0 })
    // On a busy machine, no probe may be answered in some of them.
    expect(intervals).toContainEqual(expect.objectContaining({ p50: expect.any(Number) }))
    expect(latency.received).toBe(2500)

    onInterval.mockClear()
    const download = await client.download({ duration: '100ms', reportInterval: '20ms', onInterval })
    expect(onInterval.mock.calls).toEqual((download.intervals ?? []).map((each) => [each, 'download']))

    onInterval.mockClear()
    await client.loadedLatency({ duration: '50ms', warmup: 0, reportInterval: '25ms', onInterval })
    expect(onInterval.mock.calls.map(([, phase]) => phase)).toEqual(
      expect.arrayContaining(['idle', 'download', 'upload', 'bidirectional']),
    )
  })

  test.each([
    { dialect: 'seed', names: ['latency', 'upload'] },
    { dialect: 'iperf3', names: ['download', 'upload', 'bidirectional', 'UDP download', 'UDP upload'] },
  ] as const)('measures the same in the $dialect dialect, field for field', async ({ dialect, names }) => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
    const measureAll = async (from?: string): Promise<readonly Measurement[]> => {
      await using client = await connect({ ...server.address, dialect, from })
      expect([client.target.dialect, client.server]).toEqual([dialect, null])
      const all: Measurement[] = []
      for (const name of names) all.push(...((await ALL[name]?.(client)) ?? []))
      return all
    }
    const [here, away] = [await measureAll(), await measureAll(HERE)]
    expect(away.map(({ kind, asked }) => [kind, asked])).toEqual(here.map(({ kind, asked }) => [kind, asked]))
    expect(here.flatMap((one, index) => unlikeFields(one, away[index], one.kind))).toEqual([])
  })

  test('is refused, or loses its server, with the same error and figures as in this process', async () => {
    await using server = await startScriptedServer({ upload: async (peer) => peer.close() })
    const { host, port } = server
    const port2 = await unusedPort()
    const failures = async (from?: string): Promise<unknown> => {
      const refused: unknown = await connect({ host: '127.0.0.1', port: port2, from }).catch(
        (error: unknown) => error,
      )
      await using client = await connect({ host, port, from })
      await client.latency({ count: 1 })
      const wrong: unknown = await client.latency({ count: 0 }).catch((error: unknown) => error)
      const lost: unknown = await client.upload({ size: 1_000_000 }).catch((error: unknown) => error)
      return [refused, wrong, lost].map(thrown)
    }
    const [here, away] = [await failures(), await failures(HERE)]
    expect(away).toEqual(here)
  })

  test('stops when its signal is aborted, with what was measured until then', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
    const stop = new AbortController()
    await using client = await connect({ ...server.address, from: HERE, signal: stop.signal })
    const measured = client.download({
      duration: '60s',
      reportInterval: '10ms',
      onInterval: () => stop.abort(),
    })
    await expect(measured).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_ABORTED',
      measurement: { kind: 'throughput', bytes: expect.any(Number), validity: { ok: false } },
    })
  })

  test('ends a measurement whose listener throws, with the error of the listener', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
    for (const name of ['onProbe', 'onInterval'] as const) {
      await using client = await connect({ ...server.address, from: HERE })
      const listener = throwingListener()
      await expect(client.latency({ duration: '60s', [name]: listener })).rejects.toBe(ENOUGH)
      expect(listener).toHaveBeenCalledOnce()
    }
  })

  test('tells how far its clock is ahead, and begins when it is told to', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
    await using client = await openClient({ ...server.address, from: HERE })
    const { away } = client
    const offset = await away?.compareClocks()
    const { ahead = 0, error = 0, slowest = 0 } = offset ?? {}
    expect(slowest).toBeGreaterThanOrEqual(2 * error)
    let at = 0
    let began = 0
    away?.meetBefore(async () => {
      at = performance.now() + 100
      return { at: at + ahead, onBegan: (time) => void (began = time - ahead) }
    })
    await client.latency({ count: 1 })
    expect(began).toBeGreaterThanOrEqual(at - error)
    expect(began).toBeLessThanOrEqual(performance.now() + error)
    // The next one does not wait.
    expect(await client.latency({ count: 1 })).toMatchObject({ received: 1 })
  })
})

describe('a measurement of an agent', () => {
  let server: Server
  let client: AnyClient
  beforeAll(async () => {
    server = await startServer({ host: '127.0.0.1', port: 0, workers: 2 })
    client = await openClient({ ...server.address, from: HERE })
  })
  afterAll(async () => {
    await client.close()
    await server.close()
  })

  test.each(Object.entries(ALL))('%s waits when it is ready, until it may begin', async (_, measure) => {
    const onBegan = vi.fn<(time: number) => void>()
    const meet = vi.fn<Meet>(async () => ({ at: 0, onBegan }))
    client.away?.meetBefore(meet)
    await measure(client)
    expect(meet).toHaveBeenCalledOnce()
    expect(onBegan).toHaveBeenCalledOnce()
  })

  test('that waits is stopped', async () => {
    const stop = new AbortController()
    await using stopped = await openClient({ ...server.address, from: HERE, signal: stop.signal })
    stopped.away?.meetBefore(async () => {
      stop.abort()
      return new Promise(() => undefined)
    })
    await expect(stopped.download({ duration: '60s' })).rejects.toMatchObject({ code: 'ERR_WYNDRVR_ABORTED' })
  })
})

describe.runIf(process.platform === 'linux')('the process of an agent', () => {
  test('that is killed in the middle of a suite leaves what was measured before', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
    const mark = `WYNDRVR_TEST_AGENT=${crypto.randomUUID()}`
    const { document, error } = await runSuite({
      ...server.address,
      from: `env ${mark}`,
      tests: ['latency', 'download'],
      throughput: { duration: '60s', reportInterval: '10ms' },
      listener: {
        onInterval: ({ kind }) => {
          if (kind === 'throughput') for (const pid of processesMarked(mark)) process.kill(pid, 'SIGKILL')
        },
      },
    })
    expect(error).toMatchObject({
      code: 'ERR_WYNDRVR_WORKER',
      message: expect.stringMatching(
        / ended by SIGKILL while it was in use\. It printed nothing on standard error\.$/,
      ),
    })
    expect(document.measurements).toMatchObject([{ kind: 'latency', received: 10 }])
  })

  test('ends when the client is closed', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
    const mark = `WYNDRVR_TEST_AGENT=${crypto.randomUUID()}`
    const client = await connect({ ...server.address, from: `env ${mark}` })
    expect(processesMarked(mark)).toHaveLength(1)
    await client.close()
    expect(processesMarked(mark)).toEqual([])
  })

  test('ends when the process that started it is killed in the middle of a measurement', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
    const mark = `WYNDRVR_TEST_AGENT=${crypto.randomUUID()}`
    const script = `
      import { connect } from './src/agent/open-client.ts'
      const options = { ...${JSON.stringify(server.address)}, from: 'env ${mark}' }
      const client = await connect(options)
      await client.download({ duration: '60s', reportInterval: '10ms', onInterval: () => console.log('runs') })`
    await using starter = start(process.execPath, ['--input-type=module', '--eval', script], { cwd: ROOT })
    await starter.printed(/runs/)
    const [agent = 0] = processesMarked(mark)
    expect(agent).toBeGreaterThan(0)
    starter.child.kill('SIGKILL')
    await gone(agent)
  })
})

/** What a caller sees of an error. The cause does not leave the agent. */
function thrown(error: unknown): unknown {
  if (!(error instanceof WyndrvrError)) return error
  const { code, message, measurement } = error
  return { code, message, measurement }
}
