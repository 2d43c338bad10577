import { describe, expect, test } from 'vitest'

import { describeModes } from '../support/describe-modes.ts'
import { connectControl, connectSilent, echo } from '../support/peers/native-peer.ts'

const HELLO = 'WYNDRVR/2 {"role":"control"}\n'

describeModes('the native dialect', (server) => {
  describe('the first line', () => {
    test.each([
      ['byte by byte', HELLO.split('')],
      ['behind the mark', ['WYNDRVR/', HELLO.slice(8)]],
      ['within the JSON', [HELLO.slice(0, 20), HELLO.slice(20)]],
      ['before its newline', [HELLO.slice(0, -1), '\n']],
      ['not at all, with CR LF', [HELLO.replace('\n', '\r\n')]],
      ['not at all, with fields of a later release', ['WYNDRVR/2 {"new":[1],"role":"control"}\n']],
    ])('split %s is answered with what the server is', async (_, pieces) => {
      await using client = await connectSilent(server.address)
      await client.raw.sendPieces(pieces)
      const welcome = await client.opening()
      expect(welcome).toEqual({
        session: expect.stringMatching(/^[\w-]{22}\.[\w-]{43}$/),
        mode: server.mode,
        worker: expect.any(Number),
        version: expect.stringMatching(/^\d+\.\d+\.\d+/),
        idle: 60_000,
        host: expect.objectContaining({ platform: process.platform, memory: expect.any(Number) }),
        tellsTcp: process.platform === 'linux',
        udp: true,
        onePort: true,
        answersPing: true,
        peer: { address: '127.0.0.1', port: expect.any(Number) },
      })
      expect(server.workers).toContain(welcome.worker)
      await client.probed()
    })

    test('and the first request may come in one segment', async () => {
      await using client = await connectSilent(server.address)
      await client.raw.send(`${HELLO}${JSON.stringify({ ...echo(14), new: true })}\n`)
      await client.opening()
      expect(await client.heard()).toEqual({ busyPoll: false })
    })
  })

  test('bye is answered, and ends the connection', async () => {
    await using client = await connectControl(server.address)
    await client.say({ request: 'bye' })
    expect(await client.raw.rest()).toBe('{}\n')
  })
})
