import { expect, test } from 'vitest'

import { describeModes } from '../../support/describe-modes.ts'
import { connectControl } from '../../support/peers/native-peer.ts'
import { askFlow, begun, echoFlow, flow, hello, knock, openPeer } from '../../support/peers/udp-peer.ts'

describeModes('a server closes the connection after', (server) => {
  test.each<[object, string]>([
    [flow('sideways'), '"direction"'],
    [flow('download', { payload: 15 }), '"payload"'],
    [flow('upload', { payload: 65_508 }), '"payload"'],
    [flow('download', { rate: 999 }), '"rate"'],
    [flow('download', { rate: 1e11 + 1 }), '"rate"'],
    [flow('download', { rate: null }), '"rate"'],
    [flow('download', { bytes: 0 }), '"bytes"'],
    [flow('download', { bytes: null, seconds: 86_401 }), '"seconds"'],
    [flow('download', { interval: 0.001 }), '"interval"'],
    [flow('download', { seconds: 1 }), 'One of bytes and seconds'],
    [flow('download', { bytes: null }), 'One of bytes and seconds'],
    [flow('download', { payload: 16, bytes: 2 ** 37, rate: 1e11 }), 'fewer than 4294967296'],
    [flow('upload', { bytes: 2 ** 30, rate: 1000 }), 'longer than 24 hours'],
    [echoFlow(17), '"payload"'],
    [echoFlow(65_508), '"payload"'],
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
    ['{"start":"short"}', '"start"'],
    ['{"sent":{"datagrams":-1,"elapsed":0,"missed":0,"failed":0}}', '"sent.datagrams"'],
    [
      '{"sent":{"datagrams":1,"elapsed":0,"missed":0,"failed":0}}',
      'The flow has not begun, so nothing can have been sent.',
    ],
    ['{"stop":"now"}', '"stop"'],
    ['nonsense', 'not valid JSON'],
    ['x'.repeat(20_000), 'more than 16384 bytes'],
  ])('the line %.40s in a flow, and answers no more hellos', async (word, message) => {
    await using client = await connectControl(server.address)
    const door = await askFlow(client, flow('download'))
    await client.raw.send(`${word}\n`)
    expect((await client.heard()).error?.message).toContain(message)
    expect(await client.raw.rest()).toBe('')
    await using peer = await openPeer('127.0.0.1', door)
    await peer.send(hello(door.token))
    // Another flow's hello is answered, so the one before was not.
    await using next = await connectControl(server.address)
    const other = await askFlow(next, flow('download'))
    await knock(peer, other)
    expect(peer.came).toHaveLength(1)
  })

  test('a second start', async () => {
    await using client = await connectControl(server.address)
    const { peer } = await begun(client, '127.0.0.1', echoFlow(18))
    await using _ = peer
    await client.say({ start: 'A'.repeat(22) })
    expect((await client.heard()).error?.message).toBe('The flow cannot be started now.')
  })
})
