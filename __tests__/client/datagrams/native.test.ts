import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { connect, runSuite, startServer } from '../../../src/index.ts'
import type { Client, DatagramInterval, Server } from '../../../src/index.ts'
import { writeDocument, readDocument } from '../../../src/results/document.ts'
import { exampleDocument } from '../../support/documents/documents.ts'
import { LOOPBACKS } from '../../support/machine/ipv6.ts'
import { startScriptedServer } from '../../support/peers/scripted-server.ts'
import { expectWhole } from './expect-whole.ts'
import { describeModes } from '../../support/describe-modes.ts'

const DIRECTIONS = ['download', 'upload'] as const
const METHOD = { download: 'udpDownload', upload: 'udpUpload' } as const

/** 200 datagrams of 100 bytes in 100 ms. */
const SMALL = { payload: 100, size: 20_000, rate: '1600kbit/s' } as const

/** The server of the tests that leave it running: starting one costs more than most of them. */
let shared: Server
beforeAll(async () => {
  shared = await startServer({ host: '127.0.0.1', port: 0, workers: 2 })
})
afterAll(async () => shared.close())

describeModes('datagrams', (server) => {
  let client: Client
  beforeAll(async () => {
    client = await connect({ ...server.address, dialect: 'native' })
  })
  afterAll(async () => client.close())

  test.each(DIRECTIONS)('%s of a size: all of it arrives, and adds up', async (direction) => {
    const measurement = await client[METHOD[direction]](SMALL)
    expect(measurement).toMatchObject({
      kind: 'datagram',
      client: 1,
      direction,
      bidirectional: false,
      asked: { bytes: 20_000, seconds: null, rate: 1_600_000, payload: 100 },
      sent: 200,
      received: 200,
      lost: 0,
      loss: 0,
      duplicates: 0,
      reordered: 0,
      bytes: 20_000,
    })
    expectWhole(measurement)
  })

  test.each(DIRECTIONS)('%s for a time: one in every slot except the missed ones', async (direction) => {
    const asked = { duration: '250ms', rate: '1Mbit/s', payload: 1250, reportInterval: '50ms' } as const
    const measurement = await client[METHOD[direction]](asked)
    expect(measurement.asked).toEqual({ bytes: null, seconds: 0.25, rate: 1_000_000, payload: 1250 })
    expect(measurement.sent).toBeGreaterThan(0)
    expect(measurement.sent).toBeLessThanOrEqual(25)
    expect(measurement.received).toBe(measurement.sent)
    expect(measurement.intervals.slice(0, 5).map(({ from }) => from)).toEqual([
      0,
      0.05,
      0.1,
      expect.closeTo(0.15),
      0.2,
    ])
    expectWhole(measurement)
  })

  test('both directions at once are two measurements', async () => {
    const { download, upload } = await client.udpBidirectional(SMALL)
    expect(download).toMatchObject({ direction: 'download', bidirectional: true, sent: 200, received: 200 })
    expect(upload).toMatchObject({ direction: 'upload', bidirectional: true, sent: 200, received: 200 })
    for (const each of [download, upload]) expectWhole(each)
  })

  test('several flows follow each other on one connection, between other tests', async () => {
    for (let round = 0; round < 20; round += 1) {
      const direction = DIRECTIONS[round % 2] ?? 'upload'
      expect((await client[METHOD[direction]]({ ...SMALL, size: 1000 })).received).toBe(10)
    }
    expect((await client.latency({ count: 3 })).received).toBe(3)
    expect((await client.download({ size: 1000 })).bytes).toBe(1000)
  })

  test.each(DIRECTIONS)('the intervals of a running %s are those of the measurement', async (direction) => {
    const told: [interval: DatagramInterval, of: string][] = []
    const measurement = await client[METHOD[direction]]({
      duration: '330ms',
      rate: '1Mbit/s',
      reportInterval: '50ms',
      onInterval: (interval, of) => told.push([interval, of]),
    })
    expect(told).toEqual(measurement.intervals.map((interval) => [interval, direction]))
    expect(told.length).toBeGreaterThanOrEqual(7)
  })

  test('the intervals of both directions have their direction', async () => {
    const told: Record<string, DatagramInterval[]> = { download: [], upload: [] }
    const both = await client.udpBidirectional({
      duration: '200ms',
      reportInterval: '50ms',
      onInterval: (interval, of) => told[of]?.push(interval),
    })
    expect(told['download']).toEqual(both.download.intervals)
    expect(told['upload']).toEqual(both.upload.intervals)
  })
})

test.each(LOOPBACKS)('over %s', async (host) => {
  await using server = await startServer({ host, port: 0, workers: 1 })
  await using client = await connect({ host, port: server.address.port })
  const { download, upload } = await client.udpBidirectional(SMALL)
  expect([download.received, upload.received]).toEqual([200, 200])
})

test('several clients measure at once', async () => {
  const measured = await Promise.all(
    Array.from({ length: 5 }, async () => {
      await using client = await connect(shared.address)
      const { download, upload } = await client.udpBidirectional(SMALL)
      return [download.received, upload.received]
    }),
  )
  expect(measured).toEqual(measured.map(() => [200, 200]))
})

test('the largest and the smallest datagrams can be sent', async () => {
  await using client = await connect(shared.address)
  for (const payload of [16, 65_507]) {
    const { received } = await client.udpUpload({ payload, size: payload * 10, rate: `${payload}kbit/s` })
    expect(received).toBe(10)
  }
})

test('documents of real flows satisfy the schema', async () => {
  await using client = await connect(shared.address)
  const { download, upload } = await client.udpBidirectional(SMALL)
  const latency = await client.latency({ transport: 'udp', count: 5 })
  const document = exampleDocument([download, upload, latency])
  expect(readDocument(writeDocument(document), 'it')).toEqual(document)
})

test('a UDP suite omits TCP-only tests', async () => {
  await expect(runSuite({ port: 1, transport: 'udp', tests: ['latency', 'connect'] })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_VALUE',
    message: 'The test connect runs only over TCP. Leave it out, or use TCP.',
  })
})

test.runIf(process.platform === 'linux')(
  "drops by the receiver's host are counted separately and make the measurement invalid",
  async () => {
    await using client = await connect(shared.address)
    let held = false
    const measurement = await client.udpDownload({
      duration: '1500ms',
      rate: '400Mbit/s',
      reportInterval: '100ms',
      // This end reads nothing while far more arrives than its buffer holds.
      onInterval: () => {
        if (held) return
        held = true
        for (const until = performance.now() + 1000; performance.now() < until;);
      },
    })
    const { lost, droppedByHost, validity } = measurement
    expect(droppedByHost).toBeGreaterThan(0)
    // Nothing else can be lost over loopback.
    expect(lost).toBe(droppedByHost)
    expect(validity.ok).toBe(false)
    expect(validity.reasons.join(' ')).toContain(`The client's host dropped ${droppedByHost} datagrams`)
  },
)

test("the seed's dialect has no UDP, and says so", async () => {
  await using seed = await startScriptedServer()
  await using client = await connect(seed.address)
  const message = `UDP needs the native dialect, but the connection to 127.0.0.1:${seed.port} uses the seed dialect.`
  for (const running of [
    client.udpDownload(),
    client.udpUpload(),
    client.udpBidirectional(),
    client.latency({ transport: 'udp' }),
  ]) {
    await expect(running).rejects.toMatchObject({ code: 'ERR_WYNDRVR_VALUE', message })
  }
  expect((await client.latency({ count: 2 })).received).toBe(2)
})

describe('an option out of range is rejected before anything is sent', () => {
  test.each([
    [{ rate: 999 }, "rate of datagrams must be from 1kbit/s to 100Gbit/s, got '999'."],
    [{ rate: '101Gbit/s' }, "rate of datagrams must be from 1kbit/s to 100Gbit/s, got '101Gbit/s'."],
    [{ payload: 15 }, "payload of a datagram must be a whole number from 16 to 65507, got '15'."],
    [{ payload: 1200.5 }, "Expected whole bytes such as 1200 or 1.5kB, got '1200.5'."],
    [{ payload: 65_508 }, "payload of a datagram must be a whole number from 16 to 65507, got '65508'."],
    [{ size: 0 }, "size must be a whole number from 1 to 1099511627776, got '0'."],
    [{ size: 1000, duration: '1s' }, 'size and duration cannot both be given.'],
    [{ duration: '9ms' }, "duration must be at least 10ms, got '9ms'."],
    [{ reportInterval: '9ms' }, "reportInterval must be at least 10ms, got '9ms'."],
    [
      { duration: '200s', reportInterval: '10ms' },
      /^reportInterval must be long enough for at most 10000 intervals/,
    ],
    [
      { duration: '1000s', rate: '100Gbit/s', payload: 16 },
      /^A flow must have fewer than 4294967296 datagrams/,
    ],
    [{ size: '1GB', rate: '1kbit/s' }, /^At 1000 bit\/s the flow would take longer than 24 hours/],
  ] as const)('%j', async (options, message) => {
    await using client = await connect(shared.address)
    await expect(client.udpDownload(options)).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_VALUE',
      message: typeof message === 'string' ? message : expect.stringMatching(message),
    })
    expect((await client.latency({ count: 2 })).received).toBe(2)
  })
})
