import { describe, expect, test } from 'vitest'

import { describeModes } from '../../support/describe-modes.ts'
import { ALL_WELL, measured } from '../../support/documents/measured.ts'
import {
  connectIperf3,
  HELLO,
  iperf3IsServed,
  newCookie,
  openUdpEnd,
  streamResults,
} from '../../support/peers/iperf3-peer.ts'
import type { Iperf3Peer } from '../../support/peers/iperf3-peer.ts'
import { connectRaw } from '../../support/peers/raw-client.ts'
import type { RawPeer } from '../../support/peers/raw-client.ts'

const TCP = { tcp: true, omit: 0, time: 1, parallel: 1, len: 131_072 }
const UDP = { udp: true, omit: 0, time: 1, parallel: 1, len: 1000 }

/** A server that does not wait long for the next step of a client. */
const HASTY = { step: 300, numberQuiet: 100 } as const

describeModes('a client of the iperf3 dialect', (server) => {
  describe('is refused because of its parameters', () => {
    test.each<[object | string, number]>([
      [{ ...TCP, sctp: true }, 18],
      [{ ...TCP, reverse: true, bidirectional: true }, 25],
      [{ ...TCP, omit: -1 }, 12],
      [{ ...TCP, omit: 601 }, 12],
      [{ ...TCP, time: -1 }, 5],
      [{ ...TCP, time: 86_401 }, 5],
      [{ ...TCP, parallel: 0 }, 6],
      [{ ...TCP, parallel: 129 }, 6],
      [{ ...TCP, parallel: 1e300 }, 6],
      [{ ...TCP, len: 0 }, 7],
      [{ ...TCP, len: 1_048_577 }, 7],
      [{ ...TCP, window: 536_870_913 }, 8],
      [{ ...TCP, MSS: 32_768 }, 10],
      [{ ...TCP, burst: 0 }, 15],
      [{ ...TCP, burst: 1001 }, 15],
      [{ ...TCP, TOS: 256 }, 21],
      [{ ...TCP, TOS: 8, reverse: true }, 125],
      [{ ...TCP, congestion: 'reno', bidirectional: true }, 134],
      [{ ...UDP, len: undefined }, 20],
      [{ ...UDP, len: 15 }, 20],
      [{ ...UDP, len: 65_508 }, 20],
      ['{"tcp":true', 114],
      ['null', 114],
      ['', 114],
      [`{"title":"${'x'.repeat(8192)}"}`, 114],
    ])('%#: error %$', async (parameters, error) => {
      await using client = await connectIperf3(server.address)
      await client.ask(parameters)
      expect(await client.failure()).toBe(error)
    })

    test('which claim to be huge', async () => {
      await using client = await connectIperf3(server.address)
      await client.expect(9)
      await client.raw.send(Buffer.from('ffffffff', 'hex'))
      expect(await client.failure()).toBe(114)
    })
  })

  describe('is refused because it says', () => {
    test.each([0, 1, 4, 9, 13, 16, 200])('%i while its streams are expected', async (state) => {
      await using client = await connectIperf3(server.address)
      await client.ask(TCP)
      await client.expect(10)
      await client.say(state)
      expect(await client.failure()).toBe(110)
    })

    test.each([0, 1, 2, 13, 16, 200])('%i while its test runs', async (state) => {
      await using client = await connectIperf3(server.address)
      await using stream = await running(client)
      await client.say(state)
      expect(await client.failure()).toBe(110)
      expect(await stream.rest()).toBe('')
    })

    test.each<[string, unknown]>([
      ['no JSON as its results', 'results'],
      ['results without streams', { cpu_util_total: 0 }],
      ['results with text for a number', results([{ ...streamResults(1), bytes: 'many' }])],
      ['results with negative bytes', results([streamResults(1, { bytes: -1 })])],
      ['results with an id that no stream can have', results([streamResults(0)])],
      ['results of 257 streams', results(Array.from({ length: 257 }, () => streamResults(1)))],
      ['results that are too long', `{"a":"${'x'.repeat(300_000)}"}`],
    ])('%s', async (_, told) => {
      await using client = await connectIperf3(server.address)
      await using stream = await running(client)
      await client.say(4)
      await client.expect(13)
      await client.send(told)
      expect(await client.failure()).toBe(117)
      expect(await stream.rest()).toBe('')
    })
  })

  test('gets an answer whatever numbers are in its results', async () => {
    await using client = await connectIperf3(server.address)
    await using stream = await running(client)
    await stream.send('x')
    const absurd = { packets: 1e18, errors: -5, jitter: 1e300, retransmits: 1e300, end_time: 1e300 }
    const told = [streamResults(1, { bytes: 1, ...absurd }), streamResults(77, { bytes: 3 })]
    expect((await client.end(told)).streams).toMatchObject([{ id: 1, bytes: 1 }])
  })

  test('that opens more streams than it asked for gets only those', async () => {
    await using client = await connectIperf3(server.address)
    await using stream = await running(client)
    await using more = await client.open()
    expect(await more.rest()).toBe('')
    await stream.send('abc')
    expect((await client.end([streamResults(1, { bytes: 3 })])).streams).toMatchObject([{ bytes: 3 }])
  })

  test('that opens a stream before it may is not served', async () => {
    await using client = await connectIperf3(server.address)
    await client.expect(9)
    await using early = await client.open()
    expect(await early.rest()).toBe('')
  })

  test.each([
    ['resets', async (peer: RawPeer) => peer.reset()],
    ['closes', async (peer: RawPeer) => peer.close()],
  ])('that %s its control connection at any state leaves nothing behind', async (_, leave) => {
    for (const state of ['cookie', 'parameters', 'streams', 'running', 'results'] as const) {
      const client = await connectIperf3(server.address)
      await client.expect(9)
      if (state !== 'cookie') await client.send(TCP)
      const stream = state === 'cookie' || state === 'parameters' ? null : await opened(client)
      if (state === 'running' || state === 'results') await client.expect(1, 2)
      if (state === 'results') await client.say(4)
      await leave(client.raw)
      expect(await stream?.rest()).toBeOneOf(['', undefined])
    }
    await iperf3IsServed(server.address)
  })

  test('that closes its streams in the middle gets what was counted', async () => {
    await using client = await connectIperf3(server.address)
    const stream = await running(client)
    await stream.send(Buffer.alloc(500))
    await stream.close()
    expect((await client.end([streamResults(1, { bytes: 500 })])).streams).toMatchObject([{ bytes: 500 }])
  })

  test('that terminates its test is let go', async () => {
    await using client = await connectIperf3(server.address)
    await using stream = await running(client)
    await client.say(12)
    expect(await client.raw.rest()).toBe('')
    expect(await stream.rest()).toBe('')
  })

  test('is not mistaken for another dialect, nor another dialect for it', async () => {
    await using raw = await connectRaw(server.address)
    await raw.send(`${newCookie()}x`)
    expect(await raw.receive()).toBe('ERROR:Unknown command')
    await raw.close()
    expect(await measured(server.address)).toMatchObject(ALL_WELL)
  })
})

describeModes(
  'a client of the iperf3 dialect is not waited for',
  (server) => {
    test('whose cookie is too short', async () => {
      await using raw = await connectRaw(server.address)
      await raw.send(newCookie().slice(1))
      expect(await raw.receive()).toBe('ERROR:Unknown command')
      await raw.close()
      await iperf3IsServed(server.address)
    })

    test('that sends no parameters', async () => {
      await using client = await connectIperf3(server.address)
      await client.expect(9)
      expect(await client.failure()).toBe(144)
    })

    test('that sends half of its parameters', async () => {
      await using client = await connectIperf3(server.address)
      await client.expect(9)
      await client.raw.send(Buffer.concat([Buffer.of(0, 0, 0, 20), Buffer.from('{"tcp":')]))
      expect(await client.failure()).toBe(144)
    })

    test.each([
      ['TCP', TCP],
      ['UDP', UDP],
    ])('that opens no stream over %s', async (_, parameters) => {
      await using client = await connectIperf3(server.address)
      await client.ask(parameters)
      await client.expect(10)
      expect(await client.failure()).toBe(144)
      await iperf3IsServed(server.address)
    })

    test('that opens too few streams', async () => {
      await using client = await connectIperf3(server.address)
      await client.ask({ ...TCP, parallel: 2 })
      await client.expect(10)
      await using stream = await client.open()
      expect(await client.failure()).toBe(144)
      expect(await stream.rest()).toBe('')
    })

    test('that sends no results', async () => {
      await using client = await connectIperf3(server.address)
      await using stream = await running(client)
      await client.say(4)
      await client.expect(13)
      expect(await client.failure()).toBe(144)
      expect(await stream.rest()).toBe('')
    })

    test('whose test of an amount takes longer than any may', async () => {
      await using hasty = await server.startFresh({ maxDuration: '100ms' }, { ...HASTY, testGrace: 100 })
      await using client = await connectIperf3(hasty.address)
      await client.ask({ ...TCP, time: 0, num: 1_000_000_000 })
      await using stream = await opened(client)
      await client.expect(1, 2)
      expect(await client.failure()).toBe(160)
      expect(await stream.rest()).toBe('')
    })

    test('whose streams are silent', async () => {
      await using hasty = await server.startFresh({ idleTimeout: '500ms' }, HASTY)
      await using client = await connectIperf3(hasty.address)
      await using stream = await running(client)
      expect(await stream.rest()).toBe('')
      expect(await client.raw.rest()).toBe('')
      await iperf3IsServed(hasty.address)
    })

    test('whose datagrams stay away', async () => {
      await using hasty = await server.startFresh({ idleTimeout: '500ms' }, HASTY)
      await using client = await connectIperf3(hasty.address)
      await client.ask(UDP)
      await client.expect(10)
      await using end = await openUdpEnd(hasty.address)
      await end.send(HELLO.hello)
      await client.expect(1, 2)
      expect(await client.failure()).toBe(144)
    })
  },
  {},
  HASTY,
)

/** Runs a test over one TCP stream. */
async function running(client: Iperf3Peer): Promise<RawPeer> {
  await client.ask(TCP)
  const stream = await opened(client)
  await client.expect(1, 2)
  return stream
}

async function opened(client: Iperf3Peer): Promise<RawPeer> {
  await client.expect(10)
  return client.open()
}

function results(streams: readonly object[]): object {
  const cpu = { cpu_util_total: 0, cpu_util_user: 0, cpu_util_system: 0 }
  return { ...cpu, sender_has_retransmits: -1, streams }
}
