import { describe, expect, test } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import { ConnectionCounts, countTables, forgetCounts } from '../../src/server/connection-counts.ts'
import { startServer } from '../../src/server/start-server.ts'
import { describeFresh, describeModes } from '../support/describe-modes.ts'
import { connectControl, connectSilent, echo, transfer } from '../support/peers/native-peer.ts'
import { connectRaw, connectServed } from '../support/peers/raw-client.ts'
import type { RawPeer } from '../support/peers/raw-client.ts'

const HELLO = 'WYNDRVR/2 {"role":"control"}\n'

describeFresh('a server with a limit of connections', (startFresh, mode) => {
  test.each([
    ['maxConnections', 'as many connections as it keeps (--max-connections)'],
    [
      'maxConnectionsPerAddress',
      'as many connections from the same address as it keeps (--max-connections-per-address)',
    ],
  ])('%s: tells further clients why, and serves others when one has left', async (option, words) => {
    await using server = await startFresh({ [option]: 2 })
    const kept = [await connectServed(server.address)]
    // A sequential server answers only the first.
    kept.push(mode === 'sequential' ? await connectRaw(server.address) : await connectServed(server.address))
    await using refused = await connectSilent(server.address)
    await refused.raw.send(HELLO)
    expect((await refused.opening()).error).toEqual({
      code: 'busy',
      message: `This server has ${words}. Try again in 5 s.`,
      retryAfter: 5,
    })
    expect(await refused.raw.rest()).toBe('')
    await using closed = await connectRaw(server.address)
    await closed.send('PING').catch(() => undefined)
    expect(await closed.rest().catch(() => '')).toBe('')
    for (const each of kept) await each.close()
    await served(async () => connectServed(server.address))
  })

  test('counts addresses apart', async () => {
    await using server = await startFresh({ maxConnectionsPerAddress: 1 })
    await using first = await connectServed(server.address)
    await using other = await connectRaw({ ...server.address, localAddress: '127.0.0.2' })
    await other.send('PING')
    if (mode === 'sequential') await first.send('QUIT')
    expect(await other.receiveText(4)).toBe('PONG')
  })
})

/** Tries again until a server has noticed that connections have ended. */
async function served(attempt: () => Promise<RawPeer>): Promise<void> {
  for (;;) {
    try {
      const peer = await attempt()
      return await peer.close()
    } catch {
      // Another attempt follows, until the test's timeout.
    }
  }
}

describe('counts of connections', () => {
  const caps = { connections: 4, perAddress: 2 }

  test('hold for all workers together, and forget those of one that has ended', () => {
    const tables = countTables(2)
    const [one, two] = [0, 1].map((slot) => new ConnectionCounts(tables, slot, caps, 'secret'))
    expect(one?.add('10.0.0.1')).toBe(null)
    expect(two?.add('10.0.0.1')).toBe(null)
    expect(one?.add('10.0.0.1')).toBe('address')
    expect(two?.add('10.0.0.2')).toBe(null)
    expect(two?.add('::ffff:10.0.0.2')).toBe(null)
    expect(one?.add('10.0.0.3')).toBe('connections')
    forgetCounts(tables, 1)
    expect(one?.add('10.0.0.1')).toBe(null)
    expect(one?.add('10.0.0.2')).toBe(null)
    expect(one?.add('10.0.0.2')).toBe(null)
    expect(one?.add('10.0.0.4')).toBe('connections')
    one?.remove('10.0.0.2')
    expect(one?.add('10.0.0.4')).toBe(null)
  })

  test.each([
    ['2001:db8:0:1::1', '2001:db8:0:1:ffff::2', 'address'],
    ['2001:db8::1', '2001:db8:0:0:1::', 'address'],
    ['::1', '::2', 'address'],
    ['fe80::1%eth0', 'fe80::2%eth1', 'address'],
    ['2001:db8:0:1::1', '2001:db8:0:2::1', null],
    ['10.0.0.1', '10.0.0.2', null],
  ])('take %s and %s for one client: %s', (first, second, excess) => {
    const counts = new ConnectionCounts(countTables(1), 0, { connections: 9, perAddress: 1 }, 'secret')
    expect(counts.add(first)).toBe(null)
    expect(counts.add(second)).toBe(excess)
  })
})

const LIMITS = { maxBytes: '1MB', maxDuration: '2s', maxRate: '10Mbit/s', maxDatagram: 500 } as const

describeModes(
  'a server with limits of a test',
  (server) => {
    const RATE = { rate: 1_000_000 }

    test.each<[object, string]>([
      [
        transfer('download', { ...RATE, bytes: 1_000_001 }),
        'at most 1000000 bytes in one test. Choose a smaller --size.',
      ],
      [transfer('upload', { ...RATE, bytes: 1_000_001 }), 'at most 1000000 bytes in one test.'],
      [transfer('download', { ...RATE, bytes: null, seconds: 1.5, warmup: 0.6 }), 'tests of at most 2 s'],
      [transfer('download'), 'at most 10Mbit/s per stream. Choose a --rate.'],
      [transfer('upload', { rate: 10_000_001 }), 'at most 10Mbit/s per stream.'],
      [
        { request: 'udp', direction: 'echo', payload: 501, busyPoll: false },
        'datagrams of at most 500 bytes.',
      ],
      [udp({ payload: 501 }), 'datagrams of at most 500 bytes. Choose a smaller --payload.'],
      [udp({ rate: 10_000_001 }), 'at most 10Mbit/s per stream.'],
      [udp({ seconds: 3 }), 'tests of at most 2 s'],
      [udp({ bytes: 2_000_000, seconds: null }), 'at most 1000000 bytes in one test.'],
    ])('refuses %j', async (request, words) => {
      await using peer = await connectControl(server.address)
      await peer.say(request)
      const { error } = await peer.heard()
      expect(error).toMatchObject({ code: 'limit', message: expect.stringContaining(words) })
      expect(await peer.raw.rest()).toBe('')
    })

    test('measures within them', async () => {
      await using client = await connect(server.address)
      const measured = await client.download({ size: '100KB', rate: '10Mbit/s' })
      expect(measured.bytes).toBe(100_000)
      await expect(client.download({ size: '2MB', rate: '1Mbit/s' })).rejects.toMatchObject({
        code: 'ERR_WYNDRVR_REFUSED',
        message: expect.stringContaining('Choose a smaller --size.'),
      })
    })

    test.each([
      ['native', `${HELLO}${JSON.stringify(transfer('upload'))}\n`],
      ['seed', 'BANDWIDTH_UPLOAD:1000000000\n'],
      [
        'http1',
        'POST /wyndrvr/upload HTTP/1.1\r\nHost: a\r\nSec-Wyndrvr: 1\r\nContent-Length: 1000000000\r\n\r\n',
      ],
    ])('ends a transfer of the %s dialect that takes longer', async (_, words) => {
      await using fresh = await server.startFresh({ maxDuration: '100ms' }, { testGrace: 100 })
      await using peer = await connectRaw(fresh.address)
      await peer.send(words)
      const sending = setInterval(() => void peer.send('x'), 20)
      await expect(peer.rest().catch(() => 'reset')).resolves.toEqual(expect.any(String))
      clearInterval(sending)
    })

    test('refuses transfers of the seed dialect, which has no rate', async () => {
      await using peer = await connectRaw(server.address)
      await peer.send('BANDWIDTH_DOWNLOAD:10\n')
      expect(await peer.receiveText(20)).toBe('ERROR:Limit exceeded')
    })

    test('refuses a larger transfer in the seed dialect', async () => {
      await using fresh = await server.startFresh({ maxBytes: 1000 })
      await using peer = await connectRaw(fresh.address)
      await peer.send('BANDWIDTH_DOWNLOAD:1001\n')
      expect(await peer.receiveText(20)).toBe('ERROR:Limit exceeded')
      await peer.send('BANDWIDTH_DOWNLOAD:1000\n')
      expect(await peer.receiveText(5)).toBe('READY')
      expect(await peer.receiveBytes(1000)).toHaveLength(1000)
    })
  },
  LIMITS,
)

function udp(fields: object): object {
  return {
    request: 'udp',
    direction: 'download',
    payload: 100,
    rate: 1_000_000,
    bytes: null,
    seconds: 1,
    interval: 0.1,
    ...fields,
  }
}

test.each([
  [{ maxConnections: 0 }, "The server's maxConnections must be a whole number from 1 to 1000000, got '0'."],
  [{ maxConnectionsPerAddress: 1.5 }, 'maxConnectionsPerAddress must be a whole number'],
  [{ maxDuration: 0 }, "The server's maxDuration must be above 0 and at most 24h, got '0'."],
  [{ maxBytes: '2048TiB' }, "The server's maxBytes must be from 1 byte to 1024TiB, got '2048TiB'."],
  [{ maxRate: '10bit/s' }, "The server's maxRate must be at least 1kbit/s, got '10bit/s'."],
  [{ maxDatagram: 17 }, "The server's maxDatagram must be a whole number from 18 to 65507, got '17'."],
])('%j is refused', async (options, sentence) => {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion
  const starting = startServer({ host: '127.0.0.1', port: 0, ...(options as object) })
  await expect(starting).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_VALUE',
    message: expect.stringContaining(sentence),
  })
})

describeFresh('a connection that asks for nothing', (startFresh) => {
  test('is dropped after the handshake time, and one that has been served is not', async () => {
    await using server = await startFresh({}, { handshake: 100 })
    await using good = await connectServed(server.address)
    await using silent = await connectRaw({ ...server.address, localAddress: '127.0.0.2' })
    await using partial = await connectSilent(server.address)
    await partial.raw.send('WYNDRVR/2 {"role"')
    expect(await silent.rest()).toBe('')
    await partial.raw.rest()
    await good.send('PING')
    expect(await good.receiveText(4)).toBe('PONG')
    expect(echo(14)).toBeDefined()
  })
})
