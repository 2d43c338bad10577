import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer as createSecureServer } from 'node:tls'

import { describe, expect, test } from 'vitest'

import { connect } from '../../../src/agent/open-client.ts'
import type { TlsOptions } from '../../../src/client/wire/client-tls.ts'
import { startServer } from '../../../src/server/start-server.ts'
import type { Server } from '../../../src/server/start-server.ts'
import { selfSigned } from '../../../src/server/tls/self-signed.ts'
import { describeDialects } from '../../support/describe-dialects.ts'
import { describeModes } from '../../support/describe-modes.ts'
import { listen } from '../../support/peers/endpoint.ts'
import { recordingRelay } from '../../support/peers/recording-relay.ts'

const FORGED = `${'00:'.repeat(31)}00`

describeModes(
  'a client with TLS and a server',
  ({ startFresh, mode }) => {
    describeDialects('over TLS', (dialect) => {
      test('measures latency, transfers and the connect rate, and says how it is secured', async () => {
        await using server = await startFresh({ tls: true, tlsOnly: true })
        await using client = await connect({ ...server.address, dialect, tls: server.tls })
        expect(client.target).toMatchObject({
          dialect,
          tls: {
            version: 'TLSv1.3',
            cipher: expect.stringMatching(/^TLS_/),
            fingerprint: server.tls?.fingerprint,
            verified: 'fingerprint',
          },
        })
        expect((await client.latency({ count: 20 })).received).toBe(20)
        expect((await client.download({ size: '3MB' })).bytes).toBe(3_000_000)
        expect((await client.upload({ size: '3MB' })).bytes).toBe(3_000_000)
        const { completed, handshake, p50, whole } = await client.connectRate({ count: 30 })
        expect(completed).toBe(30)
        expect(handshake).toMatchObject({ completed: 30, unknown: { p999: expect.any(String) } })
        expect(handshake?.p50).toBeGreaterThan(0)
        expect(whole?.p50).toBeGreaterThan((p50 ?? 0) + (handshake?.min ?? 0))
        expect((await client.latency({ count: 3 })).received).toBe(3)
      })
    })

    test('measures several streams, both directions at once, and latency under load', async () => {
      await using server = await startFresh({ tls: true, tlsOnly: true, token: 'a-token-of-this-test' })
      await using client = await connect({
        ...server.address,
        tls: server.tls,
        token: 'a-token-of-this-test',
      })
      expect(await client.download({ size: '5MB', streams: 3 })).toMatchObject({ bytes: 5_000_000 })
      expect(await client.upload({ duration: '300ms', streams: 2 })).toMatchObject({ seconds: 0.3 })
      const { download, upload } = await client.bidirectional({ duration: '300ms' })
      expect(Math.min(download.bytes, upload.bytes)).toBeGreaterThan(0)
      const loaded = await client.loadedLatency({ duration: '300ms', warmup: 0, streams: 1 })
      expect(loaded.idle.received).toBeGreaterThan(0)
      // On a busy machine a phase may end before a connection is served.
      const served = [loaded.download, loaded.upload, loaded.bidirectional].map(
        ({ responsiveness }) => responsiveness.times.connect,
      )
      expect(Math.max(...served.map((time) => time ?? 0))).toBeGreaterThan(0)
      expect(await client.latency({ count: 20, interval: '1ms' })).toMatchObject({ received: 20 })
      const { received } = await client.udpDownload({ duration: '100ms', rate: '1Mbit/s' })
      expect(received).toBeGreaterThan(0)
      expect(client.target).toMatchObject({ mode })
    })
  },
  { workers: 1 },
)

test('nothing of a session with TLS can be read on the path', async () => {
  await using server = await started({ tls: true })
  await using relay = await recordingRelay(server.address)
  await using client = await connect({ ...relay.address, tls: server.tls })
  await client.latency({ count: 3 })
  await client.close()
  expect(relay.bytes().length).toBeGreaterThan(1000)
  expect(relay.bytes()).not.toMatch(/WYNDRVR|session|request|busyPoll/)
})

describe('the certificate of a server', () => {
  test('is accepted by its authority and its name, and by nothing else', async () => {
    const pair = await selfSigned('server.test')
    await using server = await started({ tls: pair })
    const connected = async (tls: true | TlsOptions, host = '127.0.0.1'): Promise<unknown> => {
      await using client = await connect({ ...server.address, host, tls })
      return client.target.tls?.verified
    }
    const { cert: ca } = pair
    expect(await connected({ ca })).toBe('authority')
    expect(await connected({ ca }, 'localhost')).toBe('authority')
    expect(await connected({ ca, serverName: 'server.test' })).toBe('authority')
    expect(await connected({ ca, fingerprint: server.tls?.fingerprint })).toBe('authority')
    expect(await connected({ fingerprint: server.tls?.fingerprint })).toBe('fingerprint')
    expect(await connected({ insecure: true })).toBeNull()
    const { port } = server.address
    const name = `The certificate of 127.0.0.1:${port}`
    const [refused, advice] = [`${name} is not accepted:`, 'Give its fingerprint with --tls-fingerprint']
    await expect(connected(true)).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_CONNECT',
      message: expect.stringContaining(`${refused} it is self-signed. ${advice}`),
    })
    await expect(connected({ ca, serverName: 'other.test' })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_CONNECT',
      message: expect.stringContaining(`${refused} it is not for other.test. ${advice}`),
    })
    await expect(connected({ ca: (await selfSigned('server.test')).cert })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_CONNECT',
      message: expect.stringContaining(refused),
    })
    for (const tls of [{ fingerprint: FORGED }, { ca, fingerprint: FORGED }])
      await expect(connected(tls)).rejects.toMatchObject({
        code: 'ERR_WYNDRVR_CONNECT',
        message: expect.stringContaining(
          `${name} has the SHA-256 fingerprint ${server.tls?.fingerprint}, but ${FORGED} was expected. Is it the right server? One that makes its own certificate has a new one after each start.`,
        ),
      })
  })

  test('is checked before the client says anything', async () => {
    const said: Buffer[] = []
    const server = createSecureServer(await selfSigned('server.test'), (socket) => {
      socket.on('data', (bytes: Buffer) => said.push(bytes)).on('error', () => undefined)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    // eslint-disable-next-line typescript/no-unsafe-type-assertion
    const { port } = server.address() as AddressInfo
    await expect(connect({ host: '127.0.0.1', port, tls: { fingerprint: FORGED } })).rejects.toThrow(
      'was expected',
    )
    await new Promise((resolve) => server.close(resolve))
    expect(said).toEqual([])
  })
})

describe('a server that does not offer what a client needs', () => {
  test('TLS: a plain server of wyndrvr', async () => {
    await using server = await started({})
    await expect(connect({ ...server.address, tls: true })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_PROTOCOL',
      message: `127.0.0.1:${server.address.port} answered without TLS. Start the server with --tls, or leave TLS out.`,
    })
  })

  test('TLS: one that hangs up', async () => {
    await using server = await listen((socket) => socket.on('error', () => undefined).destroy())
    await expect(connect({ ...server.address, tls: true })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_LOST',
      message: expect.stringContaining(
        'closed the connection during the TLS handshake: it does not speak TLS,',
      ),
    })
  })

  test('TLS: one that says nothing', async () => {
    await using server = await listen((socket) => socket.on('error', () => undefined))
    await expect(connect({ ...server.address, tls: true, timeout: '200ms' })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_TIMEOUT',
      message: expect.stringContaining(
        `127.0.0.1:${server.port} accepted the connection and did not complete the TLS handshake within 0.2 s. Does it speak TLS? Start the server with --tls, or leave TLS out.`,
      ),
    })
  })

  test('a connection without TLS', async () => {
    await using server = await started({ tls: true, tlsOnly: true })
    for (const dialect of ['auto', 'native', 'seed', 'iperf3'] as const)
      await expect(connect({ ...server.address, dialect, timeout: '2s' })).rejects.toMatchObject({
        code: 'ERR_WYNDRVR_REFUSED',
        message: expect.stringMatching(dialect === 'iperf3' ? /busy/ : /TLS (?:only|required)/),
      })
  })
})

const misspelled: object = { finger: FORGED }

test.each<[TlsOptions, RegExp]>([
  [{ fingerprint: 'ab' }, /must have 64 hexadecimal digits, got 'ab'/],
  [{ ca: 'none' }, /^The certificates of tls\.ca cannot be used: .+ They must be PEM\.$/],
  [{ ca: 'x'.repeat(1024 * 1024 + 1) }, /they have more than 1048576 characters/],
  [{ insecure: true, fingerprint: FORGED }, /^insecure accepts any certificate/],
  [{ serverName: '' }, /tls\.serverName must be a name or an address/],
  [misspelled, /tls has no option 'finger'\. It takes fingerprint,/],
])('refuses %j before it connects', async (tls, message) => {
  await expect(connect({ port: 1, tls })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_VALUE',
    message: expect.stringMatching(message),
  })
})

test('refuses more authorities than an agent takes', async () => {
  const ca = `${(await selfSigned('server.test')).cert}${' '.repeat(50_000)}`
  await expect(connect({ from: 'env', port: 1, tls: { ca } })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_VALUE',
    message: expect.stringContaining('An agent takes at most 48000 characters of certificates.'),
  })
})

async function started(options: Parameters<typeof startServer>[0]): Promise<Server> {
  return startServer({ host: '127.0.0.1', port: 0, workers: 1, ...options })
}
