import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { connect, startServer } from '../../../src/index.ts'
import type { LatencyInterval, LatencyMeasurement, Server } from '../../../src/index.ts'
import { describeModes } from '../../support/describe-modes.ts'
import { startUdpRelay } from '../../support/peers/udp-relay.ts'
import type { Fate } from '../../support/peers/udp-relay.ts'
import { ENOUGH, throwingListener } from '../throwing-listener.ts'

/** The first bytes of probes and their answers. */
const [PROBE, ANSWER] = [4, 5]

const UDP = { transport: 'udp', interval: '2ms' } as const

/** The server of the tests that leave it running: starting one costs more than most of them. */
let shared: Server
beforeAll(async () => {
  shared = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
})
afterAll(async () => shared.close())

describeModes('latency over UDP, against a server', (server) => {
  test('every probe is answered, and the network takes part of the time', async () => {
    await using client = await connect(server.address)
    const numbers: number[] = []
    const latency = await client.latency({
      ...UDP,
      count: 50,
      payload: 100,
      timeout: '20s',
      onProbe: ({ number }) => numbers.push(number),
    })
    expect(latency).toMatchObject({
      transport: 'udp',
      loop: 'open',
      asked: { count: 50, duration: null, interval: 2, payload: 100, timeout: 20_000 },
      sent: 50,
      received: 50,
      lost: 0,
      lostOn: { upload: 0, download: 0 },
      duplicates: 0,
    })
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
    const { network, avg, min } = latency
    expect(network?.avg).toBeGreaterThan(0)
    expect(network?.avg).toBeLessThanOrEqual(avg ?? Number.NaN)
    expect(network?.min).toBeLessThanOrEqual(min ?? Number.NaN)
    expect((await client.latency({ count: 3 })).transport).toBe('tcp')
  })

  test('probes are sent every 10 ms by default', async () => {
    await using client = await connect(server.address)
    const latency = await client.latency({ transport: 'udp', duration: '100ms', busyPoll: false })
    expect(latency.asked).toEqual({
      count: null,
      duration: 100,
      interval: 10,
      payload: 18,
      timeout: 2000,
      busyPoll: false,
    })
    expect(latency).toMatchObject({ sent: 10, received: 10, busyPoll: { client: false, server: false } })
  })
})

// Most wait for probes that never come.
describe('UDP probes', { concurrent: true }, () => {
  test.each<[string, Fate, Partial<LatencyMeasurement>]>([
    [
      'on the way there',
      losing('up', [3, 7]),
      { received: 28, lost: 2, lostOn: { upload: 2, download: 0 }, duplicates: 0 },
    ],
    [
      'on the way back',
      losing('down', [0, 10, 29]),
      { received: 27, lost: 3, lostOn: { upload: 0, download: 3 }, duplicates: 0 },
    ],
    [
      'in both directions',
      ({ kind, sequence, bytes }) =>
        (kind === PROBE && sequence % 10 === 3) || (kind === ANSWER && sequence === 6) ? [] : [bytes],
      { received: 26, lost: 4, lostOn: { upload: 3, download: 1 }, duplicates: 0 },
    ],
    [
      'completely',
      ({ kind, bytes }) => (kind === PROBE ? [] : [bytes]),
      { received: 0, lost: 30, lostOn: { upload: 30, download: 0 }, min: null, p50: null },
    ],
  ])('lost %s are counted by direction', async (_, fate, expected) => {
    expect(await measuredOver(fate)).toMatchObject({ sent: 30, ...expected })
  })

  test.each<[string, Fate, number]>([
    [
      'there',
      ({ kind, sequence, bytes }) => (kind === PROBE && sequence === 5 ? [bytes, bytes] : [bytes]),
      1,
    ],
    ['back', ({ kind, bytes }) => (kind === ANSWER ? [bytes, bytes, bytes] : [bytes]), 60],
  ])('duplicated on the way %s count as duplicates, not as lost', async (_, fate, duplicates) => {
    expect(await measuredOver(fate)).toMatchObject({ sent: 30, received: 30, lost: 0, duplicates })
  })

  test('that are lost are reported during the run, in the intervals too', async () => {
    await using relay = await startUdpRelay(shared.address, losing('up', [5]))
    await using client = await connect({ host: relay.host, port: relay.port })
    const told: LatencyInterval[] = []
    const rtts: (number | null)[] = []
    await client.latency({
      ...UDP,
      count: 20,
      timeout: '1s',
      reportInterval: '50ms',
      onInterval: (interval) => told.push(interval),
      onProbe: ({ rtt }) => rtts.push(rtt),
    })
    expect(rtts.filter((rtt) => rtt === null)).toHaveLength(1)
    expect(told.reduce((sum, { received }) => sum + received, 0)).toBe(19)
    expect(told.reduce((sum, { lost }) => sum + lost, 0)).toBe(1)
  })
})

test('latency over UDP keeps what it measured when it is stopped', async () => {
  const stop = new AbortController()
  await using client = await connect({ ...shared.address, signal: stop.signal })
  const running = client.latency({
    ...UDP,
    count: 100_000,
    onProbe: ({ number }) => number === 20 && stop.abort(),
  })
  await expect(running).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_ABORTED',
    measurement: {
      kind: 'latency',
      transport: 'udp',
      lostOn: null,
      unknown: { lostOn: expect.any(String) },
      validity: { ok: false },
    },
  })
})

test('a listener that throws ends latency over UDP', async () => {
  await using client = await connect(shared.address)
  const onProbe = throwingListener()
  await expect(client.latency({ ...UDP, count: 100, onProbe })).rejects.toBe(ENOUGH)
})

test.each([
  [{ payload: 17 }, "payload of a UDP probe must be a whole number from 18 to 65507, got '17'."],
  [{ payload: 65_508 }, "payload of a UDP probe must be a whole number from 18 to 65507, got '65508'."],
  [{ interval: '0.01ms' }, "interval must be at least 0.1ms, got '0.01ms'."],
] as const)('%j is refused', async (options, message) => {
  await using client = await connect(shared.address)
  await expect(client.latency({ transport: 'udp', ...options })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_VALUE',
    message,
  })
})

/** 30 probes over a way that has that fate for them. */
async function measuredOver(fate: Fate): Promise<LatencyMeasurement> {
  await using relay = await startUdpRelay(shared.address, fate)
  await using client = await connect({ host: relay.host, port: relay.port })
  return await client.latency({ ...UDP, count: 30 })
}

function losing(way: 'up' | 'down', sequences: readonly number[]): Fate {
  return (passing) =>
    passing.kind >= PROBE && passing.way === way && sequences.includes(passing.sequence)
      ? []
      : [passing.bytes]
}
