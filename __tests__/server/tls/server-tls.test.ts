import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect as connectSecurely } from 'node:tls'

import { expect, test } from 'vitest'

import { startServer } from '../../../src/server/start-server.ts'
import { selfSigned } from '../../../src/server/tls/self-signed.ts'
import { describeFresh, describeModes } from '../../support/describe-modes.ts'
import { connectControl, connectSilent, join, NativePeer } from '../../support/peers/native-peer.ts'
import { connectRaw, connectRawTls } from '../../support/peers/raw-client.ts'
import { HELLO } from '../sequential-peers.ts'

const COOKIE = `${'a'.repeat(36)}\0`

describeModes(
  'a server with TLS',
  (server) => {
    test('serves clients with TLS and without on the same port', async () => {
      for (const connectPeer of [connectRawTls, connectRaw]) {
        await using peer = await connectPeer(server.address)
        await peer.send('PING')
        expect(await peer.receive()).toBe('PONG')
        await peer.send('BANDWIDTH_UPLOAD:100000')
        expect(await peer.receive()).toBe('READY')
        await peer.send(Buffer.alloc(100_000))
        expect(await peer.receive()).toBe('DONE')
        await peer.send('BANDWIDTH_DOWNLOAD:300000\n')
        expect(await peer.receiveText(5)).toBe('READY')
        expect(await peer.receiveBytes(300_000)).toHaveLength(300_000)
        await peer.send('QUIT')
        expect(await peer.rest()).toBe('BYE')
      }
    })

    test('serves the native dialect, in lines that arrive in pieces', async () => {
      await using raw = await connectRawTls(server.address)
      const peer = new NativePeer(raw)
      await raw.sendPieces([HELLO.slice(0, 3), HELLO.slice(3, 20), HELLO.slice(20)])
      expect(await peer.opening()).toMatchObject({ mode: server.mode })
      await peer.probed()
    })

    test('answers HTTPS as it answers HTTP', async () => {
      await using peer = await connectRawTls(server.address)
      await peer.send('GET /wyndrvr/health HTTP/1.1\r\nHost: localhost\r\n\r\n')
      expect(await peer.receive()).toMatch(/^HTTP\/1\.1 200 /)
    })

    test('closes connections that begin with a record and continue with anything else', async () => {
      for (const bytes of [Buffer.from([0x16, 3, 1, 0, 5, 1, 2, 3, 4, 5]), Buffer.alloc(2000, 0x16)]) {
        await using peer = await connectRaw(server.address)
        await peer.send(bytes)
        // Nothing, or an alert.
        expect([undefined, 21]).toContain((await peer.rest()).codePointAt(0))
      }
      await using next = await connectRawTls(server.address)
      await next.send('PING')
      expect(await next.receive()).toBe('PONG')
    })
  },
  { tls: true },
)

describeFresh('a server with TLS', (startFresh, mode) => {
  test('drops a connection whose handshake takes too long', async () => {
    await using server = await startFresh({ tls: true, handshakeTimeout: '200ms' })
    await using silent = await connectRaw(server.address)
    await silent.send(Buffer.from([0x16]))
    await using begun = await connectRaw(server.address)
    await begun.send(Buffer.from([0x16, 3, 1, 1, 0, 1]))
    await using idle = await connectRawTls(server.address)
    for (const peer of [silent, begun, idle]) expect((await peer.rest()).slice(0, 4)).not.toBe('PONG')
  })

  test('that takes nothing else refuses the others in their dialects', async () => {
    await using server = await startFresh({ tlsOnly: true, tls: true })
    await using native = await connectSilent(server.address)
    await native.raw.send(HELLO)
    expect((await native.opening()).error).toEqual({
      code: 'tls',
      message: expect.stringMatching(/^This server takes connections with TLS only\./),
    })
    expect(await native.raw.rest()).toBe('')
    for (const [sent, answer] of [
      ['PING', 'ERROR:TLS required'],
      ['BANDWIDTH_UPLOAD:4\n', 'ERROR:TLS required'],
      [COOKIE, '\u00ff'],
    ] as const) {
      await using peer = await connectRaw(server.address)
      await peer.send(sent)
      expect(await peer.rest()).toBe(answer)
    }
    await using browser = await connectRaw(server.address)
    await browser.send('GET /wyndrvr/health HTTP/1.1\r\nHost: localhost\r\n\r\n')
    const refused = await browser.rest()
    expect(refused).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/)
    expect(refused).toMatch(/\r\n\r\nThis server takes connections with TLS only\. Use https:\/\/\.\n$/)
    await using peer = await connectRawTls(server.address)
    await peer.send('PING')
    expect(await peer.receive()).toBe('PONG')
  })

  test('shows the certificate whose fingerprint it tells, also in workers that replace others', async () => {
    await using server = await startFresh({ tls: true, workers: 3 })
    const shown = await Promise.all(Array.from({ length: 6 }, async () => certificateOf(server.address)))
    expect(new Set(shown.map(({ fingerprint256 }) => fingerprint256))).toEqual(
      new Set([server.tls?.fingerprint]),
    )
    const [certificate] = shown
    expect(certificate?.checkIP('127.0.0.1')).toBe('127.0.0.1')
    expect(certificate?.checkHost('localhost')).toBe('localhost')
    expect(certificate?.verify(certificate.publicKey)).toBe(true)
    await using other = await startFresh({ tls: true })
    expect(other.tls).not.toEqual(server.tls)
  })

  test('counts connections with TLS, and refuses those that its limits do not allow', async () => {
    await using server = await startFresh({ tls: true, maxConnections: 1 })
    await using first = await connectRawTls(server.address)
    await first.send('PING')
    expect(await first.receive()).toBe('PONG')
    await expect(connectRawTls(server.address)).rejects.toMatchObject({ code: 'ECONNRESET' })
    await using denied = await startFresh({ tls: true, deny: ['127.0.0.1'] })
    await expect(connectRawTls(denied.address)).rejects.toMatchObject({ code: 'ECONNRESET' })
  })

  test.runIf(mode === 'sequential')(
    'lets a connection with TLS wait, and a stream join its session',
    async () => {
      await using server = await startFresh({ tls: true })
      await using control = await connectControl(server.address, connectRawTls)
      await using waiting = await connectRawTls(server.address)
      await waiting.send(HELLO)
      await using stream = await connectSilent(server.address, connectRawTls)
      const { session = '' } = control.welcome
      expect(await join(stream, session)).toMatchObject({ session })
      await stream.probed()
      await control.probed()
      await control.raw.close()
      expect(await new NativePeer(waiting).opening()).toMatchObject({ mode })
      await using plain = await connectSilent(server.address)
      await plain.raw.send(HELLO)
      await waiting.close()
      expect(await plain.opening()).toMatchObject({ mode })
    },
  )

  test('seats one session at a time, with TLS or without', async () => {
    await using server = await startFresh({ tls: true, maxSessions: 1 })
    await using first = await connectControl(server.address, connectRawTls)
    await first.probed()
    const second = connectControl(server.address)
    const third = connectControl(server.address, connectRawTls)
    await first.raw.close()
    const next = await Promise.race([second, third])
    await next.probed()
    await next.raw.close()
    const [other, last] = await Promise.all([second, third])
    expect(other.welcome.session).not.toBe(last.welcome.session)
    await Promise.all([other.raw.close(), last.raw.close()])
  })

  test('closes connections with TLS when it is closed', async () => {
    const server = await startFresh({ tls: true })
    await using idle = await connectControl(server.address, connectRawTls)
    await using handshaking = await connectRaw(server.address)
    await handshaking.send(Buffer.from([0x16, 3, 1]))
    await idle.probed()
    await server.close()
    expect([await idle.raw.rest(), await handshaking.rest()]).toEqual(['', ''])
  })
})

test('refuses to start with the key of another certificate', async () => {
  const [{ cert }, { key }] = await Promise.all([selfSigned('one.test'), selfSigned('other.test')])
  await expect(startServer({ host: '127.0.0.1', port: 0, tls: { cert, key } })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_VALUE',
    message:
      'The key does not belong to the certificate of the server (CN=wyndrvr). Give both of the same pair.',
  })
})

test('a certificate is made for every host, if not for its name', async () => {
  const { cert } = await selfSigned('münchen.test')
  expect(new X509Certificate(cert).checkHost('localhost')).toBe('localhost')
})

test.each([
  [
    { tls: { cert: 'none', key: 'none' } },
    /^The certificate of the server cannot be used: .+ It must be PEM/,
  ],
  [{ tlsOnly: true }, /^tlsOnly needs a certificate\. Give tls too\.$/],
])('refuses to start with %j', async (options, message) => {
  await expect(startServer({ host: '127.0.0.1', port: 0, ...options })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_VALUE',
    message: expect.stringMatching(message),
  })
})

async function certificateOf(address: {
  readonly host: string
  readonly port: number
}): Promise<X509Certificate> {
  const socket = connectSecurely({ ...address, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const certificate = socket.getPeerX509Certificate()
  socket.destroy()
  if (certificate === undefined) throw new Error('The server showed no certificate.')
  return certificate
}
