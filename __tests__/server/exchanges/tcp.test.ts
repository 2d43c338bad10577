import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, onTestFinished, test, vi } from 'vitest'

import { startServer } from '../../../src/server/start-server.ts'
import { describeFresh, describeModes } from '../../support/describe-modes.ts'
import { connectControl, othersAreServed, SEGMENT, transfer } from '../../support/peers/native-peer.ts'
import type { NativePeer } from '../../support/peers/native-peer.ts'
import { NO_SS } from '../../support/machine/ss.ts'
import { childrenOf } from '../../support/programs/processes.ts'

const ASK = '{"request":"tcp"}\n'
const FIGURE = expect.any(Number)
const MAYBE = expect.toSatisfy((value) => value === null || typeof value === 'number')
const COUNTS = {
  congestion: expect.any(String),
  retransmits: FIGURE,
  rtt: FIGURE,
  rttVariation: FIGURE,
  minRtt: MAYBE,
  cwnd: FIGURE,
  mss: FIGURE,
  deliveryRate: MAYBE,
  busy: MAYBE,
  rwndLimited: MAYBE,
  sndbufLimited: MAYBE,
}

describeModes("the server kernel's TCP facts of a connection", (server) => {
  test('is reported on request, for the whole connection', async () => {
    await using client = await connectControl(server.address)
    await client.raw.send(ASK)
    expect(await client.heard()).toEqual({ tcp: NO_SS === null ? COUNTS : null })
    await client.say(transfer('download', { bytes: 30_000_000 }))
    expect(await client.line()).toBe('{}\n')
    await client.raw.receiveBytes(30_000_000)
    expect(Object.keys(await client.heard())).toEqual(['cpu', 'end'])
    await client.raw.send(ASK)
    const told = NO_SS === null ? { ...COUNTS, deliveryRate: FIGURE, busy: FIGURE } : null
    expect(await client.heard()).toEqual({ tcp: told })
    await client.probed()
  })

  test('is reported once to a client that does not wait for the answer', async () => {
    await using client = await connectControl(server.address)
    await client.raw.send(ASK.repeat(500))
    expect(await client.heard()).toHaveProperty('tcp')
    await client.raw.send('{"request":"bye"}\n')
    expect(await client.raw.rest()).toBe('{}\n')
  })

  test('is reported to many clients at once', async () => {
    const count = server.mode === 'sequential' ? 1 : 120
    const clients = await Promise.all(
      Array.from({ length: count }, async () => connectControl(server.address)),
    )
    await Promise.all(clients.map(async (client) => client.raw.send(ASK)))
    const answers = await Promise.all(clients.map(async (client) => client.heard()))
    expect(answers).toEqual(answers.map(() => ({ tcp: NO_SS === null ? COUNTS : null })))
    await Promise.all(clients.map(async (client) => client.raw.close()))
  })

  test('does not need the client to stay for the answer', async () => {
    const client = await connectControl(server.address)
    await client.raw.send(ASK)
    await client.raw.reset()
    await expect(othersAreServed(server.address)).resolves.toBeUndefined()
  })

  test('does not keep the server from closing', async () => {
    await using other = await server.startFresh()
    await using client = await connectControl(other.address)
    await client.raw.send(ASK)
    await other.close()
    // The answer was either sent in time or cut off.
    expect(await client.raw.rest()).toMatch(/^(\{"tcp":.*\}\n)?$/)
  })
})

describeFresh(
  'the round-trip time that the kernel sees',
  (start) => {
    test('is recorded during a download on request, and reported at its end', async () => {
      await using server = await start({ workers: 1 })
      await using client = await connectControl(server.address)
      await client.say(transfer('download', { bytes: null, seconds: 60, rate: 1e6, rtts: true }))
      expect(await client.line()).toBe('{}\n')
      // It sends a segment every 131 ms, and is asked twice a second.
      await client.raw.receiveBytes(SEGMENT * 16)
      await client.raw.send('{"stop":true}\n')
      await client.segments()
      const { rtts, ...others } = await client.heard()
      expect(Object.keys(others)).toEqual(['cpu', 'end'])
      expect((rtts?.length ?? 0) > 0).toBe(NO_SS === null)
      for (const rtt of rtts ?? []) expect(rtt).toBeGreaterThan(0)
      await client.probed()
    })
  },
  { concurrent: true },
)

test.runIf(NO_SS === null)(
  'one shell of a worker answers all clients that ask again and again, at a pace of its own',
  async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, mode: 'process', workers: 1 })
    const [worker = 0] = server.workers
    await using clients = new AsyncDisposableStack()
    const all = await Promise.all(Array.from({ length: 20 }, async () => connectControl(server.address)))
    for (const client of all) clients.use(client)
    await Promise.all(all.map(async (client) => ask(client, 1)))
    const shells = childrenOf(worker)
    const startedAt = performance.now()
    await Promise.all(all.map(async (client) => ask(client, 10)))
    expect(performance.now() - startedAt).toBeGreaterThan(400)
    expect(childrenOf(worker)).toEqual(shells)
    expect(shells).toHaveLength(1)
  },
)

test.runIf(NO_SS === null)('the longer ss takes, the less often a worker runs it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'wyndrvr-slow-ss-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'ss'), '#!/bin/sh\nsleep 0.02\n', { mode: 0o755 })
  vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`)
  await using server = await startServer({ host: '127.0.0.1', port: 0, mode: 'process', workers: 1 })
  await using client = await connectControl(server.address)
  const startedAt = performance.now()
  await ask(client, 5)
  // Ten times as long as it takes, between each two of them.
  expect(performance.now() - startedAt).toBeGreaterThan(4 * 200)
})

async function ask(client: NativePeer, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    await client.raw.send(ASK)
    await client.heard()
  }
}
