import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { connect, startServer } from '../../../src/index.ts'
import type { DatagramInterval, DatagramMeasurement, Server } from '../../../src/index.ts'
import { runConcurrent } from '../../../src/suite/concurrent.ts'
import { describeFresh } from '../../support/describe-modes.ts'
import { payloadFate, startUdpRelay } from '../../support/peers/udp-relay.ts'
import { startNativeScript } from '../../support/peers/native-script.ts'
import { recordingRelay } from '../../support/peers/recording-relay.ts'
import { ENOUGH, throwingListener } from '../throwing-listener.ts'
import { expectWhole } from './expect-whole.ts'

const DIRECTIONS = ['download', 'upload'] as const
const METHOD = { download: 'udpDownload', upload: 'udpUpload' } as const

/** 200 datagrams of 100 bytes in 100 ms. */
const SMALL = { payload: 100, size: 20_000, rate: '1600kbit/s' } as const

/** A test that is stopped before its end. */
const ENDLESS = { duration: '180s', reportInterval: '20ms', rate: '1Mbit/s' } as const

/** The server of the tests that leave it running: starting one costs more than most of them. */
let shared: Server
beforeAll(async () => {
  shared = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
})
afterAll(async () => shared.close())

describe.each(DIRECTIONS)('a %s reports exactly what the network did to it', (direction) => {
  test.each([
    ['nothing', {}, { sent: 200, received: 200, lost: 0, duplicates: 0, reordered: 0 }],
    [
      'loss in the middle',
      { lost: [5, 6, 7, 100] },
      { sent: 200, received: 196, lost: 4, loss: 0.02, duplicates: 0, reordered: 0 },
    ],
    ['loss at the end', { lost: [198, 199] }, { sent: 200, received: 198, lost: 2 }],
    ['loss at the start, before the flow begins', { lost: [0, 1] }, { sent: 198, received: 198, lost: 0 }],
    ['duplicates', { twice: [0, 20, 199] }, { received: 200, lost: 0, duplicates: 3, reordered: 0 }],
    ['reordering', { late: { 31: 30, 60: 50 } }, { received: 200, lost: 0, duplicates: 0, reordered: 2 }],
    [
      'all of these',
      { lost: [10, 199], twice: [0, 77], late: { 99: 95 } },
      { sent: 200, received: 198, lost: 2, loss: 0.01, duplicates: 2, reordered: 1 },
    ],
  ])('%s', async (_, plan, expected) => {
    await using relay = await startUdpRelay(shared.address, payloadFate(plan))
    await using client = await connect({ host: relay.host, port: relay.port })
    expect(await client[METHOD[direction]](SMALL)).toMatchObject(expected)
  })

  test('every datagram is lost', async () => {
    await using relay = await startUdpRelay(shared.address, ({ kind, bytes }) => (kind === 3 ? [] : [bytes]))
    await using client = await connect({ host: relay.host, port: relay.port })
    const measurement = await client[METHOD[direction]](SMALL)
    expect(measurement).toMatchObject({
      sent: 200,
      received: 0,
      lost: 200,
      loss: 1,
      mbps: null,
      jitter: null,
    })
    expect(measurement.intervals).toEqual([])
    expect(measurement.unknown).toMatchObject({ mbps: expect.any(String), jitter: expect.any(String) })
  })
})

test('in both directions, each reports its own loss', async () => {
  await using relay = await startUdpRelay(shared.address, ({ way, kind, sequence, bytes }) =>
    kind === 3 && sequence % (way === 'up' ? 50 : 20) === 7 ? [] : [bytes],
  )
  await using client = await connect({ host: relay.host, port: relay.port })
  const { download, upload } = await client.udpBidirectional(SMALL)
  expect([download.lost, upload.lost]).toEqual([10, 4])
})

test('a client waits for late datagrams without signs of life, because the flow is over for the server', async () => {
  await using relay = await startUdpRelay(shared.address, payloadFate({ lost: [199] }))
  await using recorder = await recordingRelay(shared.address)
  await using client = await connect({ ...recorder.address, udpPort: relay.port, keepAlive: '50ms' })
  // It waits at least 200 ms for the last one.
  expect(await client.udpDownload(SMALL)).toMatchObject({ sent: 200, lost: 1 })
  expect(await client.latency({ count: 1 })).toMatchObject({ received: 1 })
  const [, afterwards = ''] = recorder.bytes().split('"heard":true')
  // One sign of life may have crossed the last line.
  expect(afterwards.split('"alive"').length - 1).toBeLessThanOrEqual(1)
})

describeFresh('all flows of all clients', (start) => {
  test('go through the one port of a proxy', async () => {
    await using server = await start()
    const passed = { up: 0, down: 0 }
    await using relay = await startUdpRelay(server.address, ({ kind, way, bytes }) => {
      if (kind > 2) passed[way] += 1
      return [bytes]
    })
    const results = await runConcurrent(4, {
      host: relay.host,
      port: relay.port,
      timeout: '60s',
      transport: 'udp',
      tests: ['latency', 'bidirectional'],
      latency: { count: 5, interval: '1ms' },
      datagrams: SMALL,
    })
    for (const { document, error } of results) {
      expect(error).toBeNull()
      expect(document.measurements).toMatchObject([
        { transport: 'udp', received: 5, duplicates: 0 },
        { direction: 'download', received: 200, lost: 0, duplicates: 0 },
        { direction: 'upload', received: 200, lost: 0, duplicates: 0 },
      ])
    }
    expect(passed).toEqual({ up: 4 * 205, down: 4 * 205 })
  })
})

describe.concurrent('the handshake', () => {
  test('survives the loss of many hellos and challenges', async () => {
    const left = { up: 8, down: 8 }
    await using relay = await startUdpRelay(shared.address, ({ kind, way, bytes }) => {
      if (kind > 2 || left[way] === 0) return [bytes]
      left[way] -= 1
      return []
    })
    await using client = await connect({ host: relay.host, port: relay.port, timeout: '3s' })
    expect(await client.udpUpload(SMALL)).toMatchObject({ received: 200, lost: 0 })
    expect(left).toEqual({ up: 0, down: 0 })
  })

  test('waits for a path whose round trip takes half of the timeout', async () => {
    await using relay = await startUdpRelay(shared.address, ({ bytes }) => [bytes], { delay: 1500 })
    await using client = await connect({ host: relay.host, port: relay.port, timeout: '3s' })
    expect(await client.udpUpload(SMALL)).toMatchObject({ received: 200, lost: 0 })
  })

  test('does not count as payload if repeated', async () => {
    await using relay = await startUdpRelay(shared.address, ({ kind, bytes }) =>
      kind < 3 ? [bytes, bytes, bytes] : [bytes],
    )
    await using client = await connect({ host: relay.host, port: relay.port })
    for (const direction of DIRECTIONS) {
      const figures = { sent: 200, received: 200, lost: 0, duplicates: 0 }
      expect(await client[METHOD[direction]](SMALL)).toMatchObject(figures)
    }
  })

  test.each([
    ['up', /none of \d+ datagrams reached the server within 0.4 s. Let that port pass UDP/],
    [
      'down',
      /datagrams reach the server, but no answer to \d+ datagrams came back within 0.4 s. Allow UDP in/,
    ],
  ])('that is blocked on the way %s takes the timeout, and says where', async (blocked, reason) => {
    await using relay = await startUdpRelay(shared.address, ({ way, bytes }) =>
      way === blocked ? [] : [bytes],
    )
    await using client = await connect({ host: relay.host, port: relay.port, timeout: '400ms' })
    await expect(client.udpDownload(SMALL)).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_TIMEOUT',
      message: expect.stringMatching(
        RegExp(`^UDP does not get through 127.0.0.1:${relay.port}: ${reason.source}`),
      ),
      measurement: null,
    })
  })

  test('that the port of a proxy does not pass is an error, unless another one does', async () => {
    await using relay = await startUdpRelay(shared.address, null)
    const route = { host: relay.host, port: relay.port }
    await using client = await connect(route)
    await expect(client.latency({ transport: 'udp', count: 1 })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_TIMEOUT',
      message: expect.stringContaining(
        `UDP does not get through 127.0.0.1:${relay.port}: nothing accepts it there. Let that port pass UDP as well as TCP: a port mapping must name UDP too (docker run -p ${relay.port}:${shared.address.port}/udp)`,
      ),
    })
    await using other = await connect({ ...route, udpPort: shared.address.port })
    expect(await other.udpUpload(SMALL)).toMatchObject({ received: 200 })
  })

  test('with a server of an earlier release needs the port that it names', async () => {
    const door = { port: 9, token: 'AAECAwQFBgcICQoLDA0ODw' }
    await using server = await startNativeScript(async (peer) => peer.send(`${JSON.stringify({ door })}\n`), {
      udp: true,
    })
    await using client = await connect({ host: server.host, port: server.port, dialect: 'native' })
    await expect(client.udpDownload(SMALL)).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_REFUSED',
      message: `127.0.0.1:${server.port} runs wyndrvr 1.0.0, which wants datagrams at UDP port 9 instead of the port that was given. Update the server.`,
    })
  })
})

describe('a flow that does not complete', () => {
  test('keeps what a download had measured when it is stopped', async () => {
    const stop = new AbortController()
    await using client = await connect({ ...shared.address, signal: stop.signal })
    const told: DatagramInterval[] = []
    const running = client.udpDownload({
      ...ENDLESS,
      onInterval: (interval) => {
        told.push(interval)
        if (told.length === 3) stop.abort()
      },
    })
    const error: unknown = await running.catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({
      code: 'ERR_WYNDRVR_ABORTED',
      measurement: { kind: 'datagram', direction: 'download', offered: null, validity: { ok: false } },
    })
    const { measurement } = error as { readonly measurement: DatagramMeasurement }
    expect(measurement.received).toBeGreaterThan(0)
    expect(measurement.intervals).toEqual(told)
    expectWhole(measurement)
  })

  test.each(['udpUpload', 'udpBidirectional'] as const)('%s can be stopped too', async (method) => {
    const stop = new AbortController()
    await using client = await connect({ ...shared.address, signal: stop.signal })
    await expect(client[method]({ ...ENDLESS, onInterval: () => stop.abort() })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_ABORTED',
    })
  })

  test.each(['udpDownload', 'udpUpload', 'udpBidirectional'] as const)(
    '%s ends with the error of a listener that throws',
    async (method) => {
      await using client = await connect(shared.address)
      const onInterval = throwingListener()
      await expect(client[method]({ ...ENDLESS, onInterval })).rejects.toBe(ENOUGH)
    },
  )

  test.each(['udpDownload', 'udpUpload'] as const)(
    '%s ends when the server closes, and says so',
    async (method) => {
      const server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
      await using client = await connect(server.address)
      const onInterval = (): void => void server.close()
      await expect(client[method]({ ...ENDLESS, onInterval })).rejects.toMatchObject({
        code: 'ERR_WYNDRVR_LOST',
      })
      await server.close()
    },
  )
})
