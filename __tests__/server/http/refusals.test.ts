import { createHmac } from 'node:crypto'

import { expect, test } from 'vitest'

import { describeFresh, describeModes } from '../../support/describe-modes.ts'
import { connectRaw } from '../../support/peers/raw-client.ts'
import { askBare, askHttp } from './ask-http.ts'

const TOKEN = '0123456789abcdef'
const NONCE = 'c'.repeat(22)
const DOWNLOAD = '/wyndrvr/download?bytes=100000'
const ECHO = 'GET /wyndrvr/echo HTTP/1.1\r\nHost: a\r\nSec-Wyndrvr: 1\r\n\r\n'

/** A proof, as docs/reference/protocol.md describes it. */
function proof(token: string, by: 'client' | 'server', challenge: string): string {
  const signed = `wyndrvr token 1\n${by}\n${NONCE}\n${challenge}\nhttp`
  return createHmac('sha256', token).update(signed).digest('base64url')
}

function challengeOf(header: unknown): string {
  const [, challenge = ''] = /^Wyndrvr challenge="([\w.-]+)"$/.exec(String(header)) ?? []
  expect(challenge).not.toBe('')
  return challenge
}

function authorization(token: string, challenge: string): { readonly Authorization: string } {
  const fields = { challenge, nonce: NONCE, proof: proof(token, 'client', challenge) }
  const written = Object.entries(fields).map(([name, value]) => `${name}="${value}"`)
  return { Authorization: `Wyndrvr ${written.join(', ')}` }
}

describeModes('a web page', (server) => {
  test.each([
    [{ Origin: 'http://page.example' }],
    [{ Origin: 'null', 'Content-Type': 'text/plain' }],
    [{ 'Sec-Fetch-Site': 'cross-site' }],
    [{ 'Sec-Fetch-Site': 'same-origin' }],
  ])('that sends %o gets no payload', async (headers) => {
    const got = await askHttp(server.address, DOWNLOAD, { headers })
    expect(got.status).toBe(403)
    expect(got.body.length).toBeLessThan(100)
    const body = 'BANDWIDTH_DOWNLOAD:1000\n'
    const posted = await askHttp(server.address, '/wyndrvr/echo', { method: 'POST', headers, body })
    expect(posted.status).toBe(403)
    expect(posted.body.toString()).toBe('This wyndrvr server does not answer web pages.\n')
  })

  test('gets no permission to send other headers', async () => {
    const headers = { Origin: 'http://page.example', 'Access-Control-Request-Headers': 'sec-wyndrvr' }
    const answer = await askBare(server.address, DOWNLOAD, { method: 'OPTIONS', headers })
    expect(answer.status).toBe(403)
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  test.each([
    ['GET', DOWNLOAD],
    ['GET', '/wyndrvr/echo?bytes=1000'],
    ['POST', '/wyndrvr/echo'],
    ['POST', '/wyndrvr/upload'],
  ])('whose browser tells nothing of it gets no payload for %s %s', async (method, path) => {
    const answer = await askBare(server.address, path, { method, ...(method === 'POST' && { body: 'a' }) })
    expect(answer.status).toBe(403)
    expect(answer.body.toString()).toMatch(/^Add the header 'Sec-Wyndrvr: 1'\./)
  })

  test('is not who asks for the health', async () => {
    expect((await askBare(server.address, '/wyndrvr/health')).status).toBe(200)
  })
})

describeModes(
  'a server with a token',
  (server) => {
    test('moves payload only for a client that proves it, and proves it in turn', async () => {
      await using fresh = await server.startFresh({ token: TOKEN, allowSeed: true })
      expect((await askHttp(fresh.address, '/wyndrvr/health')).status).toBe(200)
      const refused = await askHttp(fresh.address, DOWNLOAD)
      expect(refused.status).toBe(401)
      expect(refused.body.toString()).toMatch(/^This server needs a token\./)
      const challenge = challengeOf(refused.headers['www-authenticate'])
      const headers = authorization(TOKEN, challenge)
      // The requests may come on any connection, and so to any worker.
      for (const path of [DOWNLOAD, DOWNLOAD, '/wyndrvr/echo?bytes=100000']) {
        const answer = await askHttp(fresh.address, path, { headers })
        expect(answer.headers['authentication-info']).toBe(`proof="${proof(TOKEN, 'server', challenge)}"`)
        expect(answer.status).toBe(path === DOWNLOAD ? 200 : 400)
      }
    })

    test.each([
      ['another token', (challenge: string) => authorization('another-token-of-16', challenge)],
      ['a challenge of its own', () => authorization(TOKEN, `zzzzzzzzz.${NONCE}.${'d'.repeat(43)}`)],
      ['a later end of a challenge', (challenge: string) => authorization(TOKEN, `z${challenge}`)],
      ['the token itself', () => ({ Authorization: `Bearer ${TOKEN}` })],
      ['half of a proof', (challenge: string) => ({ Authorization: `Wyndrvr challenge="${challenge}"` })],
    ])('gets no payload with %s', async (_what, headersFor) => {
      const challenge = challengeOf((await askHttp(server.address, DOWNLOAD)).headers['www-authenticate'])
      const answer = await askHttp(server.address, DOWNLOAD, { headers: headersFor(challenge) })
      expect(answer.status).toBe(401)
      challengeOf(answer.headers['www-authenticate'])
      expect(answer.body.length).toBeLessThan(200)
    })

    test('gives no place to a client that does not prove it, and drops it', async () => {
      await using fresh = await server.startFresh({ token: TOKEN, maxSessions: 1 }, { handshake: 2000 })
      await using peer = await connectRaw(fresh.address)
      await peer.send(ECHO)
      expect(await peer.receiveText(12)).toBe('HTTP/1.1 401')
      const challenge = challengeOf((await askHttp(fresh.address, DOWNLOAD)).headers['www-authenticate'])
      const headers = authorization(TOKEN, challenge)
      expect((await askHttp(fresh.address, DOWNLOAD, { headers })).status).toBe(200)
      expect(await peer.rest()).toContain('This server needs a token.')
    })

    test('takes no challenge of another server', async () => {
      await using other = await server.startFresh({ token: TOKEN })
      const challenge = challengeOf((await askHttp(other.address, DOWNLOAD)).headers['www-authenticate'])
      const headers = authorization(TOKEN, challenge)
      expect((await askHttp(other.address, DOWNLOAD, { headers })).status).toBe(200)
      expect((await askHttp(server.address, DOWNLOAD, { headers })).status).toBe(401)
    })
  },
  { token: TOKEN },
)

describeFresh('the limits of a server', (startFresh, mode) => {
  test('hold for requests over HTTP', async () => {
    await using server = await startFresh({ maxBytes: '1kB', maxDuration: '1s', maxRate: '1Mbit/s' })
    const status = async (path: string): Promise<number> => (await askHttp(server.address, path)).status
    expect(await status('/wyndrvr/download?bytes=1000&rate=1000000')).toBe(200)
    expect(await status('/wyndrvr/download?bytes=1000')).toBe(403)
    expect(await status('/wyndrvr/download?bytes=1000&rate=1000001')).toBe(403)
    expect(await status('/wyndrvr/download?bytes=1001&rate=1000000')).toBe(403)
    expect(await status('/wyndrvr/download?seconds=1&warmup=0.1&rate=1000000')).toBe(403)
    const upload = async (query: string, size: number): Promise<number> => {
      const headers = { 'Transfer-Encoding': 'chunked' }
      const body = 'a'.repeat(size)
      const path = `/wyndrvr/upload?${query}`
      return (await askHttp(server.address, path, { method: 'POST', headers, body })).status
    }
    expect(await upload('rate=1000000', 1000)).toBe(200)
    expect(await upload('rate=1000000', 1001)).toBe(413)
    expect(await upload('', 1000)).toBe(403)
    expect(await upload('seconds=1.1&rate=1000000', 1000)).toBe(403)
  })

  // A sequential server lets connections wait before it reads a request.
  test.skipIf(mode === 'sequential')(
    'on sessions refuse a test with 503 if nobody may wait, but not the health',
    async () => {
      await using server = await startFresh({ maxSessions: 1, maxWaiting: 0 })
      await using peer = await connectRaw(server.address)
      await peer.send(ECHO)
      expect(await peer.receiveText(15)).toBe('HTTP/1.1 200 OK')
      const { status, headers, body } = await askHttp(server.address, '/wyndrvr/echo')
      expect([status, headers['retry-after'], headers['connection']]).toEqual([503, '5', 'close'])
      expect(body.toString()).toMatch(/\(--max-sessions, --max-waiting\)\. Try again in 5 s\.\n$/)
      expect((await askHttp(server.address, '/wyndrvr/health')).status).toBe(200)
    },
  )

  test('on sessions let tests wait for their turn, with all that was sent', async () => {
    await using server = await startFresh({ maxSessions: 1 })
    await using first = await connectRaw(server.address)
    await first.send(ECHO)
    expect(await first.receiveText(15)).toBe('HTTP/1.1 200 OK')
    const upload = askHttp(server.address, '/wyndrvr/upload', { method: 'POST', body: Buffer.alloc(300_000) })
    await using second = await connectRaw(server.address)
    await second.send(ECHO + ECHO.replace('Host', 'Connection: close\r\nHost'))
    await first.close()
    expect((await second.rest()).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2)
    expect(JSON.parse((await upload).body.toString())).toMatchObject({ bytes: 300_000 })
  })

  // A sequential server reads no more than the first line of a connection that waits.
  test.skipIf(mode === 'sequential')('end a connection with more than 16 unanswered requests', async () => {
    await using server = await startFresh({ maxSessions: 1 })
    await using first = await connectRaw(server.address)
    await first.send(ECHO)
    expect(await first.receiveText(15)).toBe('HTTP/1.1 200 OK')
    await using fine = await connectRaw(server.address)
    await fine.send(ECHO.repeat(15) + ECHO.replace('Host', 'Connection: close\r\nHost'))
    for (const request of [ECHO, ECHO.replace('Host', 'Expect: anything\r\nHost')]) {
      await using eager = await connectRaw(server.address)
      await eager.send(request.repeat(17))
      expect(await eager.rest()).toBe('')
    }
    await first.close()
    expect((await fine.rest()).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(16)
  })

  test('on the time of a head drop a client that sends only a part of one', async () => {
    await using server = await startFresh({}, { handshake: 200 })
    await using peer = await connectRaw(server.address)
    await peer.send('GET /wyndrvr/health HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(await peer.receiveText(15)).toBe('HTTP/1.1 200 OK')
    await peer.send('GET /wyndrvr/health HTTP/1.1\r\n')
    expect(await peer.rest()).not.toContain('HTTP/1.1 ')
  })
})
