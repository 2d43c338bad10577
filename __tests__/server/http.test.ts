import { once } from 'node:events'
import { request } from 'node:http'

import { expect, test } from 'vitest'

import { describeFresh, describeModes } from '../support/describe-modes.ts'
import { othersAreServed } from '../support/peers/native-peer.ts'
import { connectRaw } from '../support/peers/raw-client.ts'

describeModes('a request of a browser', (server) => {
  test.each(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
    '%s is answered with an error',
    async (method) => {
      const asked = request({ ...server.address, method, path: '/', agent: false })
      asked.end(method === 'POST' ? 'BANDWIDTH_DOWNLOAD:1000\n' : undefined)
      const [answer] = await once(asked, 'response')
      let text = ''
      for await (const bytes of answer) text += bytes
      expect(answer.statusCode).toBe(400)
      expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
      expect(text).toBe(
        method === 'HEAD'
          ? ''
          : 'This is a wyndrvr server. It does not speak HTTP; measure it with: npx wyndrvr client\n',
      )
    },
  )
})

describeFresh('a request of a browser in pieces', (startFresh) => {
  test('gets no payload for a command in its body', async () => {
    await using server = await startFresh({}, { numberQuiet: 60_000 })
    await using peer = await connectRaw(server.address)
    for (const piece of ['P', 'OS', 'T / HTTP/1.1\r\nHost: a\r\nContent-Length: 24\r\n\r\n'])
      await peer.send(piece)
    await peer.send('BANDWIDTH_DOWNLOAD:10000\n').catch(() => undefined)
    const answer = await peer.rest()
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(answer).not.toContain('READY')
    expect(answer.length).toBeLessThan(400)
    await othersAreServed(server.address)
  })

  test('that begins like PING is not mistaken for it', async () => {
    await using server = await startFresh({}, { numberQuiet: 60_000 })
    await using peer = await connectRaw(server.address)
    await peer.send('P')
    await peer.send('ING')
    expect(await peer.receiveText(4)).toBe('PONG')
    await peer.send('QUIT')
    expect(await peer.rest()).toBe('BYE')
  })
})
