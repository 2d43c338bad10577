import { randomBytes } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import { describeFresh, describeModes } from '../../support/describe-modes.ts'
import { connectControl } from '../../support/peers/native-peer.ts'
import {
  begun,
  datagram,
  echoFlow,
  flow,
  KIND,
  openPeer,
  payload,
  udpProbe,
} from '../../support/peers/udp-peer.ts'
import { CPU, END } from '../server-facts.ts'

const LAST = { heard: true, cpu: CPU, end: END }

describeModes('a UDP flow', (server) => {
  describe('download', () => {
    // On a busy machine the first datagram may go out late, but not every time: then the flow is shorter than its slots.
    test('has the requested number of datagrams, numbered and stamped', { retry: 3 }, async () => {
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

    test('ends when the client stops it', async () => {
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
    test('is counted: lost, duplicate and late datagrams', async () => {
      await using client = await connectControl(server.address)
      const { peer, door } = await begun(client, '127.0.0.1', flow('upload', { progress: true }))
      await using sender = peer
      await using stray = await openPeer('127.0.0.1', door)
      // 20 are planned; 0 and 1 are lost before the first, 5 and 19 later; 4 comes twice, and 9 late.
      const order = [2, 3, 4, 4, 6, 7, 8, 10, 11, 9, 12, 13, 14, 15, 16, 17, 18]
      await stray.send(payload(door.token, 5, 0))
      await sender.send(...order.map((sequence) => payload(door.token, sequence, sequence * 1000)))
      await stray.send(payload(door.token, 19, 0))
      // Datagrams that are not part of the flow: another length, kind, flow or number.
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

    test('waits for late datagrams, and ends when the last one arrives', async () => {
      await using client = await connectControl(server.address)
      const { peer, door } = await begun(client, '127.0.0.1', flow('upload', { bytes: 200 }))
      await using sender = peer
      await sender.send(payload(door.token, 0, 0))
      await client.say({ sent: { datagrams: 2, elapsed: 1000, missed: 0, failed: 0 }, drain: 5000 })
      await sender.send(payload(door.token, 1, 1000))
      expect((await client.heard()).flow).toMatchObject({ received: 2, first: 0, last: 1 })
    })

    test('of which nothing arrives is lost', async () => {
      await using client = await connectControl(server.address)
      const { peer } = await begun(client, '127.0.0.1', flow('upload'))
      await using _ = peer
      await client.say({ sent: { datagrams: 20, elapsed: 1000, missed: 0, failed: 0 }, drain: 0 })
      expect((await client.heard()).flow).toMatchObject({ first: null, received: 0, intervals: [] })
    })

    test('reports its intervals while it runs, empty ones too', async () => {
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

  test('in both directions at once reports what it sent and what it counted', async () => {
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

  test('is over when its last words arrive late', async () => {
    await using client = await connectControl(server.address)
    const { peer, door } = await begun(client, '127.0.0.1', flow('upload', { bytes: 100 }))
    await using sender = peer
    await sender.send(payload(door.token, 0, 0))
    const sent = { sent: { datagrams: 1, elapsed: 0, missed: 0, failed: 0 }, drain: 50 }
    // The end of the flow comes in the middle of a line.
    await client.raw.send(`${JSON.stringify(sent)}\n{"alive":true,"pi`)
    expect(await client.heard()).toMatchObject(LAST)
    await client.raw.send('ng":true}\n')
    for (const late of [sent, { ping: true }, { start: 'A'.repeat(22) }, { stop: true, new: 1 }])
      await client.say(late)
    await client.probed()
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
})

describeFresh(
  'a UDP flow on a server with a short idle timeout',
  (start) => {
    test('lasts while the client sends keepalives, and ends with its idle connection', async () => {
      const idleTimeout = 1500
      await using hasty = await start({ idleTimeout, workers: 1 })
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
  },
  { concurrent: true },
)
