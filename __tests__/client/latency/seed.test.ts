import { setTimeout as after } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'

import { connect } from '../../../src/agent/open-client.ts'
import type { LatencyOptions, Probe } from '../../../src/client/latency/plan.ts'
import type { RawPeer } from '../../support/peers/raw-client.ts'
import { startScriptedServer } from '../../support/peers/scripted-server.ts'

/** Long enough that only an answer that never comes is late, also on a machine that is busy. */
const TIMEOUT = 500

test('each probe is sent, answered and reported', async () => {
  await using server = await startScriptedServer()
  await using client = await connect(server.address)
  const probes: Probe[] = []
  const latency = await client.latency({ count: 10, onProbe: (probe) => probes.push(probe) })

  expect(latency).toMatchObject({
    kind: 'latency',
    client: 1,
    asked: { count: 10, timeout: 2000 },
    loop: 'closed',
    sent: 10,
    received: 10,
    lost: 0,
  })
  const rtts = probes.map(({ rtt }) => rtt)
  expect(probes.map(({ number, count }) => [number, count])).toEqual(
    Array.from({ length: 10 }, (_, index) => [index + 1, 10]),
  )
  expect(latency.min).toBe(Math.min(...rtts.map(Number)))
  expect(latency.max).toBe(Math.max(...rtts.map(Number)))
  expect(latency.min).toBeGreaterThan(0)
  expect(server.commands).toEqual(Array.from({ length: 11 }, () => 'PING'))
})

test('a round trip ends with the last piece of its answer', async () => {
  await using server = await startScriptedServer({ ping: async (peer) => peer.sendPieces('PONG') })
  await using client = await connect(server.address)
  const latency = await client.latency({ count: 3 })
  expect(latency).toMatchObject({ sent: 3, received: 3, lost: 0 })
  // Three of the four pieces are followed by 10 ms; a timer may be early by a millisecond.
  expect(latency.min).toBeGreaterThanOrEqual(27)
})

describe('a probe that is not answered in time', () => {
  test('is lost, and its late answer does not count for a later probe', async () => {
    // PING 1 is the handshake; probe 2 is answered when probe 3 has come, and probe 3 itself 50 ms later.
    const ping = async (peer: RawPeer, number: number): Promise<void> => {
      if (number === 3) return
      if (number === 4) {
        await peer.send('PONG')
        await after(50)
      }
      await peer.send('PONG')
    }
    await using server = await startScriptedServer({ ping })
    await using client = await connect(server.address)
    const probes: Probe[] = []
    const latency = await client.latency({
      count: 4,
      timeout: TIMEOUT,
      onProbe: (probe) => probes.push(probe),
    })

    expect(latency).toMatchObject({ sent: 4, received: 3, lost: 1, p90: null, p99: null })
    expect(probes.map(({ rtt }) => rtt === null)).toEqual([false, true, false, false])
    expect(probes[2]?.rtt).toBeGreaterThanOrEqual(49)
  })

  test('is lost, and its late answer may come in one segment with the next', async () => {
    const ping = async (peer: RawPeer, number: number): Promise<void> => {
      if (number !== 2) await peer.send(number === 3 ? 'PONGPONG' : 'PONG')
    }
    await using server = await startScriptedServer({ ping })
    await using client = await connect(server.address)
    expect(await client.latency({ count: 3, timeout: TIMEOUT })).toMatchObject({
      sent: 3,
      received: 2,
      lost: 1,
    })
  })

  test('and was the last does not disturb the next measurement when its answer comes', async () => {
    const ping = async (peer: RawPeer, number: number): Promise<void> => {
      if (number === 3) await peer.send('PO')
      else await peer.send(number === 4 ? 'NGPONG' : 'PONG')
    }
    await using server = await startScriptedServer({ ping })
    await using client = await connect(server.address)
    expect(await client.latency({ count: 2, timeout: TIMEOUT })).toMatchObject({
      sent: 2,
      received: 1,
      lost: 1,
    })
    expect(await client.latency({ count: 2 })).toMatchObject({ sent: 2, received: 2, lost: 0 })
    expect(await client.download({ size: 1000 })).toMatchObject({ bytes: 1000 })
  })

  test('a late answer to the last probe may arrive between two measurements', async () => {
    const unanswered: RawPeer[] = []
    const ping = async (peer: RawPeer, number: number): Promise<void> => {
      if (number === 2) unanswered.push(peer)
      else await peer.send('PONG')
    }
    await using server = await startScriptedServer({ ping })
    await using client = await connect(server.address)
    expect(await client.latency({ count: 1, timeout: TIMEOUT })).toMatchObject({
      sent: 1,
      lost: 1,
      avg: null,
      p50: null,
    })
    await unanswered[0]?.sendPieces(['PONG'])
    expect(await client.upload({ size: 1000 })).toMatchObject({ bytes: 1000 })
  })

  test('nor are the next two: the server is considered dead', async () => {
    await using server = await startScriptedServer({
      ping: async (peer, number) => (number <= 3 ? peer.send('PONG') : undefined),
    })
    await using client = await connect(server.address)
    await expect(client.latency({ count: 10, timeout: '300ms' })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_TIMEOUT',
      message: `127.0.0.1:${server.port} answered none of the last 3 probes within 0.3 s each. Check the server and the path, or raise the timeout.`,
      measurement: { sent: 5, received: 2, lost: 3, p50: null, validity: { ok: false } },
    })
  })
})

describe('ended in the middle', () => {
  test.each(['close', 'reset'] as const)(
    'a server that leaves with a %s: what was measured is kept',
    async (leave) => {
      await using server = await startScriptedServer({
        ping: async (peer, number) => (number <= 3 ? peer.send('PONG') : peer[leave]()),
      })
      await using client = await connect(server.address)
      await expect(client.latency({ count: 10 })).rejects.toMatchObject({
        code: 'ERR_WYNDRVR_LOST',
        message: expect.stringContaining(`127.0.0.1:${server.port}`),
        measurement: {
          kind: 'latency',
          asked: { count: 10 },
          sent: 2,
          received: 2,
          lost: 0,
          avg: expect.any(Number),
          validity: { ok: false, reasons: [expect.stringContaining('2 of 10 probes were answered')] },
        },
      })
      await expect(client.latency()).rejects.toMatchObject({ code: 'ERR_WYNDRVR_LOST' })
    },
  )

  test('before anything was measured, it keeps nothing', async () => {
    await using server = await startScriptedServer({
      ping: async (peer, number) => (number === 1 ? peer.send('PONG') : peer.close()),
    })
    await using client = await connect(server.address)
    await expect(client.latency()).rejects.toMatchObject({ code: 'ERR_WYNDRVR_LOST', measurement: null })
  })

  test('an invalid answer', async () => {
    await using server = await startScriptedServer({
      ping: async (peer, number) => peer.send(number <= 2 ? 'PONG' : 'PANG'),
    })
    await using client = await connect(server.address)
    await expect(client.latency()).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_PROTOCOL',
      message: `127.0.0.1:${server.port} sent "PANG", but PONG was expected. Is it a wyndrvr server?`,
      measurement: { received: 1 },
    })
  })

  test('an abort signal', async () => {
    const stop = new AbortController()
    await using server = await startScriptedServer({
      ping: async (peer, number) => (number <= 3 ? peer.send('PONG') : stop.abort()),
    })
    await using client = await connect({ ...server.address, signal: stop.signal })
    await expect(client.latency()).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_ABORTED',
      measurement: { sent: 2, received: 2, lost: 0 },
    })
  })
})

test.each<[string, LatencyOptions]>([
  ["count must be a whole number from 1 to 1000000, got '0'.", { count: 0 }],
  ["count must be a whole number from 1 to 1000000, got '1.5'.", { count: 1.5 }],
  ["count must be a whole number from 1 to 1000000, got '1000001'.", { count: 1_000_001 }],
  ["Expected a duration such as 500ms or 2s, up to 24 hours, got '-1'.", { timeout: -1 }],
])('%s The client can go on', async (message, options) => {
  await using server = await startScriptedServer()
  await using client = await connect(server.address)
  await expect(client.latency(options)).rejects.toMatchObject({ code: 'ERR_WYNDRVR_VALUE', message })
  expect(await client.latency({ count: 1 })).toMatchObject({ received: 1 })
})
