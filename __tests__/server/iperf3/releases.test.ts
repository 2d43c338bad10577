import { describe, expect, test } from 'vitest'

import { describeModes } from '../../support/describe-modes.ts'
import {
  connectIperf3,
  HELLO,
  newCookie,
  OLD_HELLO,
  openUdpEnd,
  payload,
  streamResults,
} from '../../support/peers/iperf3-peer.ts'
import type { UdpEnd } from '../../support/peers/iperf3-peer.ts'
import { connectRaw } from '../../support/peers/raw-client.ts'

/** What releases send, from the first with a control protocol to the newest. */
const TCP_PARAMETERS = {
  '3.1': { tcp: true, omit: 0, time: 1, parallel: 1, len: 131_072, client_version: '3.1' },
  '3.7': {
    tcp: true,
    omit: 0,
    time: 1,
    parallel: 1,
    len: 131_072,
    pacing_timer: 1000,
    client_version: '3.7',
  },
  '3.19': {
    tcp: true,
    omit: 0,
    time: 1,
    num: 0,
    blockcount: 0,
    MSS: 1400,
    nodelay: true,
    parallel: 1,
    window: 65_536,
    len: 131_072,
    pacing_timer: 1000,
    mptcp: 1,
    skip_rx_copy: 1,
    extra_data: 'a',
    title: 'b',
    client_version: '3.19.1',
  },
  'a later release': {
    tcp: true,
    time: 1,
    len: 131_072,
    parallel: '4',
    reverse: 1,
    omit: null,
    wyndrvr: { v: 1, list: [{}] },
  },
  'one without a key': {},
} as const

const UDP_BASE = {
  udp: true,
  omit: 0,
  time: 1,
  num: 0,
  blockcount: 0,
  parallel: 2,
  len: 1448,
  bandwidth: 1_048_576,
}
const UDP_PARAMETERS = {
  '3.7': { ...UDP_BASE, pacing_timer: 1000, client_version: '3.7' },
  '3.19': { ...UDP_BASE, udp_counters_64bit: 1, pacing_timer: 1000, client_version: '3.19.1' },
  '3.21': {
    ...UDP_BASE,
    pacing_timer: 1000,
    gso: 1,
    gso_dg_size: 1448,
    gso_bf_size: 65_160,
    gro: 1,
    gro_bf_size: 65_507,
    udp_counters_64bit: 1,
    repeating_payload: 1,
    dont_fragment: 1,
    client_version: '3.21',
  },
}

/** Results as releases before 3.14 send them, with -1 as a number without a sign. */
function oldResults(id: number, bytes: number): string {
  const counts = `"bytes":${bytes},"retransmits":18446744073709551615,"jitter":0,"errors":0,"packets":0`
  return `{"cpu_util_total":1,"cpu_util_user":1,"cpu_util_system":0,"sender_has_retransmits":18446744073709551615,"streams":[{"id":${id},${counts}}]}`
}

describeModes('a client that speaks like iperf3', (server) => {
  describe('of release', () => {
    test.each(Object.entries(TCP_PARAMETERS))('%s uploads over TCP', async (_, parameters) => {
      const bytes = 300_000
      await using client = await connectIperf3(server.address)
      await client.ask(parameters)
      await client.expect(10)
      await using stream = await client.open()
      await client.expect(1, 2)
      await stream.send(Buffer.alloc(bytes))
      const { streams, ...rest } = await client.end([streamResults(1, { bytes })])
      expect(rest).toMatchObject({ sender_has_retransmits: -1, cpu_util_total: expect.any(Number) })
      expect(streams).toEqual([
        streamResults(1, { bytes, end_time: expect.any(Number), jitter: expect.any(Number) }),
      ])
      expect(await client.raw.rest()).toBe('')
      expect(await stream.rest()).toBe('')
    })

    test.each(Object.entries(UDP_PARAMETERS))('%s uploads over UDP', async (release, parameters) => {
      const wide = 'udp_counters_64bit' in parameters
      const first = release === '3.7' ? OLD_HELLO : HELLO
      await using client = await connectIperf3(server.address)
      await client.ask(parameters)
      await client.expect(10)
      await using one = await openUdpEnd(server.address)
      await greet(one, first)
      await using other = await openUdpEnd(server.address)
      await greet(other, first)
      await client.expect(1, 2)
      // The first stream loses its second datagram; of the other, the last one is lost.
      for (const sequence of [1, 3, 4]) await one.send(payload(sequence, 1448, wide))
      for (const sequence of [2, 1, 2, 3]) await other.send(payload(sequence, 1448, wide))
      const { streams } = await client.end([
        streamResults(1, { bytes: 4 * 1448, packets: 4 }),
        streamResults(3, { bytes: 4 * 1448, packets: 4 }),
      ])
      const measured = { end_time: expect.any(Number), jitter: expect.any(Number) }
      expect(streams).toEqual([
        streamResults(1, { bytes: 3 * 1448, errors: 1, packets: 4, ...measured }),
        streamResults(3, { bytes: 3 * 1448, errors: 1, packets: 4, ...measured }),
      ])
    })
  })

  test('downloads over several streams, and both ways at once', async () => {
    await using client = await connectIperf3(server.address)
    await client.ask({ tcp: true, omit: 0, time: 0, parallel: 2, len: 131_072, bidirectional: true })
    await client.expect(10)
    const streams = [await client.open(), await client.open(), await client.open(), await client.open()]
    await client.expect(1, 2)
    const [up, barely, down, other] = streams
    await up?.send(Buffer.alloc(50_000))
    await barely?.send('x')
    await down?.receiveBytes(2_000_000)
    await other?.receiveBytes(2_000_000)
    const told = [1, 3, 4, 5].map((id) => streamResults(id, { bytes: id === 1 ? 50_000 : id === 3 ? 1 : 0 }))
    const results = await client.end(told)
    expect(results.streams.map(({ id }) => id)).toEqual([1, 3, 4, 5])
    expect(results.streams.map(({ bytes }) => bytes)).toEqual([
      50_000,
      1,
      expect.toSatisfy((bytes: number) => bytes >= 2_000_000),
      expect.toSatisfy((bytes: number) => bytes >= 2_000_000),
    ])
    await Promise.all(streams.map(async (stream) => stream.close()))
  })

  test('is not told that less was sent than it receives', async () => {
    const len = 131_072
    await using client = await connectIperf3(server.address)
    await client.ask({ tcp: true, omit: 0, time: 0, parallel: 1, len, reverse: true })
    await client.expect(10)
    await using stream = await client.open()
    await client.expect(1, 2)
    // Nothing reports when the kernels' buffers are full, so that they take a part of the last write; this gives it the time.
    await new Promise((resolve) => {
      setTimeout(resolve, 100)
    })
    const { streams } = await client.end([streamResults(1)])
    const received = (await stream.rest()).length
    const missing = (streams[0]?.bytes ?? 0) - received
    expect(missing).toBeGreaterThanOrEqual(0)
    expect(missing).toBeLessThanOrEqual(len)
  })

  test('is told a part of what is read at once after a pause in which the warm-up ended', async () => {
    await using client = await connectIperf3(server.address)
    await client.ask({ tcp: true, omit: 1, time: 0, parallel: 1, len: 131_072 })
    await client.expect(10)
    await using stream = await client.open()
    await client.expect(1, 2)
    await stream.send('x')
    await new Promise((resolve) => {
      setTimeout(resolve, 1500)
    })
    await stream.send(Buffer.alloc(10_000))
    const { streams } = await client.end([streamResults(1)])
    expect(streams[0]?.bytes).toBeGreaterThan(0)
    expect(streams[0]?.bytes).toBeLessThan(10_000)
  })

  test('gets datagrams with a growing sequence number', async () => {
    await using client = await connectIperf3(server.address)
    const parameters = { ...UDP_BASE, parallel: 1, reverse: true, len: 200, udp_counters_64bit: 1 }
    await client.ask(parameters)
    await client.expect(10)
    await using end = await openUdpEnd(server.address)
    await greet(end, HELLO)
    await client.expect(1, 2)
    for (const sequence of [1n, 2n, 3n]) {
      const datagram = await end.receive()
      expect(datagram).toHaveLength(200)
      expect(datagram.readBigUInt64BE(8)).toBe(sequence)
      expect(datagram.readUInt32BE(4)).toBeLessThan(1_000_000)
    }
    const { streams } = await client.end([streamResults(1)])
    expect(streams[0]?.packets).toBeGreaterThanOrEqual(3)
    expect(streams[0]?.bytes).toBe((streams[0]?.packets ?? 0) * 200)
  })

  test('gets one reply to each of its first datagrams, and datagrams of the same end are one stream', async () => {
    await using client = await connectIperf3(server.address)
    await client.ask({ ...UDP_BASE, len: 100 })
    await client.expect(10)
    await using one = await openUdpEnd(server.address)
    await greet(one, HELLO)
    await greet(one, HELLO)
    await using other = await openUdpEnd(server.address)
    await greet(other, HELLO)
    await client.expect(1, 2)
    await one.send(payload(1, 100))
    const { streams } = await client.end([streamResults(1, { packets: 1 }), streamResults(3)])
    expect(streams).toMatchObject([
      { bytes: 100, errors: 0, packets: 1 },
      { bytes: 0, errors: 0, packets: 0 },
    ])
  })

  test('may print -1 as a number without a sign', async () => {
    await using client = await connectIperf3(server.address)
    await client.ask({ tcp: true, omit: 0, time: 1, parallel: 1, len: 131_072 })
    await client.expect(10)
    await using stream = await client.open()
    await client.expect(1, 2)
    await stream.send(Buffer.alloc(1000))
    await client.say(4)
    await client.expect(13)
    await client.send(oldResults(1, 1000))
    const length = (await client.raw.receiveBytes(4)).readUInt32BE()
    expect(JSON.parse(await client.raw.receiveText(length))).toMatchObject({ streams: [{ bytes: 1000 }] })
    await client.expect(14)
  })

  test('may send its cookie in pieces', async () => {
    await using raw = await connectRaw(server.address)
    await raw.sendPieces([newCookie().slice(0, 10), `${newCookie().slice(10)}\0`])
    expect(await raw.receiveText(1)).toBe('\t')
  })
})

async function greet(
  end: UdpEnd,
  { hello, reply }: { readonly hello: Buffer; readonly reply: Buffer },
): Promise<void> {
  await end.send(hello)
  expect(await end.receive()).toEqual(reply)
}
