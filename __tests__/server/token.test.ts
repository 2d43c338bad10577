import { createHmac } from 'node:crypto'
import { setTimeout as after } from 'node:timers/promises'

import { expect, onTestFinished, test, vi } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import { startServer } from '../../src/server/start-server.ts'
import { describeModes } from '../support/describe-modes.ts'
import { connectSilent, probe } from '../support/peers/native-peer.ts'
import type { NativePeer } from '../support/peers/native-peer.ts'
import { connectRaw } from '../support/peers/raw-client.ts'
import { recordingRelay } from '../support/peers/recording-relay.ts'
import { startSlowPath } from '../support/peers/slow-path.ts'

const TOKEN = 'a token of enough characters'.replaceAll(' ', '-')
const NONCE = 'c'.repeat(22)

/** A proof, as docs/reference/protocol.md describes it. */
function proof(token: string, by: string, challenge: string, session = ''): string {
  const signed = `wyndrvr token 1\n${by}\n${NONCE}\n${challenge}\n${session}`
  return createHmac('sha256', token).update(signed).digest('base64url')
}

async function challenged(peer: NativePeer, hello: object): Promise<string> {
  await peer.raw.send(`WYNDRVR/2 ${JSON.stringify({ ...hello, nonce: NONCE })}\n`)
  const { challenge } = await peer.opening()
  expect(challenge).toMatch(/^[\w-]{22}$/)
  return challenge ?? ''
}

describeModes(
  'a server with a token',
  (server) => {
    test('serves a client that proves that it knows the token, and proves it in turn', async () => {
      await using peer = await connectSilent(server.address)
      const challenge = await challenged(peer, { role: 'control' })
      await peer.say({ proof: proof(TOKEN, 'client', challenge) })
      const welcome = await peer.opening()
      expect(welcome.proof).toBe(proof(TOKEN, 'server', challenge))
      await peer.probed()
      await using stream = await connectSilent(server.address)
      const session = welcome.session ?? ''
      const second = await challenged(stream, { role: 'stream', session })
      expect(second).not.toBe(challenge)
      await stream.say({ proof: proof(TOKEN, 'client', second, session) })
      expect((await stream.opening()).session).toBe(session)
      await stream.probed()
    })

    test.each([
      ['of another token', (challenge: string) => proof('another-token-than-this', 'client', challenge)],
      ['of the server', (challenge: string) => proof(TOKEN, 'server', challenge)],
      ['for another challenge', () => proof(TOKEN, 'client', 's'.repeat(22))],
      ['for a stream', (challenge: string) => proof(TOKEN, 'client', challenge, 'a.b')],
    ])('refuses the proof %s', async (_, made) => {
      await using peer = await connectSilent(server.address)
      const challenge = await challenged(peer, { role: 'control' })
      await peer.say({ proof: made(challenge) })
      expect((await peer.opening()).error).toMatchObject({ code: 'token' })
      expect(await peer.raw.rest()).toBe('')
    })

    test('refuses requests in place of a proof, and clients without a nonce', async () => {
      await using peer = await connectSilent(server.address)
      await challenged(peer, { role: 'control' })
      await peer.say({ request: 'echo', payload: 14, busyPoll: false })
      await peer.raw.send(probe(1, 14))
      expect((await peer.opening()).error).toMatchObject({ code: 'request' })
      expect(await peer.raw.rest()).toBe('')
      await using older = await connectSilent(server.address)
      await older.raw.send('WYNDRVR/2 {"role":"control"}\n')
      expect((await older.opening()).error).toEqual({
        code: 'token',
        message: 'This server needs a token. Set WYNDRVR_TOKEN, or give it with --token-file.',
      })
      expect(await older.raw.rest()).toBe('')
    })

    test('answers PING and QUIT without the token, and transfers nothing', async () => {
      await using peer = await connectRaw(server.address)
      await peer.send('BANDWIDTH_DOWNLOAD:1000\n')
      expect(await peer.receiveText(20)).toBe('ERROR:Token required')
      await peer.send('BANDWIDTH_UPLOAD:1000\n')
      expect(await peer.receiveText(20)).toBe('ERROR:Token required')
      await peer.send('PING')
      expect(await peer.receiveText(4)).toBe('PONG')
      await peer.send('QUIT')
      expect(await peer.rest()).toBe('BYE')
    })

    test('is not kept from others by a client that only pings', async () => {
      await using fresh = await server.startFresh({ token: TOKEN, maxSessions: 1 }, { handshake: 2000 })
      await using pinging = await connectRaw(fresh.address)
      const ping = async (): Promise<void> => {
        await pinging.send('PING')
        expect(await pinging.receiveText(4)).toBe('PONG')
      }
      await ping()
      const pings = async (): Promise<void> => {
        for (;;) {
          await ping()
          await after(20)
        }
      }
      const ended = pings().catch(() => 'ended')
      await using client = await connect({ ...fresh.address, token: TOKEN })
      expect((await client.latency({ count: 3 })).received).toBe(3)
      expect(await ended).toBe('ended')
    })

    test('transfers without the token in the seed dialect if it allows that', async () => {
      await using fresh = await server.startFresh({ token: TOKEN, allowSeed: true })
      await using peer = await connectRaw(fresh.address)
      await peer.send('BANDWIDTH_UPLOAD:4\n')
      expect(await peer.receiveText(5)).toBe('READY')
      await peer.send('1234')
      expect(await peer.receiveText(4)).toBe('DONE')
    })

    test('refuses iperf3, which cannot prove a token', async () => {
      await using peer = await connectRaw(server.address)
      await peer.send(`${'a'.repeat(36)}\0`)
      expect(await peer.receiveBytes(9)).toEqual(Buffer.from([0xfe, 0, 0, 0, 142, 0, 0, 0, 0]))
      expect(await peer.rest()).toBe('')
    })

    test('is measured in every kind by a client with the token, which is never on the wire', async () => {
      await using relay = await recordingRelay(server.address)
      await using client = await connect({ ...relay.address, token: TOKEN })
      expect((await client.latency({ count: 5 })).received).toBe(5)
      expect((await client.download({ size: '100KB', streams: 2 })).bytes).toBe(100_000)
      expect((await client.connectRate({ count: 3 })).completed).toBe(3)
      await client.close()
      expect(relay.bytes()).toContain('"proof"')
      expect(relay.bytes()).not.toContain(TOKEN)
    })

    test('serves new connections under load, which prove the token too', async () => {
      await using path = await startSlowPath(server.address)
      await using client = await connect({ ...path.address, token: TOKEN })
      const loaded = await client.loadedLatency({ duration: '1s', warmup: 0, streams: 1 })
      expect(loaded.download.responsiveness.times.connect).toBeGreaterThan(0)
    })

    test('refuses a client with another token, or without one, in one sentence', async () => {
      await expect(connect({ ...server.address, token: `${TOKEN}x` })).rejects.toMatchObject({
        code: 'ERR_WYNDRVR_REFUSED',
        message: expect.stringMatching(/refused: "The client's token is not the one of this server\."\.$/),
      })
      await expect(connect(server.address)).rejects.toMatchObject({
        code: 'ERR_WYNDRVR_REFUSED',
        message: expect.stringContaining('This server needs a token.'),
      })
    })
  },
  { token: TOKEN },
)

test('a client takes the token of the environment unless it is given another', async () => {
  onTestFinished(() => void vi.unstubAllEnvs())
  vi.stubEnv('WYNDRVR_TOKEN', TOKEN)
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1, token: TOKEN })
  await using client = await connect(server.address)
  expect((await client.latency({ count: 1 })).received).toBe(1)
  await expect(connect({ ...server.address, token: `${TOKEN}x` })).rejects.toMatchObject({
    code: 'ERR_WYNDRVR_REFUSED',
  })
})

test('a client with a token measures a server without one', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, workers: 1 })
  await using client = await connect({ ...server.address, token: TOKEN })
  expect((await client.latency({ count: 1 })).received).toBe(1)
})

test.each(['short', 'has white space in it', 'x'.repeat(1025), 'a\u{0}'.repeat(20)])(
  'a token that cannot be used is refused and not shown: %j',
  async (token) => {
    const refused = { code: 'ERR_WYNDRVR_VALUE', message: expect.not.stringContaining(token) }
    await expect(startServer({ port: 0, token })).rejects.toMatchObject(refused)
    await expect(connect({ port: 1, token })).rejects.toMatchObject(refused)
  },
)
