import { networkInterfaces } from 'node:os'

import * as v from 'valibot'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { factsBetween } from '../../../src/client/throughput/tcp-facts.ts'
import { connect, judgeThreshold, startServer } from '../../../src/index.ts'
import type { Client, Direction, Server, TcpFacts, ThroughputMeasurement } from '../../../src/index.ts'
import type { TcpCounts } from '../../../src/protocol/native.ts'
import { measurementSchema } from '../../../src/results/measurement.ts'
import { listen } from '../../support/peers/endpoint.ts'
import type { Endpoint } from '../../support/peers/endpoint.ts'
import { RawPeer } from '../../support/peers/raw-client.ts'
import { startUdpRelay } from '../../support/peers/udp-relay.ts'
import { NO_SS } from '../../support/machine/ss.ts'

const DIRECTIONS = ['download', 'upload'] as const
const NEED = 'TCP facts need Linux and its tool ss at the sending end.'

describe('the difference of two readings', () => {
  const BEFORE: TcpCounts = {
    congestion: 'cubic',
    retransmits: 3,
    rtt: 1,
    rttVariation: 0.5,
    minRtt: 0.25,
    cwnd: 10,
    mss: 1448,
    deliveryRate: 1e6,
    busy: 0.1,
    rwndLimited: 0.05,
    sndbufLimited: 0,
  }
  const AFTER = { ...BEFORE, retransmits: 10, rtt: 2, deliveryRate: 5e7, busy: 2.104, rwndLimited: 0.551 }

  test('has the differences of counters, their shares, and the last value of everything else', () => {
    expect(factsBetween(BEFORE, AFTER)).toEqual({
      congestion: 'cubic',
      retransmits: 7,
      rtt: 2,
      rttVariation: 0.5,
      minRtt: 0.25,
      cwnd: 10,
      mss: 1448,
      deliveryRate: 50,
      busy: 2.004,
      rwndLimited: 0.25,
      sndbufLimited: 0,
    })
  })

  test.each<[string, Partial<TcpCounts>, Partial<TcpCounts>, Partial<TcpFacts>]>([
    ['no data to send', {}, {}, { busy: 0, rwndLimited: null, sndbufLimited: null }],
    [
      'no data sent before',
      { busy: null, rwndLimited: null },
      { busy: 0.5, rwndLimited: 0.25 },
      { busy: 0.5, rwndLimited: 0.5 },
    ],
    [
      'times not reported',
      { busy: null, rwndLimited: null, sndbufLimited: null },
      { busy: null, rwndLimited: null, sndbufLimited: null },
      { busy: null, rwndLimited: null, sndbufLimited: null },
    ],
    ['times rounded in between', {}, { busy: 0.2, rwndLimited: 0.2 }, { busy: 0.1, rwndLimited: 1 }],
    ['another connection answers', { retransmits: 9 }, { retransmits: 2 }, { retransmits: 0 }],
  ])('%s', (_, before, after, facts) => {
    expect(factsBetween({ ...BEFORE, ...before }, { ...BEFORE, ...after })).toMatchObject(facts)
  })

  test('is unknown without both', () => {
    expect([factsBetween(null, AFTER), factsBetween(BEFORE, null)]).toEqual([null, null])
  })
})

describe('real transfers', () => {
  beforeEach(({ skip }) => skip(NO_SS !== null, NO_SS ?? ''))

  describe.each(['thread', 'process'] as const)('with a server in %s mode', (mode) => {
    let server: Server
    let client: Client
    beforeAll(async () => {
      server = await startServer({ host: '127.0.0.1', port: 0, mode, workers: 2 })
      client = await connect({ ...server.address, dialect: 'native' })
    })
    afterAll(async () => {
      await client.close()
      await server.close()
    })

    test.each(DIRECTIONS.flatMap((direction) => [1, 3].map((streams) => [direction, streams] as const)))(
      '%s over %d stream(s), one after another: each has its own facts',
      async (direction, streams) => {
        for (const duration of ['200ms', '50ms', '50ms'] as const) {
          const { measurement, seconds } = await timed(client, direction, {
            duration,
            streams,
            tcpFacts: true,
          })
          expect(measurement.streams).toHaveLength(streams)
          expectFacts(measurement, seconds)
        }
      },
    )

    test('both directions at once', async () => {
      const startedAt = performance.now()
      const both = await client.bidirectional({ duration: '200ms', streams: 2 })
      const seconds = (performance.now() - startedAt) / 1000
      expect([both.download.streams.length, both.upload.streams.length]).toEqual([2, 2])
      expectFacts(both.download, seconds)
      expectFacts(both.upload, seconds)
    })

    test.each(DIRECTIONS)('%s without TCP facts says so', async (direction) => {
      const { streams, unknown } = await client[direction]({ size: 100_000, tcpFacts: false })
      expect(streams.map(({ tcp }) => tcp)).toEqual([null])
      expect(unknown['tcp']).toBe('TCP facts were not requested.')
    })

    test.each(DIRECTIONS)('%s of less than 200 ms has TCP facts only on request', async (direction) => {
      const { seconds, unknown } = await client[direction]({ duration: '50ms' })
      expect(seconds).toBeLessThan(0.2)
      expect(unknown['tcp']).toBe(
        'TCP facts are read only for transfers of at least 200 ms, unless tcpFacts is true.',
      )
      expect((await client[direction]({ duration: '50ms', tcpFacts: true })).unknown).not.toHaveProperty(
        'tcp',
      )
    })
  })

  test('IPv4 on an IPv6 socket, and IPv6', async ({ skip }) => {
    const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
    skip(!addresses.some(({ address }) => address === '::1'), 'this machine has no IPv6')
    await using server = await startServer({ host: '::', port: 0 })
    for (const host of ['127.0.0.1', '::1']) {
      await using client = await connect({ host, port: server.address.port })
      for (const direction of DIRECTIONS) {
        const { measurement, seconds } = await timed(client, direction, { duration: '50ms', tcpFacts: true })
        expect(measurement.streams).toHaveLength(1)
        expectFacts(measurement, seconds)
      }
    }
  })
})

test.each([1, 2])('TCP facts behind a proxy are those of a leg, with %d stream(s)', async (streams) => {
  await using server = await startServer({ host: '127.0.0.1', port: 0 })
  await using proxy = await startUdpRelay(server.address, null)
  await using client = await connect({ host: proxy.host, port: proxy.port })
  for (const direction of DIRECTIONS) {
    const measurement = await client[direction]({ size: 100_000, streams, tcpFacts: true })
    expect(measurement.streams.map(({ tcp }) => tcp)).toEqual(Array(streams).fill(null))
    expect(measurement.unknown['tcp']).toBe(
      "The client and the server see different addresses: a proxy (or NAT) is between them, and the sender's TCP facts end there. They are figures of one leg, not of the path.",
    )
    expect(judgeThreshold(`${direction}.retransmits <= 0`, [measurement]).verdict).toBe('invalid')
    expect(v.safeParse(measurementSchema, measurement).issues).toBeUndefined()
    if (!NO_SS) expectLegs(measurement, proxy)
  }
})

/** Checks that each stream says which leg its facts are of. */
function expectLegs({ direction, streams }: ThroughputMeasurement, proxy: Endpoint): void {
  const own = direction === 'upload'
  for (const { leg } of streams) {
    expect(leg).toMatchObject({
      from: own ? 'client' : 'server',
      to: own ? `${proxy.host}:${proxy.port}` : expect.stringMatching(/^127\.0\.0\.1:\d+$/),
      tcp: { retransmits: expect.any(Number) },
    })
  }
}

test('a server without support for TCP facts is not asked', async () => {
  await using server = await startOlderServer()
  await using client = await connect({ host: server.host, port: server.port, dialect: 'native' })
  const { bytes, streams, unknown } = await client.download({ size: 1000, tcpFacts: true })
  expect({ bytes, tcp: streams.map(({ tcp }) => tcp), unknown }).toMatchObject({
    bytes: 1000,
    tcp: [null],
    unknown: { tcp: NEED },
  })
  expect(server.requests.map((text) => JSON.parse(text))).toMatchObject([
    { request: 'download', bytes: 1000 },
  ])
})

async function timed(
  client: Client,
  direction: Direction,
  options: Parameters<Client['download']>[0],
): Promise<{ readonly measurement: ThroughputMeasurement; readonly seconds: number }> {
  const startedAt = performance.now()
  const measurement = await client[direction](options)
  return { measurement, seconds: (performance.now() - startedAt) / 1000 }
}

/** Kernels count time in ticks of up to 10 ms. */
const TICK = 0.01

/** The TCP facts that every stream needs if ss is available, for a transfer of up to this many seconds. */
function expectFacts(measurement: ThroughputMeasurement, seconds: number): void {
  expect(v.safeParse(measurementSchema, measurement).issues).toBeUndefined()
  expect(measurement.unknown).not.toHaveProperty('tcp')
  for (const { tcp } of measurement.streams) {
    if (tcp === null) throw new Error('A stream has no facts.')
    expect(tcp.congestion).toMatch(/^[a-z]\w*$/)
    expect(Number.isInteger(tcp.retransmits)).toBe(true)
    const { rtt, rttVariation, cwnd, mss, deliveryRate, busy } = tcp
    for (const figure of [rtt, rttVariation, cwnd, mss, deliveryRate, busy]) {
      expect(figure).toBeGreaterThan(0)
    }
    expect(rtt).toBeLessThan(seconds * 1000)
    // One that also counted the transfer before would be busy for longer than this one took.
    expect(busy).toBeLessThanOrEqual(seconds + TICK)
    for (const share of [tcp.rwndLimited, tcp.sndbufLimited]) {
      expect(share).toBeGreaterThanOrEqual(0)
      expect(share).toBeLessThanOrEqual(1)
    }
  }
}

/** A server of the native dialect that knows downloads alone, and nothing of kernels. */
async function startOlderServer(): Promise<Endpoint & { readonly requests: readonly string[] }> {
  const requests: string[] = []
  const converse = async (peer: RawPeer): Promise<void> => {
    await line(peer)
    await peer.send(`WYNDRVR/2 ${JSON.stringify(OLDER)}\n`)
    for (let text = await line(peer); !text.includes('"bye"'); text = await line(peer)) {
      requests.push(text)
      await peer.send(`{}\n${'x'.repeat(1000)}{"cpu":{"user":0,"system":0}}\n`)
    }
    await peer.send('{}\n')
    await peer.close()
  }
  const server = await listen((socket) => void converse(new RawPeer(socket)))
  return Object.assign(server, { requests })
}

async function line(peer: RawPeer): Promise<string> {
  let text = ''
  while (!text.endsWith('\n')) text += await peer.receiveText(1)
  return text
}

const OLDER = {
  session: 'a.b',
  mode: 'thread',
  worker: 1,
  version: '1.0.0',
  host: {
    platform: 'linux',
    arch: 'x64',
    kernel: '6.1',
    cpuModel: null,
    cpuCount: 2,
    memory: 1024,
    node: '24.0.0',
    container: null,
    load: null,
    steal: null,
    receiveBufferLimit: null,
    sendBufferLimit: null,
    runner: null,
    runnerImage: null,
  },
}
