import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

import { describe, expect, onTestFinished, test } from 'vitest'

import { connect } from '../../../src/agent/open-client.ts'
import { DEFAULT_LIMITS } from '../../../src/server/limits.ts'
import { startServer, startServerWith } from '../../../src/server/start-server.ts'
import { describeModes } from '../../support/describe-modes.ts'
import { LOOPBACKS } from '../../support/machine/ipv6.ts'
import { connectControl, connectSilent, join, othersAreServed } from '../../support/peers/native-peer.ts'
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
} from '../../support/peers/udp-peer.ts'
import type { UdpPeer } from '../../support/peers/udp-peer.ts'
import { CPU, END } from '../server-facts.ts'

describeModes('a UDP flow', (server) => {
  describe('begins', () => {
    test("on the server's own port, regardless of the number of flows", async () => {
      await using client = await connectControl(server.address)
      const first = await askFlow(client, flow('upload'))
      await using stream = await connectSilent(server.address)
      await join(stream, client.welcome.session ?? '')
      const second = await askFlow(stream, flow('upload'))
      expect([first.port, second.port]).toEqual([server.address.port, server.address.port])
      expect(second.token).not.toEqual(first.token)
      for (const each of [client, stream]) {
        await each.say({ stop: true })
        expect(await each.heard()).toEqual({ heard: false, cpu: CPU, end: END })
      }
    })

    test('beside others, which neither hear nor disturb it', async () => {
      await using client = await connectControl(server.address)
      const flows = [await begun(client, '127.0.0.1', echoFlow(18))]
      for (let more = 0; more < 3; more += 1) {
        const stream = await connectSilent(server.address)
        onTestFinished(async () => stream.raw.close())
        await join(stream, client.welcome.session ?? '')
        flows.push(await begun(stream, '127.0.0.1', echoFlow(18)))
      }
      await using stray = await openPeer('127.0.0.1', { port: server.address.port })
      for (const [number, { peer, door }] of flows.entries()) {
        const others = flows.filter((each) => each.peer !== peer)
        // Each knows the token of this flow, but has another address.
        for (const each of [stray, ...others.map((other) => other.peer)])
          await each.send(udpProbe(door.token, 99))
        await peer.send(udpProbe(door.token, number))
        expect((await peer.next()).readUInt32BE(4)).toBe(number)
      }
      await client.say({ stop: true })
      expect(await client.heard()).toMatchObject({ echoed: { received: 1, duplicates: 0 } })
      for (const { peer } of flows) {
        await peer.settled()
        expect(kinds(peer)).toEqual([KIND.challenge, KIND.answer])
        await peer[Symbol.asyncDispose]()
      }
      await stray.settled()
      expect(stray.came).toEqual([])
    })

    test('with the nonce of the challenge, which answers each hello and is not longer', async () => {
      await using client = await connectControl(server.address)
      const door = await askFlow(client, echoFlow(18))
      await using peer = await openPeer('127.0.0.1', door)
      const nonce = await knock(peer, door)
      expect(await knock(peer, door)).toEqual(nonce)
      await client.say({ start: nonce.toString('base64url') })
      expect(await client.heard()).toEqual({ go: true })
      // A late hello is not a probe.
      await peer.send(hello(door.token), udpProbe(door.token, 5))
      expect((await peer.next())[0]).toBe(KIND.answer)
      expect(peer.came.map(({ length }) => length)).toEqual([20, 20, 18])
      await client.say({ stop: true })
      expect(await client.heard()).toMatchObject({ echoed: { received: 1, duplicates: 0 } })
      await client.probed()
    })

    test('not with another nonce: this is an error, and nothing is sent', async () => {
      for (const wrong of [randomBytes(16).toString('base64url'), `${'A'.repeat(21)}_`]) {
        await using client = await connectControl(server.address)
        const door = await askFlow(client, flow('download'))
        await using peer = await openPeer('127.0.0.1', door)
        await knock(peer, door)
        await client.say({ start: wrong })
        expect((await client.heard()).error).toEqual({
          code: 'request',
          message: 'This is not the nonce of the answer to the hello.',
        })
        expect(await client.raw.rest()).toBe('')
        await peer.settled()
        expect(peer.came).toHaveLength(1)
      }
      await othersAreServed(server.address)
    })

    test('not before a hello, with a guessed nonce', async () => {
      await using client = await connectControl(server.address)
      const door = await askFlow(client, flow('download'))
      await client.say({ start: door.token.toString('base64url') })
      expect((await client.heard()).error?.code).toBe('request')
    })
  })

  describe('sends nothing', () => {
    test('to a peer that does not know the token, or sends something else', async () => {
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
      // The right hello comes last, so its answer means that all the others were looked at.
      await knock(peer, door)
      expect(peer.came).toHaveLength(1)
    })

    test('to another address that repeats the hello', async () => {
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

    test('to more than 128 hellos', async () => {
      await using client = await connectControl(server.address)
      const door = await askFlow(client, flow('download'))
      await using peer = await openPeer('127.0.0.1', door)
      for (let said = 0; said < 128; said += 1) await knock(peer, door)
      await peer.send(hello(door.token), hello(door.token))
      await client.say({ stop: true })
      await client.heard()
      await peer.settled()
      expect(peer.came).toHaveLength(128)
    })

    test('after its connection has closed', async () => {
      const client = await connectControl(server.address)
      const endless = flow('download', { bytes: null, seconds: 3600, rate: 1e6 })
      const { peer } = await begun(client, '127.0.0.1', endless)
      await using receiver = peer
      while (receiver.came.length < 5) await receiver.next()
      await client.raw.close()
      // 1250 datagrams a second would arrive in the meantime.
      await expect
        .poll(async () => {
          const before = receiver.came.length
          await othersAreServed(server.address)
          await receiver.settled()
          return receiver.came.length - before
        })
        .toBe(0)
    })
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

test('a server on all addresses answers from the one that the client knows', async () => {
  await using server = await startServer({ host: '0.0.0.0', port: 0, workers: 1 })
  await using client = await connect({ host: '127.0.0.2', port: server.address.port })
  expect(await client.udpUpload({ payload: 100, size: 2000, rate: '10Mbit/s' })).toMatchObject({
    received: 20,
  })
})

test.each(['reuseAddr', 'none'] as const)(
  'flows begin on a platform whose sharing of ports is %s',
  async (sharing) => {
    await using server = await startServerWith(
      { host: '127.0.0.1', port: 0, workers: 1 },
      DEFAULT_LIMITS,
      sharing,
    )
    await using first = await connectControl(server.address)
    await using second = await connectControl(server.address)
    for (const [client, other] of [
      [first, second],
      [second, first],
    ] as const) {
      const { peer, door } = await begun(client, '127.0.0.1', echoFlow(18))
      await using prober = peer
      await prober.send(udpProbe(door.token, 1))
      expect((await prober.next())[0]).toBe(KIND.answer)
      if (sharing === 'none' && client === second) {
        await other.say(echoFlow(18))
        expect((await other.heard()).error).toEqual({
          code: 'udp',
          message: 'On this platform the server measures one UDP flow at a time, and another one is running.',
        })
      }
      await client.say({ stop: true })
      expect(await client.heard()).toMatchObject({ echoed: { received: 1 } })
    }
  },
)

test('another program on the UDP port is a warning and an error, until it ends', async () => {
  const tcp = createServer().listen(0, '127.0.0.1')
  await once(tcp, 'listening')
  const { port } = tcp.address() as AddressInfo
  const taken = createSocket('udp4').bind(port, '127.0.0.1')
  await once(taken, 'listening')
  await new Promise((resolve) => tcp.close(resolve))
  await using server = await startServer({ host: '127.0.0.1', port, workers: 1 })
  const sentence = `UDP port ${port} of the server is in use by another program.`
  expect(server.warnings).toEqual([`${sentence} Tests over UDP are refused until it is free.`])
  await using client = await connect({ host: '127.0.0.1', port })
  await expect(client.latency({ transport: 'udp', count: 1 })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_REFUSED',
    message: expect.stringContaining(sentence),
  })
  await new Promise<void>((resolve) => taken.close(resolve))
  await using next = await connect({ host: '127.0.0.1', port })
  expect(await next.latency({ transport: 'udp', count: 2, interval: '1ms' })).toMatchObject({ received: 2 })
})

function kinds(peer: UdpPeer): readonly (number | undefined)[] {
  return peer.came.map((bytes) => bytes[0])
}
