import { expect, test } from 'vitest'

import { describeModes } from '../../support/describe-modes.ts'
import { connectIperf3, HELLO, openUdpEnd } from '../../support/peers/iperf3-peer.ts'

const UDP = { udp: true, omit: 0, time: 1, parallel: 1, len: 1000 }

describeModes('a client of the iperf3 dialect over UDP', (server) => {
  test('that asks for more UDP streams than its worker has is refused, and leaves them to others', async () => {
    await using small = await server.startFresh({ workers: 1 }, { udpStreams: 3 })
    const served = async (parallel: number): Promise<void> => {
      await using client = await connectIperf3(small.address)
      await client.ask({ ...UDP, parallel })
      await client.expect(10)
      await client.say(12)
      expect(await client.raw.rest()).toBe('')
    }
    await served(2)
    await using greedy = await connectIperf3(small.address)
    await greedy.ask({ ...UDP, parallel: 4 })
    expect(await greedy.failure()).toBe(200)
    await served(3)
    await served(3)
  })

  test('cannot have datagrams sent to another address than its own', async () => {
    await using client = await connectIperf3(server.address)
    await client.ask({ ...UDP, reverse: true, bandwidth: 10_000_000 })
    await client.expect(10)
    await using victim = await openUdpEnd(server.address, '127.0.0.2')
    let heard = 0
    victim.socket.on('message', () => {
      heard += 1
    })
    await victim.send(HELLO.hello)
    await using end = await openUdpEnd(server.address)
    await end.send(HELLO.hello)
    expect(await end.receive()).toEqual(HELLO.reply)
    await client.expect(1, 2)
    for (let times = 0; times < 20; times += 1) await end.receive()
    expect(heard).toBe(0)
  })
})
