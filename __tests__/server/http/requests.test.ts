import { expect, test } from 'vitest'

import { describeFresh, describeModes } from '../../support/describe-modes.ts'
import { othersAreServed } from '../../support/peers/native-peer.ts'
import { connectRaw, connectRawTls } from '../../support/peers/raw-client.ts'
import { askHttp } from './ask-http.ts'
import { askHttp2, connectPeer } from './ask-http2.ts'
import type { Answer, Question } from './ask-http.ts'

const MARK = 'Sec-Wyndrvr: 1\r\n'

const VERSIONS = [
  ['HTTP/1.1', false],
  ['HTTP/1.1', true],
  ['HTTP/2', false],
  ['HTTP/2', true],
] as const

for (const [version, secure] of VERSIONS) {
  const isFirst = version === 'HTTP/1.1'
  describeModes(
    secure ? `${version} over TLS` : version,
    (server) => {
      const ask = async (path: string, question: Question = {}): Promise<Answer> =>
        (isFirst ? askHttp : askHttp2)(server.address, path, { ...question, secure })

      test('/wyndrvr/health says that the server is there', async () => {
        const { status, headers, body } = await ask('/wyndrvr/health')
        expect(status).toBe(200)
        expect(headers['wyndrvr']).toBe('1')
        expect(headers['cache-control']).toBe('no-store, no-transform')
        expect(headers['keep-alive']).toBeUndefined()
        expect(headers['access-control-allow-origin']).toBeUndefined()
        expect(JSON.parse(body.toString())).toEqual({ status: 'ok' })
      })

      test('/wyndrvr/echo sends as many bytes as a GET asks for', async () => {
        const { status, headers, body } = await ask('/wyndrvr/echo?bytes=1000')
        expect(status).toBe(200)
        expect(body).toHaveLength(1000)
        expect(headers['server-timing']).toMatch(/^echo;dur=\d+\.\d{3}$/)
      })

      test('/wyndrvr/echo sends the body of a POST back', async () => {
        const { status, body } = await ask('/wyndrvr/echo', { method: 'POST', body: 'to and fro' })
        expect(status).toBe(200)
        expect(body.toString()).toBe('to and fro')
      })

      test('/wyndrvr/download sends an amount', async () => {
        const { status, headers, body } = await ask('/wyndrvr/download?bytes=3000000')
        expect(status).toBe(200)
        expect(headers['content-length']).toBe('3000000')
        expect(body).toHaveLength(3_000_000)
      })

      test('/wyndrvr/download sends nothing if asked for nothing', async () => {
        const { status, body } = await ask('/wyndrvr/download?bytes=0')
        expect([status, body.length]).toEqual([200, 0])
      })

      test('/wyndrvr/download sends for a time, and says in a trailer how long it took', async () => {
        const { status, trailers, body } = await ask('/wyndrvr/download?seconds=0.1&warmup=0.1&rate=80000000')
        expect(status).toBe(200)
        expect(body.length).toBeGreaterThan(0)
        const [, took] = /^download;dur=(\d+\.\d{3})$/.exec(trailers['server-timing'] ?? '') ?? []
        expect(Number(took)).toBeGreaterThanOrEqual(199)
      })

      test('/wyndrvr/download keeps to a rate', async () => {
        const { body } = await ask('/wyndrvr/download?seconds=0.2&rate=8000000')
        expect(body.length).toBeGreaterThan(0)
        // 1 MB/s, and what is due at once.
        expect(body.length).toBeLessThan(1_000_000)
      })

      test('/wyndrvr/upload counts and confirms a body', async () => {
        const answer = await ask('/wyndrvr/upload', { method: 'POST', body: Buffer.alloc(3_000_000) })
        expect(answer.status).toBe(200)
        expect(JSON.parse(answer.body.toString())).toMatchObject({
          bytes: 3_000_000,
          seconds: expect.any(Number),
          tally: { bytes: 3_000_000, elapsed: expect.any(Number), intervals: expect.any(Array) },
          cpu: { user: expect.any(Number), system: expect.any(Number) },
          end: { loopDelay: expect.any(Number) },
        })
        expect(answer.headers['server-timing']).toMatch(/^upload;dur=\d+\.\d{3}$/)
      })

      test('/wyndrvr/upload does not count what arrives in the warm-up', async () => {
        const query = 'seconds=1&warmup=3600'
        const answer = await ask(`/wyndrvr/upload?${query}`, { method: 'POST', body: Buffer.alloc(100_000) })
        expect(JSON.parse(answer.body.toString())).toMatchObject({ bytes: 100_000, tally: { bytes: 0 } })
      })

      test.runIf(isFirst)(
        'one connection has several requests, one after another and pipelined',
        async () => {
          await using peer = await (secure ? connectRawTls : connectRaw)(server.address)
          const get = `GET /wyndrvr/echo?bytes=0 HTTP/1.1\r\nHost: a\r\n${MARK}\r\n`
          await peer.send(get + get)
          await peer.send(get.replace('Host', 'Connection: close\r\nHost'))
          expect((await peer.rest()).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3)
        },
      )

      test.skipIf(isFirst)(
        'one connection has several requests at once, also after a refused one',
        async () => {
          await using peer = connectPeer(server.address, secure)
          const body = Buffer.alloc(300_000)
          const answers = await Promise.all([
            peer.ask('/wyndrvr/upload', { method: 'POST', body }),
            peer.ask('/elsewhere', { method: 'POST', body }),
            peer.ask('/wyndrvr/download?seconds=0.1&rate=80000000'),
            peer.ask('/wyndrvr/echo?bytes=0'),
          ])
          expect(answers.map(({ status }) => status)).toEqual([200, 404, 200, 200])
          expect((await peer.ask('/wyndrvr/echo')).status).toBe(200)
          expect(peer.session.alpnProtocol).toBe(secure ? 'h2' : 'h2c')
        },
      )

      test.runIf(isFirst)('a refused request without a body leaves the connection open', async () => {
        await using peer = await (secure ? connectRawTls : connectRaw)(server.address)
        await peer.send('GET /elsewhere HTTP/1.1\r\nHost: a\r\n\r\n')
        expect(await peer.receiveText(12)).toBe('HTTP/1.1 404')
        await peer.send(`GET /wyndrvr/echo HTTP/1.1\r\nHost: a\r\n${MARK}Connection: close\r\n\r\n`)
        expect(await peer.rest()).toContain('HTTP/1.1 200 OK')
      })

      test.each([
        ['GET', '/', 404],
        ['GET', '/wyndrvr/constructor', 404],
        ['POST', '/wyndrvr/download', 405],
        ['HEAD', '/wyndrvr/download?bytes=1', 405],
        ['GET', '/wyndrvr/upload', 405],
        ['OPTIONS', '/wyndrvr/echo', 405],
        ['GET', '/wyndrvr/download', 400],
        ['GET', '/wyndrvr/download?bytes=1&seconds=1', 400],
        ['GET', '/wyndrvr/download?bytes=-1', 400],
        ['GET', '/wyndrvr/download?seconds=0', 400],
        ['GET', '/wyndrvr/download?seconds=1&rate=1', 400],
        ['GET', '/wyndrvr/echo?bytes=65537', 400],
        ['POST', '/wyndrvr/upload?seconds=soon', 400],
      ])('%s %s is answered with %d', async (method, path, status) => {
        const answer = await ask(path, { method })
        expect(answer.status).toBe(status)
        expect(answer.headers['wyndrvr']).toBe('1')
        expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8')
      })

      test('CONNECT is answered with 405', async () => {
        if (!isFirst) {
          await using h2 = connectPeer(server.address, secure)
          expect((await h2.ask('other.test:80', { method: 'CONNECT' })).status).toBe(405)
          return
        }
        await using peer = await (secure ? connectRawTls : connectRaw)(server.address)
        await peer.send('CONNECT other.test:80 HTTP/1.1\r\nHost: other.test:80\r\n\r\n')
        expect(await peer.rest()).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/)
      })

      test('an echo that is too large is answered with 413', async () => {
        const body = Buffer.alloc(65_537)
        if (isFirst) {
          const announced = { 'Content-Length': body.length }
          const known = await ask('/wyndrvr/echo', { method: 'POST', headers: announced }).catch(() => null)
          expect(known?.status ?? 413).toBe(413)
        }
        const headers = isFirst ? { 'Transfer-Encoding': 'chunked' } : {}
        const chunked = await ask('/wyndrvr/echo', { method: 'POST', headers, body })
        expect(chunked.status).toBe(413)
      })

      test('a head that is too large is answered with 431', async () => {
        const answer = await ask('/wyndrvr/health', { headers: { 'X-Long': 'a'.repeat(20_000) } })
        expect(answer.status).toBe(431)
      })
    },
    { tls: secure },
  )
}

describeFresh('a request in pieces', (startFresh) => {
  test('gets no payload for a command in its body', async () => {
    await using server = await startFresh({}, { numberQuiet: 60_000 })
    await using peer = await connectRaw(server.address)
    for (const piece of ['P', 'OS', 'T / HTTP/1.1\r\nHost: a\r\nContent-Length: 24\r\n\r\n'])
      await peer.send(piece)
    await peer.send('BANDWIDTH_DOWNLOAD:10000\n').catch(() => undefined)
    const answer = await peer.rest()
    expect(answer).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/)
    expect(answer).not.toContain('READY')
    expect(answer.length).toBeLessThan(500)
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
