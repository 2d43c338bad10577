import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import type { Address } from '../../src/server/listen.ts'
import { startServer } from '../../src/server/start-server.ts'
import { describeModes } from '../support/describe-modes.ts'
import { LOOPBACKS } from '../support/ipv6.ts'
import { connectControl, join, connectSilent, othersAreServed } from '../support/peers/native-peer.ts'
import {
  askFlow,
  begun,
  datagram,
  echoFlow,
  flow,
  hello,
  KIND,
  knock,
  openPeer,
  payload,
  udpProbe,
} from '../support/peers/udp-peer.ts'
import type { UdpPeer } from '../support/peers/udp-peer.ts'

const CPU = { user: expect.any(Number), system: expect.any(Number) }
const END = { loopDelay: expect.any(Number), threadShare: expect.anything(), otherSessions: 0 }
const LAST = { heard: true, cpu: CPU, end: END }

describeModes('a UDP flow of a server', (server) => {
  describe('begins', () => {
    test("on the server's own port, and the next one on another", async () => {
      await using client = await connectAlone(server.address)
      const first = await askFlow(client, flow('upload'))
      expect(first.port).toBe(server.address.port)
      await using stream = await connectSilent(server.address)
      await join(stream, client.welcome.session ?? '')
      const second = await askFlow(stream, flow('upload'))
      expect(second.port).not.toBe(server.address.port)
      expect(second.token).not.toEqual(first.token)
      for (const each of [client, stream]) {
        await each.say({ stop: true })
        expect(await each.heard()).toEqual({ ...LAST, heard: false })
      }
    })

    test('with the nonce of the challenge, which answers each hello and is no longer', async () => {
      await using client = await connectControl(server.address)
      const door = await askFlow(client, echoFlow(18))
      await using peer = await openPeer('127.0.0.1', door)
      const nonce = await knock(peer, door)
      expect(await knock(peer, door)).toEqual(nonce)
      await client.say({ start: nonce.toString('base64url') })
      expect(await client.heard()).toEqual({ go: true })
      // A hello that was on its way is no probe.
      await peer.send(hello(door.token), udpProbe(door.token, 5))
      expect((await peer.next())[0]).toBe(KIND.answer)
      expect(peer.came.map(({ length }) => length)).toEqual([20, 20, 18])
      await client.say({ stop: true })
      expect(await client.heard()).toMatchObject({ echoed: { received: 1, duplicates: 0 } })
      await client.probed()
    })

    test('not with another nonce: that is an error, and nothing is sent', async () => {
      for (const wrong of [randomBytes(16).toString('base64url'), `${'A'.repeat(21)}_`]) {
        await using client = await connectControl(server.address)
        const door = await askFlow(client, flow('download'))
        await using peer = await openPeer('127.0.0.1', door)
        await knock(peer, door)
        await client.say({ start: wrong })
        expect((await client.heard()).error).toEqual({
          code: 'request',
          message: 'That is not the nonce that the hello was answered.',
        })
        expect(await client.raw.rest()).toBe('')
        await peer.settled()
        expect(peer.came).toHaveLength(1)
      }
      await othersAreServed(server.address)
    })

    test('not before there was a hello, whatever nonce is guessed', async () => {
      await using client = await connectControl(server.address)
      const door = await askFlow(client, flow('download'))
      await client.say({ start: door.token.toString('base64url') })
      expect((await client.heard()).error?.code).toBe('request')
    })
  })

  describe('sends nothing', () => {
    test('to who does not know the token, or says anything else', async () => {
      await using client = await connectControl(server.address)
      const door = await askFlow(client, flow('download'))
      await using peer = await openPeer('127.0.0.1', door)
      const { token } = door
      const wrong = Buffer.from(token)
      wrong.writeUInt8(wrong.readUInt8(15) ^ 1, 15)
      await peer.send(
        hello(wrong),
        hello(randomBytes(16)),
        hello(token).subarray(0, 19),
        Buffer.concat([hello(token), Buffer.alloc(1)]),
        datagram(KIND.challenge, token, token),
        payload(token, 0, 0),
        udpProbe(token, 0),
        Buffer.alloc(0),
        Buffer.alloc(60_000, 1),
      )
      // The right one is the last, so all before it have been looked at when it is answered.
      await knock(peer, door)
      expect(peer.came).toHaveLength(1)
    })

    test('to another server.address that repeats the hello', async () => {
      await using client = await connectControl(server.address)
      const door = await askFlow(client, flow('download'))
      await using peer = await openPeer('127.0.0.1', door)
      await using other = await openPeer('127.0.0.1', door)
      const nonce = await knock(peer, door)
      await other.send(hello(door.token))
      expect(await knock(peer, door)).toEqual(nonce)
      await client.say({ start: nonce.toString('base64url') })
      await client.heard()
      expect((await client.heard()).sent?.datagrams).toBe(20)
      await client.heard()
      await other.settled()
      expect(other.came).toEqual([])
      await peer.settled()
      expect(kinds(peer)).toEqual([KIND.challenge, KIND.challenge, ...Array(20).fill(KIND.payload)])
    })

    test('to more than 32 hellos', async () => {
      await using client = await connectControl(server.address)
      const door = await askFlow(client, flow('download'))
      await using peer = await openPeer('127.0.0.1', door)
      for (let said = 0; said < 32; said += 1) await knock(peer, door)
      await peer.send(hello(door.token), hello(door.token))
      await client.say({ stop: true })
      await client.heard()
      await peer.settled()
      expect(peer.came).toHaveLength(32)
    })

    test('any more when its connection has gone', async () => {
      const client = await connectAlone(server.address)
      const endless = flow('download', { bytes: null, seconds: 3600, rate: 1e6 })
      const { peer, door } = await begun(client, '127.0.0.1', endless)
      await using receiver = peer
      while (receiver.came.length < 5) await receiver.next()
      await client.raw.close()
      expect(door.port).toBe(server.address.port)
      // That port is free again when the flow is over.
      await (await connectAlone(server.address)).raw.close()
      await receiver.settled()
      const before = receiver.came.length
      await othersAreServed(server.address)
      await receiver.settled()
      expect(receiver.came).toHaveLength(before)
    })
  })

  describe('download', () => {
    test('has as many datagrams as were asked for, numbered and stamped', async () => {
      await using client = await connectControl(server.address)
      const asked = flow('download', { payload: 77, bytes: 1000, rate: 1e5 })
      const { peer, door } = await begun(client, '127.0.0.1', asked)
      await using receiver = peer
      const { sent } = await client.heard()
      expect(sent).toMatchObject({ datagrams: 13, missed: expect.any(Number), failed: 0 })
      // 12 slots of 6.16 ms; none goes out more than 10 ms late, the first one neither.
      expect(sent?.elapsed).toBeGreaterThan(63e6)
      expect(await client.heard()).toEqual(LAST)
      await receiver.settled()
      const datagrams = receiver.came.slice(1)
      expect(datagrams.map((bytes) => bytes.readUInt32BE(4))).toEqual([...Array(13).keys()])
      expect(new Set(datagrams.map(({ length }) => length))).toEqual(new Set([77]))
      const head = datagram(KIND.payload, door.token).toString('hex')
      for (const bytes of datagrams) expect(bytes.toString('hex').slice(0, 8)).toBe(head)
      const stamps = datagrams.map((bytes) => bytes.readBigUInt64BE(8))
      expect(stamps).toEqual(stamps.toSorted((a, b) => (a < b ? -1 : 1)))
      expect(Number((stamps.at(-1) ?? 0n) - (stamps[0] ?? 0n))).toBe(sent?.elapsed)
    })

    test('for a time never has more than the rate allows', async () => {
      await using client = await connectControl(server.address)
      const asked = flow('download', { payload: 1250, bytes: null, seconds: 0.2, rate: 1e6 })
      const { peer } = await begun(client, '127.0.0.1', asked)
      await using receiver = peer
      const { sent } = await client.heard()
      expect((sent?.datagrams ?? 0) + (sent?.missed ?? 0)).toBe(20)
      await client.heard()
      await receiver.settled()
      expect(receiver.came).toHaveLength(1 + (sent?.datagrams ?? 0))
    })

    test('ends when it is told to', async () => {
      await using client = await connectControl(server.address)
      const endless = flow('download', { bytes: null, seconds: 3600, rate: 1e6 })
      const { peer } = await begun(client, '127.0.0.1', endless)
      await using receiver = peer
      while (receiver.came.length < 3) await receiver.next()
      await client.say({ alive: true })
      await client.say({ stop: true })
      const { sent } = await client.heard()
      expect(await client.heard()).toEqual(LAST)
      await receiver.settled()
      expect(receiver.came).toHaveLength(1 + (sent?.datagrams ?? 0))
      await client.probed()
    })
  })

  describe('upload', () => {
    test('is counted: what is lost, comes twice, or late', async () => {
      await using client = await connectControl(server.address)
      const { peer, door } = await begun(client, '127.0.0.1', flow('upload', { progress: true }))
      await using sender = peer
      await using stray = await openPeer('127.0.0.1', door)
      // 20 are planned; 0 and 1 are lost before the first, 5 and 19 later; 4 comes twice, and 9 late.
      const order = [2, 3, 4, 4, 6, 7, 8, 10, 11, 9, 12, 13, 14, 15, 16, 17, 18]
      await stray.send(payload(door.token, 5, 0))
      await sender.send(...order.map((sequence) => payload(door.token, sequence, sequence * 1000)))
      await stray.send(payload(door.token, 19, 0))
      // What is none of the flow's: another length, kind, flow, or number.
      await sender.send(
        payload(door.token, 5, 0, 99),
        udpProbe(door.token, 5, 100),
        payload(randomBytes(16), 5, 0),
        payload(door.token, 20, 0),
        payload(door.token, 0xff_ff_ff_ff, 0),
      )
      await client.say({ sent: { datagrams: 20, elapsed: 1000, missed: 0, failed: 0 }, drain: 50 })
      const said = await client.heard()
      expect(said).toEqual({ ...LAST, flow: expect.anything() })
      expect(said.flow).toEqual({
        first: 2,
        last: 18,
        received: 16,
        duplicates: 1,
        reordered: 1,
        elapsed: expect.any(Number),
        jitter: expect.any(Number),
        jitterMean: expect.any(Number),
        intervals: expect.any(Array),
        dropped: process.platform === 'linux' ? 0 : null,
        buffer: expect.any(Number),
      })
      await client.probed()
    })

    test('waits for what is late, and no longer than for the last', async () => {
      await using client = await connectControl(server.address)
      const { peer, door } = await begun(client, '127.0.0.1', flow('upload', { bytes: 200 }))
      await using sender = peer
      await sender.send(payload(door.token, 0, 0))
      await client.say({ sent: { datagrams: 2, elapsed: 1000, missed: 0, failed: 0 }, drain: 5000 })
      await sender.send(payload(door.token, 1, 1000))
      expect((await client.heard()).flow).toMatchObject({ received: 2, first: 0, last: 1 })
    })

    test('of which nothing came is lost', async () => {
      await using client = await connectControl(server.address)
      const { peer } = await begun(client, '127.0.0.1', flow('upload'))
      await using _ = peer
      await client.say({ sent: { datagrams: 20, elapsed: 1000, missed: 0, failed: 0 }, drain: 0 })
      expect((await client.heard()).flow).toMatchObject({ first: null, received: 0, intervals: [] })
    })

    test('tells its intervals while it goes on, empty ones too', async () => {
      await using client = await connectControl(server.address)
      const fields = { bytes: null, seconds: 0.05, rate: 1e6, interval: 0.01, progress: true }
      const { peer, door } = await begun(client, '127.0.0.1', flow('upload', fields))
      await using sender = peer
      await sender.send(payload(door.token, 0, 0))
      const told = []
      for (let index = 0; index < 4; index += 1) told.push((await client.heard()).interval)
      expect(told).toEqual([0, 1, 2, 3].map((index) => ({ index, bytes: index === 0 ? 100 : 0 })))
      await client.say({ stop: true })
      expect((await client.heard()).flow).toMatchObject({ received: 1, intervals: [1] })
    })
  })

  test('both ways at once: what it sent, and what it counted', async () => {
    await using client = await connectControl(server.address)
    const { peer, door } = await begun(client, '127.0.0.1', flow('both'))
    await using other = peer
    await other.send(...Array.from({ length: 20 }, (_, sequence) => payload(door.token, sequence, 0)))
    expect((await client.heard()).sent?.datagrams).toBe(20)
    await client.say({ sent: { datagrams: 20, elapsed: 1000, missed: 0, failed: 0 } })
    expect(await client.heard()).toMatchObject({ ...LAST, flow: { received: 20 } })
    await other.settled()
    expect(other.came).toHaveLength(21)
  })

  test.each([18, 1000, 65_507])('echo: each probe of %d bytes comes back once, stamped', async (size) => {
    await using client = await connectControl(server.address)
    const { peer, door } = await begun(client, '127.0.0.1', echoFlow(size))
    await using prober = peer
    const sequences = [7, 0, 7, 3_000_000_000]
    for (const sequence of sequences) {
      await prober.send(udpProbe(door.token, sequence, size))
      const answer = await prober.next()
      expect(answer).toHaveLength(size)
      expect(answer.subarray(0, 4)).toEqual(datagram(KIND.answer, door.token))
      expect(answer.readUInt32BE(4)).toBe(sequence)
      expect(answer.readUIntBE(13, 5)).toBeLessThan(60e9)
      expect(answer.subarray(18)).toEqual(udpProbe(door.token, sequence, size).subarray(18))
    }
    await prober.send(udpProbe(door.token, 1, size + (size === 65_507 ? -1 : 1)), payload(door.token, 1, 0))
    await client.say({ stop: true })
    const echoed = { received: 3, duplicates: 1 }
    expect(await client.heard()).toEqual({ ...LAST, echoed, busyPoll: false })
    await prober.settled()
    expect(prober.came).toHaveLength(1 + sequences.length)
  })

  test('goes on as long as the client says that it is alive, and ends with its idle connection', async () => {
    const idleTimeout = 1500
    await using hasty = await startServer({
      host: '127.0.0.1',
      port: 0,
      mode: server.mode,
      idleTimeout,
      workers: 1,
    })
    await using client = await connectControl(hasty.address)
    const first = await begun(client, '127.0.0.1', echoFlow(18))
    for (const until = performance.now() + idleTimeout * 1.5; performance.now() < until;) {
      await client.say({ alive: true })
      await setTimeout(100)
    }
    await client.say({ stop: true })
    expect(await client.heard()).toMatchObject({ echoed: { received: 0 } })
    const second = await begun(client, '127.0.0.1', echoFlow(18))
    expect(await client.raw.rest()).toBe('')
    for (const { peer } of [first, second]) await peer[Symbol.asyncDispose]()
  })
})

describeModes('a server closes the connection after', (server) => {
  test.each<[object, string]>([
    [flow('sideways'), 'wrong at direction'],
    [flow('download', { payload: 15 }), 'wrong at payload'],
    [flow('upload', { payload: 65_508 }), 'wrong at payload'],
    [flow('download', { rate: 999 }), 'wrong at rate'],
    [flow('download', { rate: 1e11 + 1 }), 'wrong at rate'],
    [flow('download', { rate: null }), 'wrong at rate'],
    [flow('download', { bytes: 0 }), 'wrong at bytes'],
    [flow('download', { bytes: null, seconds: 86_401 }), 'wrong at seconds'],
    [flow('download', { interval: 0.001 }), 'wrong at interval'],
    [flow('download', { seconds: 1 }), 'One of bytes and seconds'],
    [flow('download', { bytes: null }), 'One of bytes and seconds'],
    [flow('download', { payload: 16, bytes: 2 ** 37, rate: 1e11 }), 'fewer than 4294967296'],
    [flow('upload', { bytes: 2 ** 30, rate: 1000 }), 'longer than 24 hours'],
    [echoFlow(17), 'wrong at payload'],
    [echoFlow(65_508), 'wrong at payload'],
  ])('%j', async (request, message) => {
    await using client = await connectControl(server.address)
    await client.say(request)
    expect((await client.heard()).error).toEqual({
      code: 'request',
      message: expect.stringContaining(message),
    })
    expect(await client.raw.rest()).toBe('')
  })

  test.each<[string, string]>([
    ['{"start":"short"}', 'wrong at start'],
    ['{"sent":{"datagrams":-1,"elapsed":0,"missed":0,"failed":0}}', 'wrong at sent.datagrams'],
    ['{"sent":{"datagrams":1,"elapsed":0,"missed":0,"failed":0}}', 'Nothing can have been sent yet.'],
    ['{"stop":"now"}', 'wrong at stop'],
    ['nonsense', 'no JSON'],
    ['x'.repeat(20_000), 'more than 16384 bytes'],
  ])('the word %.40s in a flow, and its door is shut', async (word, message) => {
    await using client = await connectAlone(server.address)
    await askFlow(client, flow('download'))
    await client.raw.send(`${word}\n`)
    expect((await client.heard()).error?.message).toContain(message)
    expect(await client.raw.rest()).toBe('')
    await using next = await connectControl(server.address)
    expect((await askFlow(next, flow('download'))).port).toBe(server.address.port)
  })

  test('a second start', async () => {
    await using client = await connectControl(server.address)
    const { peer } = await begun(client, '127.0.0.1', echoFlow(18))
    await using _ = peer
    await client.say({ start: 'A'.repeat(22) })
    expect((await client.heard()).error?.message).toBe('The flow can not be started now.')
  })
})

test.each(LOOPBACKS)('a flow goes over the address of its connection: %s', async (host) => {
  await using server = await startServer({ host, port: 0, workers: 1 })
  await using client = await connectControl(server.address)
  const { peer } = await begun(client, host, flow('download'))
  await using receiver = peer
  expect((await client.heard()).sent?.datagrams).toBe(20)
  await client.heard()
  await receiver.settled()
  expect(receiver.came).toHaveLength(21)
})

test.runIf(LOOPBACKS.includes('::1'))(
  'a server on all addresses of both families has flows of IPv4',
  async () => {
    await using server = await startServer({ host: '::', port: 0, workers: 1 })
    await using client = await connectControl({ host: '127.0.0.1', port: server.address.port })
    const { peer, door } = await begun(client, '127.0.0.1', echoFlow(18))
    await using prober = peer
    await prober.send(udpProbe(door.token, 1))
    expect((await prober.next())[0]).toBe(KIND.answer)
  },
)

/** A client of a server on which no flow is left of earlier tests: its own port is free. */
async function connectAlone(address: Address): Promise<Awaited<ReturnType<typeof connectControl>>> {
  for (;;) {
    const client = await connectControl(address)
    const { port } = await askFlow(client, flow('upload'))
    await client.say({ stop: true })
    await client.heard()
    if (port === address.port) return client
    await client.raw.close()
  }
}

function kinds(peer: UdpPeer): readonly (number | undefined)[] {
  return peer.came.map((bytes) => bytes[0])
}
