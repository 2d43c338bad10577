import { expect, test } from 'vitest'

import { describeFresh, describeModes } from '../../support/describe-modes.ts'
import { connectRaw } from '../../support/peers/raw-client.ts'
import { askHttp } from './ask-http.ts'
import { frame, OPCODE, openWebSocketPeer, upgrade } from './web-socket-peer.ts'

const HELLO = 'WYNDRVR/2 {"role":"control"}\n'

describeModes('a request for a WebSocket', (server) => {
  test('is accepted, and its binary messages carry the native dialect, wherever they end', async () => {
    const offer = 'Sec-Wyndrvr: 1\r\nSec-WebSocket-Extensions: permessage-deflate\r\n'
    await using peer = await openWebSocketPeer(server.address, [upgrade('/wyndrvr/ws', offer)])
    expect(peer.head).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n')
    expect(peer.head).toContain('Wyndrvr: 1\r\n')
    expect(peer.head).not.toMatch(/Sec-WebSocket-Extensions/i)
    await peer.send(frame('binary', HELLO.slice(0, 5)), frame('binary', HELLO.slice(5)))
    expect(await peer.text()).toContain(`"mode":"${server.mode}"`)
    await peer.send(frame('binary', '{"request":"echo","payload":32,"busyPoll":false}\n'))
    expect(await peer.text()).toBe('{"busyPoll":false}\n')
    await peer.send(frame('binary', '\0'.repeat(32)))
    expect((await peer.frame()).payload).toHaveLength(32)
  })

  test.each([
    ['without the header that no web page can send', ''],
    ['of a web page', 'Sec-Wyndrvr: 1\r\nOrigin: http://page.example\r\n'],
    ['of a page from this address, as after DNS rebinding', 'Sec-Wyndrvr: 1\r\nOrigin: http://a\r\n'],
    ['of a page whose browser hides its origin', 'Sec-Wyndrvr: 1\r\nOrigin: null\r\n'],
  ])('%s is refused', async (_which, more) => {
    await using peer = await connectRaw(server.address)
    await peer.send(upgrade('/wyndrvr/ws', more))
    expect(await peer.rest()).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/)
  })

  test('of another path is refused', async () => {
    await using peer = await connectRaw(server.address)
    await peer.send(upgrade('/wyndrvr/echo'))
    expect(await peer.rest()).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/)
  })

  test('without an upgrade is told what it lacks', async () => {
    const { status, headers } = await askHttp(server.address, '/wyndrvr/ws')
    expect([status, headers['upgrade']]).toEqual([426, 'websocket'])
  })
})

describeModes('a WebSocket', (server) => {
  test('may send its messages in parts, and pings between them', async () => {
    await using peer = await openWebSocketPeer(server.address)
    await peer.send(
      frame('binary', HELLO.slice(0, 5), { part: true }),
      frame('ping', 'ab'),
      frame('more', HELLO.slice(5)),
    )
    expect(await peer.frame()).toEqual({ opcode: OPCODE.pong, payload: Buffer.from('ab') })
    expect(await peer.text()).toContain('"session"')
  })

  test('may begin in the read of its request, and go on with messages in parts after whole ones', async () => {
    // Its mask looks like the beginning of another frame.
    const whole = frame('binary', HELLO, { mask: [0x82, 0x85, 1, 2] })
    const parts = [
      frame('binary', '{"request":"echo",', { part: true }),
      frame('pong', 'c'),
      frame('more', '"payload":32,"busyPoll":false}\n'),
      frame('binary', '\0'.repeat(32)),
    ]
    const sent = Buffer.concat([whole, ...parts])
    for (const early of [0, 2, 20]) {
      const request = upgrade() + sent.toString('latin1', 0, early)
      await using peer = await openWebSocketPeer(server.address, [request])
      await peer.send(sent.subarray(early))
      expect(await peer.text()).toContain('"session"')
      expect(await peer.text()).toBe('{"busyPoll":false}\n')
      expect((await peer.frame()).payload).toHaveLength(32)
    }
  })

  test('ends with the status for text after whole messages', async () => {
    await using peer = await openWebSocketPeer(server.address)
    await peer.send(frame('binary', HELLO))
    expect(await peer.text()).toContain('"session"')
    await peer.send(frame('text', 'PING'))
    expect(await peer.closed()).toBe(1003)
  })

  test.each([
    ['text', 1003, [frame('text', 'PING')]],
    ['a frame without a mask', 1002, [frame('binary', HELLO, { unmasked: true })]],
    ['a compressed frame', 1002, [frame('binary', HELLO, { compressed: true })]],
    ['a message of more than 64 KiB', 1009, [frame('binary', '', { claims: 65_537 })]],
    [
      'parts of more than 64 KiB',
      1009,
      [frame('binary', 'a', { part: true }), frame('more', '', { claims: 65_536 })],
    ],
    [
      'a message in thousands of empty parts',
      1008,
      [
        frame('binary', '', { part: true }),
        ...Array.from({ length: 4096 }, () => frame('more', '', { part: true })),
      ],
    ],
  ])('ends with the status for %s', async (_what, status, frames) => {
    await using peer = await openWebSocketPeer(server.address)
    await peer.send(...frames)
    expect(await peer.closed()).toBe(status)
  })

  test('ends with a flood of pings', async () => {
    await using peer = await openWebSocketPeer(server.address)
    const pings = 10_000
    await peer.send(...Array.from({ length: pings }, () => frame('ping')))
    expect((await peer.raw.rest()).length).toBeLessThan(pings * 2)
  })

  test('closes when its client does', async () => {
    await using peer = await openWebSocketPeer(server.address)
    await peer.send(frame('close'))
    expect((await peer.frame()).opcode).toBe(OPCODE.close)
    expect(await peer.raw.rest()).toBe('')
  })

  test.runIf(server.mode === 'sequential')('joins the session whose turn it is', async () => {
    await using control = await openWebSocketPeer(server.address)
    await control.send(frame('binary', HELLO))
    const [, session = ''] = /"session":"([^"]+)"/.exec(await control.text()) ?? []
    const request = upgrade(`/wyndrvr/ws?session=${session}`)
    await using stream = await openWebSocketPeer(server.address, [request.slice(0, 20), request.slice(20)])
    const hello = `WYNDRVR/2 {"role":"stream","session":"${session}"}\n`
    await stream.send(frame('binary', hello.slice(0, 60)), frame('binary', hello.slice(60)))
    expect(await stream.text()).toContain(`"session":"${session}"`)
  })
})

describeFresh('a WebSocket', (startFresh, mode) => {
  test('that says nothing is dropped, also if it pings', async () => {
    await using server = await startFresh({}, { handshake: 2000 })
    await using peer = await openWebSocketPeer(server.address)
    await peer.send(frame('ping'))
    expect((await peer.frame()).opcode).toBe(OPCODE.pong)
    expect(await peer.raw.rest()).toBe('')
  })

  test('that is silent in its session is dropped', async () => {
    await using server = await startFresh({}, { idle: 2000 })
    await using peer = await openWebSocketPeer(server.address)
    await peer.send(frame('binary', HELLO))
    expect(await peer.text()).toContain('"session"')
    expect(await peer.raw.rest()).toBe('')
  })

  test('needs the token', async () => {
    await using server = await startFresh({ token: '0123456789abcdef' })
    await using peer = await openWebSocketPeer(server.address)
    await peer.send(frame('binary', HELLO))
    expect(await peer.text()).toContain('"code":"token"')
  })

  // A sequential server lets connections wait before it reads a request.
  test.skipIf(mode === 'sequential')('is refused if too many sessions run', async () => {
    await using server = await startFresh({ maxSessions: 1, maxWaiting: 0 })
    await using first = await openWebSocketPeer(server.address)
    await first.send(frame('binary', HELLO))
    expect(await first.text()).toContain('"session"')
    await using second = await openWebSocketPeer(server.address)
    await second.send(frame('binary', HELLO))
    expect(await second.text()).toMatch(/--max-sessions/)
    expect((await askHttp(server.address, '/wyndrvr/health')).status).toBe(200)
  })
})
