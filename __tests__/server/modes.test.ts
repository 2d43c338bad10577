import type { Worker } from 'node:worker_threads'
import { describe, expect, onTestFinished, test, vi } from 'vitest'

import { OPEN_ACCESS } from '../../src/server/access.ts'
import { DEFAULT_CAPS } from '../../src/server/caps.ts'
import { SessionHub } from '../../src/server/iperf3/session-hub.ts'
import { DEFAULT_LIMITS } from '../../src/server/limits.ts'
import { startServer } from '../../src/server/start-server.ts'
import type { Server } from '../../src/server/start-server.ts'
import { Seats } from '../../src/server/seats.ts'
import { Tally } from '../../src/server/tally.ts'
import { startThreads } from '../../src/server/threads.ts'
import { UdpPort } from '../../src/server/udp-port.ts'
import { Warnings } from '../../src/server/warnings.ts'
import { ServerTraffic } from '../../src/server/traffic.ts'
import { ServerUsage } from '../../src/server/usage.ts'
import { ALL_WELL, measured } from '../support/documents/measured.ts'
import { connectRaw, connectServed } from '../support/peers/raw-client.ts'
import type { RawPeer } from '../support/peers/raw-client.ts'

const LOOPBACK = { host: '127.0.0.1', port: 0 } as const

describe('thread mode', () => {
  test('answers 60 connections at once', async () => {
    await using server = await startServer({ ...LOOPBACK, mode: 'thread', workers: 3 })
    expect(server).toMatchObject({ mode: 'thread', warnings: [], address: { host: '127.0.0.1' } })
    expect(new Set(server.workers).size).toBe(3)
    const clients = await serveMany(server, 60)
    await Promise.all(clients.map(async (client) => client.send('QUIT')))
    expect(new Set(await Promise.all(clients.map(async (client) => client.rest())))).toEqual(new Set(['BYE']))
  })

  test('is served by one thread, with a warning, if threads cannot share a port', async () => {
    const shared = { limits: DEFAULT_LIMITS, secret: 'a secret', access: OPEN_ACCESS, tls: null }
    const plan = { ...LOOPBACK, workers: 4, traffic: false, ...shared }
    const warnings = new Warnings(() => undefined)
    const parts = {
      tally: new Tally(),
      udp: new UdpPort(),
      sessions: new SessionHub(),
      seats: new Seats(DEFAULT_CAPS, 1000),
      usage: new ServerUsage(),
      traffic: new ServerTraffic(),
      warnings,
    }
    const mode = await startThreads(plan, parts, false)
    onTestFinished(async () => mode.close())
    expect(mode.workers()).toHaveLength(1)
    expect(mode.warnings).toEqual([
      'This platform cannot share a port between threads: one worker thread serves all connections.',
    ])
    await serveMany(mode, 10)
    expect(await measured(mode.address)).toMatchObject(ALL_WELL)
  })

  test('replaces a thread that dies, and loses only the connections of that thread', async () => {
    const threads: Worker[] = []
    const remember = (worker: Worker): void => void threads.push(worker)
    process.on('worker', remember)
    onTestFinished(() => void process.off('worker', remember))
    await using server = await startServer({ ...LOOPBACK, mode: 'thread', workers: 2 })
    const before = server.workers
    const clients = await serveMany(server, 20)

    // This is what Node does when a thread has an uncaught error.
    const [dying] = threads
    dying?.emit('error', new Error('A thread that throws.'))
    await dying?.terminate()
    await vi.waitFor(
      () => expect(server.workers.filter((id) => !before.includes(id))).toHaveLength(1),
      20_000,
    )
    expect(server.workers).toHaveLength(2)
    const answers = new Set(await Promise.all(clients.map(pinged)))
    expect(answers).toContain('PONG')
    expect([...answers].filter((answer) => !['PONG', ''].includes(answer))).toEqual([])
    expect(await measured(server.address)).toMatchObject(ALL_WELL)
  })
})

describe('process mode', () => {
  test('a worker that is killed loses its own connections, and is replaced', async () => {
    await using server = await startServer({ ...LOOPBACK, mode: 'process', workers: 2 })
    expect(server).toMatchObject({ mode: 'process', warnings: [] })
    const before = server.workers
    expect(before).not.toContain(process.pid)
    const clients = await serveMany(server, 4)

    const killed = kill(before[0])
    const gone = await firstGone(clients, 2)
    await replaced(server, killed, 2)
    const kept = clients.filter((client) => !gone.includes(client))
    expect(await Promise.all(kept.map(pinged))).toEqual(['PONG', 'PONG'])
    expect(await measured(server.address)).toMatchObject(ALL_WELL)
  })

  test('clients of the other worker keep measuring while a worker is killed', async () => {
    await using server = await startServer({ ...LOOPBACK, mode: 'process', workers: 2 })
    // More than the kernels buffer, so that the transfer cannot end before it is read.
    const size = 30_000_000
    const clients = await serveMany(server, 2)
    const ready = clients.map(async (client) => {
      await client.send(`BANDWIDTH_DOWNLOAD:${size}\n`)
      return client.receiveText(5)
    })
    expect(await Promise.all(ready)).toEqual(['READY', 'READY'])
    kill(server.workers[0])
    const payloads = await Promise.allSettled(clients.map(async (client) => client.receiveBytes(size)))
    expect(payloads.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  })

  test('hands a connection to the worker with the fewest', async () => {
    await using server = await startServer({ ...LOOPBACK, mode: 'process', workers: 3 })
    const clients = await serveMany(server, 6)
    const killed = kill(server.workers[0])
    const gone = await firstGone(clients, 2)
    await replaced(server, killed, 3)

    // The two others have two connections each; the new one has none, and gets the next two.
    const next = await serveMany(server, 2)
    const [fresh] = server.workers.slice(-1)
    kill(fresh)
    expect(await firstGone(next, 2)).toHaveLength(2)
    const kept = clients.filter((client) => !gone.includes(client))
    expect(await Promise.all(kept.map(pinged))).toEqual(['PONG', 'PONG', 'PONG', 'PONG'])
  })

  test('a connection handed to a worker that dies before taking it is served by the next one', async () => {
    await using server = await startServer({ ...LOOPBACK, mode: 'process', workers: 1 })
    const [stopped] = server.workers
    process.kill(Number(stopped), 'SIGSTOP')
    const clients = await Promise.all(Array.from({ length: 8 }, async () => connectRaw(server.address)))
    await Promise.all(clients.map(async (client) => client.sendPieces(['QUIT'])))
    kill(stopped)
    await replaced(server, stopped, 1)
    expect(await Promise.all(clients.map(async (client) => client.rest()))).toEqual(clients.map(() => 'BYE'))
    expect(await measured(server.address)).toMatchObject(ALL_WELL)
  })
})

describe('sequential mode', () => {
  test('serves one at a time, in order of arrival', async () => {
    await using server = await startServer({ ...LOOPBACK, mode: 'sequential' })
    expect(server.mode).toBe('sequential')
    expect(server.workers).toHaveLength(1)
    const order: number[] = []
    const first = await connectServed(server.address)
    const waiting: Promise<void>[] = []
    for (let place = 1; place <= 4; place += 1) {
      const client = await connectRaw(server.address)
      await client.send('PING')
      waiting.push(serveInTurn(client, () => order.push(place)))
    }
    // While the first is served, none of the others is.
    for (let probe = 0; probe < 50; probe += 1) expect(await pinged(first)).toBe('PONG')
    expect(order).toEqual([])
    await first.close()
    await Promise.all(waiting)
    expect(order).toEqual([1, 2, 3, 4])
  })

  test('skips a connection that closed while it waited', async () => {
    await using server = await startServer({ ...LOOPBACK, mode: 'sequential' })
    const first = await connectServed(server.address)
    const leaver = await connectRaw(server.address)
    const last = await connectRaw(server.address)
    await leaver.close()
    await first.close()
    expect(await pinged(last)).toBe('PONG')
    await last.close()
  })
})

/** Connects a number of clients, each of which is being served. */
async function serveMany({ address }: Pick<Server, 'address'>, count: number): Promise<readonly RawPeer[]> {
  const clients = await Promise.all(Array.from({ length: count }, async () => connectServed(address)))
  onTestFinished(async () => {
    await Promise.all(clients.map(async (client) => client.close()))
  })
  return clients
}

async function pinged(client: RawPeer): Promise<string> {
  await client.send('PING')
  return client.receive()
}

/** An answer means being served; the next one's turn comes when this one has left. */
async function serveInTurn(client: RawPeer, served: () => void): Promise<void> {
  if ((await client.receive()) === 'PONG') served()
  await client.close()
}

/** The clients whose connections end first. */
async function firstGone(clients: readonly RawPeer[], count: number): Promise<readonly RawPeer[]> {
  const gone: RawPeer[] = []
  for (const client of clients) void client.closed().then(() => gone.push(client))
  await vi.waitFor(() => expect(gone.length).toBeGreaterThanOrEqual(count), 20_000)
  return gone
}

function kill(pid: number | undefined): number {
  if (pid === undefined || pid <= 0) throw new Error('No such worker.')
  process.kill(pid, 'SIGKILL')
  return pid
}

/** Resolves when the server has replaced this worker. */
async function replaced(server: Server, pid: number | undefined, count: number): Promise<void> {
  await vi.waitFor(() => {
    expect(server.workers).not.toContain(pid)
    expect(server.workers).toHaveLength(count)
  }, 20_000)
}
