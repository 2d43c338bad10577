import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { startServerWith } from '../../../src/server/start-server.ts'
import { DEFAULT_LIMITS } from '../../../src/server/limits.ts'
import type { Server } from '../../../src/server/start-server.ts'
import { describeFresh } from '../../support/describe-modes.ts'
import { fields, FLAG, FRAME, frame, framesOf, get, head, OPENING } from '../../support/peers/http2-frames.ts'
import type { Frame } from '../../support/peers/http2-frames.ts'
import { othersAreServed } from '../../support/peers/native-peer.ts'
import { connectRaw } from '../../support/peers/raw-client.ts'
import type { RawPeer } from '../../support/peers/raw-client.ts'
import { askHttp2, connectPeer } from './ask-http2.ts'

/** Codes of errors (RFC 9113, 7). */
const CODE = { protocol: 1, flowControl: 3, refusedStream: 7, cancel: 8, calm: 11 } as const

const PING = frame(FRAME.ping, 0, 0, Buffer.alloc(8))

/** What a connection got until its server closed it. */
async function framesUntilClosed(peer: RawPeer): Promise<Frame[]> {
  return framesOf(Buffer.from(await peer.rest(), 'latin1'))
}

/** The frames that arrive until one is as wanted. */
async function framesUntil(peer: RawPeer, isLast: (frame: Frame) => boolean): Promise<Frame[]> {
  const got: Frame[] = []
  for (;;) {
    const start = await peer.receiveBytes(9)
    const [one] = framesOf(Buffer.concat([start, await peer.receiveBytes(start.readUIntBE(0, 3))]))
    if (one === undefined) throw new Error('A frame has a head of nine bytes.')
    got.push(one)
    if (isLast(one)) return got
  }
}

/** Keeps traffic on a connection until its server closes it. */
async function pingUntilClosed(peer: RawPeer): Promise<Frame[]> {
  const timer = setInterval(() => void peer.send(PING), 50)
  return framesUntilClosed(peer).finally(() => clearInterval(timer))
}

function codeOf({ type, payload }: Frame): number | null {
  if (type === FRAME.reset) return payload.readUInt32BE(0)
  return type === FRAME.goaway ? payload.readUInt32BE(4) : null
}

describe('a server over HTTP/2', () => {
  let running: Server | null = null
  const address = (): Server['address'] => {
    if (running === null) throw new Error('The server is not running.')
    return running.address
  }

  beforeAll(async () => {
    const limits = { ...DEFAULT_LIMITS, idle: 1000, handshake: 1500 }
    running = await startServerWith({ host: '127.0.0.1', port: 0, workers: 1 }, limits)
  })
  afterAll(async () => running?.close())

  test('ends a connection whose streams are reset as soon as they are open', async () => {
    await using peer = await connectRaw(address())
    const cancel = Buffer.from([0, 0, 0, CODE.cancel])
    const streams = Array.from({ length: 3000 }, (_, index) => index * 2 + 1)
    const all = streams.map((stream) =>
      Buffer.concat([get(stream, '/wyndrvr/download?seconds=60'), frame(FRAME.reset, 0, stream, cancel)]),
    )
    await peer.send(Buffer.concat([OPENING, ...all]))
    const got = await framesUntilClosed(peer)
    expect(got.filter(({ type }) => type === FRAME.headers).length).toBeLessThan(streams.length)
    await othersAreServed(address())
  })

  test.each([
    ['SETTINGS', frame(FRAME.settings, 0, 0)],
    ['PING', PING],
  ])('ends a connection that asks for %s answers and does not read them', async (_name, one) => {
    await using peer = await connectRaw(address())
    const many = Buffer.concat(Array.from({ length: 20_000 }, () => one))
    await peer.send(OPENING)
    const closed = peer.closedUnread()
    // More than the kernels on the way take.
    for (let round = 0; round < 200; round += 1) await peer.send(many)
    await closed
    expect(peer.isOver).toBe(true)
    await othersAreServed(address())
  })

  test('ends a connection whose head never ends', async () => {
    await using peer = await connectRaw(address())
    const more = frame(FRAME.continuation, 0, 1, fields({ 'x-more': 'a'.repeat(100) }))
    const begin = frame(FRAME.headers, FLAG.endStream, 1, head('GET', '/wyndrvr/health'))
    await peer.send(Buffer.concat([OPENING, begin, ...Array.from({ length: 10_000 }, () => more)]))
    expect((await framesUntilClosed(peer)).filter(({ stream }) => stream > 0)).toEqual([])
    await othersAreServed(address())
  })

  test('resets the stream of a head with too many fields', async () => {
    await using peer = await connectRaw(address())
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`x-${index}`, 'a']))
    const whole = Buffer.concat([head('GET', '/wyndrvr/health'), fields(many)])
    await peer.send(Buffer.concat([OPENING, frame(FRAME.headers, 5, 1, whole)]))
    const got = await framesUntil(peer, ({ stream }) => stream === 1)
    expect(got.at(-1)).toMatchObject({ type: FRAME.reset, payload: Buffer.from([0, 0, 0, CODE.calm]) })
  })

  test('refuses streams beyond its limit, and answers those that are open', async () => {
    await using peer = await connectRaw(address())
    const open = Array.from({ length: 129 }, (_, index) =>
      frame(FRAME.headers, FLAG.endHeaders, index * 2 + 1, head('POST', '/wyndrvr/upload')),
    )
    await peer.send(Buffer.concat([OPENING, ...open]))
    const got = await framesUntil(peer, ({ stream }) => stream > 0)
    expect(got.at(-1)).toMatchObject({ type: FRAME.reset, stream: 257 })
    expect(got.map(codeOf).at(-1)).toBe(CODE.refusedStream)
    await peer.send(frame(FRAME.data, FLAG.endStream, 1, Buffer.from('abc')))
    const answer = await framesUntil(peer, ({ type, stream }) => type === FRAME.data && stream === 1)
    expect(answer.at(-1)?.payload.toString()).toMatch(/^\{"bytes":3,/)
  })

  test('refuses streams beyond one of each connection when its worker has 2048 others', async () => {
    await using server = await startServerWith({ host: '127.0.0.1', port: 0, workers: 1 }, DEFAULT_LIMITS)
    await using peers = new AsyncDisposableStack()
    const uploads = Array.from({ length: 128 }, (_, index) =>
      frame(FRAME.headers, FLAG.endHeaders, index * 2 + 1, head('POST', '/wyndrvr/upload')),
    )
    const openAll = async (): Promise<RawPeer> => {
      const peer = peers.use(await connectRaw(server.address))
      await peer.send(Buffer.concat([OPENING, ...uploads, PING]))
      return peer
    }
    for (let connection = 0; connection < 16; connection += 1)
      await framesUntil(await openAll(), ({ type }) => type === FRAME.ping)
    const refused = (await framesUntil(await openAll(), ({ type }) => type === FRAME.reset)).at(-1)
    expect([refused?.stream, refused && codeOf(refused)]).toEqual([35, CODE.refusedStream])
    await othersAreServed(server.address)
    await peers.disposeAsync()
    // They are counted until they have ended.
    await vi.waitFor(async () => {
      await using peer = await connectRaw(server.address)
      await peer.send(Buffer.concat([OPENING, ...uploads, PING]))
      const got = await framesUntil(peer, ({ type }) => type === FRAME.ping || type === FRAME.reset)
      expect(got.at(-1)?.type).toBe(FRAME.ping)
    }, 20_000)
  })

  test('ends a connection without a window for its payload, whatever else arrives', async () => {
    await using peer = await connectRaw(address())
    const noWindow = frame(FRAME.settings, 0, 0, Buffer.from([0, 4, 0, 0, 0, 0]))
    await peer.send(Buffer.concat([OPENING, noWindow, get(1, '/wyndrvr/echo?bytes=1000')]))
    const got = await framesUntil(peer, ({ stream }) => stream === 1)
    expect(got.at(-1)).toMatchObject({ type: FRAME.headers })
    expect((await pingUntilClosed(peer)).some(({ type }) => type === FRAME.ping)).toBe(true)
    await othersAreServed(address())
  })

  test('ends a connection without requests, whatever else arrives', async () => {
    await using peer = await connectRaw(address())
    await peer.send(Buffer.concat([OPENING, get(1, '/wyndrvr/health')]))
    expect((await pingUntilClosed(peer)).some(({ type }) => type === FRAME.ping)).toBe(true)
    await othersAreServed(address())
  })

  test('drops a connection that stops in its preface', async () => {
    await using peer = await connectRaw(address())
    await peer.send('PRI * HTTP/2.0\r\n')
    expect((await framesUntilClosed(peer)).filter(({ stream }) => stream > 0)).toEqual([])
  })

  test.each([
    ['garbage after the preface', Buffer.concat([OPENING, Buffer.alloc(1000, 0xff)])],
    ['a wrong preface', Buffer.from('PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n')],
    ['data on a stream that is not open', Buffer.concat([OPENING, frame(FRAME.data, 0, 7)])],
    ['a frame that is too large', Buffer.concat([OPENING, frame(FRAME.data, 0, 1, Buffer.alloc(20_000))])],
  ])('ends a connection with %s', async (_what, bytes) => {
    await using peer = await connectRaw(address())
    await peer.send(bytes)
    expect((await framesUntilClosed(peer)).filter(({ stream }) => stream > 0)).toEqual([])
    await othersAreServed(address())
  })
})

describeFresh('a server with limits, over HTTP/2,', (startFresh, mode) => {
  test('takes little from a client that waits for its turn, and serves it afterwards', async () => {
    await using server = await startFresh({ maxSessions: 1 })
    await using first = connectPeer(server.address)
    expect((await first.ask('/wyndrvr/echo')).status).toBe(200)
    await using waiting = connectPeer(server.address)
    const turn = waiting.ask('/wyndrvr/echo')
    const upload = turn.then(async () =>
      waiting.ask('/wyndrvr/upload', { method: 'POST', body: Buffer.alloc(300_000) }),
    )
    await using greedy = await connectRaw(server.address)
    const open = frame(FRAME.headers, FLAG.endHeaders, 1, head('POST', '/wyndrvr/upload'))
    const data = Array.from({ length: 5 }, () => frame(FRAME.data, 0, 1, Buffer.alloc(16_384)))
    await greedy.send(Buffer.concat([OPENING, open, ...data]))
    // A sequential server does not even read it yet.
    if (mode !== 'sequential') {
      const got = await framesUntilClosed(greedy)
      expect(got.map(codeOf)).toContain(CODE.flowControl)
    }
    await first[Symbol.asyncDispose]()
    expect(JSON.parse((await upload).body.toString())).toMatchObject({ bytes: 300_000 })
  })

  // A sequential server lets connections wait before it reads a request.
  test.skipIf(mode === 'sequential')(
    'lets no POST wait, whose frames cost more than their bytes',
    async () => {
      await using server = await startFresh({ maxSessions: 1 })
      await using first = connectPeer(server.address)
      expect((await first.ask('/wyndrvr/echo')).status).toBe(200)
      await using peer = await connectRaw(server.address)
      const tiny = frame(FRAME.data, 0, 3, Buffer.from('a'))
      await peer.send(Buffer.concat([OPENING, get(1, '/wyndrvr/echo')]))
      const post = frame(FRAME.headers, FLAG.endHeaders, 3, head('POST', '/wyndrvr/upload'))
      await peer.send(Buffer.concat([post, ...Array.from({ length: 65_000 }, () => tiny)]))
      const got = await framesUntil(peer, ({ type, stream }) => type === FRAME.reset && stream === 3)
      const text = got.filter(({ type, stream }) => type === FRAME.data && stream === 3)
      expect(text.map(({ payload }) => payload.toString()).join('')).toMatch(
        /\(--max-sessions\)\..* Begin with one/,
      )
      expect(got.map(codeOf).at(-1)).toBe(0)
      // The GET keeps its place.
      await first[Symbol.asyncDispose]()
      const turn = await framesUntil(peer, ({ type, stream }) => type === FRAME.headers && stream === 1)
      expect(turn.some(({ stream }) => stream === 1)).toBe(true)
    },
  )

  // A sequential server lets connections wait before it reads a request.
  test.skipIf(mode === 'sequential')('refuses a test with 503 if nobody may wait, and ends', async () => {
    await using server = await startFresh({ maxSessions: 1, maxWaiting: 0, maxStreams: 4 })
    await using first = connectPeer(server.address)
    expect((await first.ask('/wyndrvr/echo')).status).toBe(200)
    expect(first.session.remoteSettings.maxConcurrentStreams).toBe(5)
    await using second = connectPeer(server.address)
    const goaway = new Promise<number>((resolve) => {
      second.session.once('goaway', resolve)
    })
    const { status, headers, body } = await second.ask('/wyndrvr/echo')
    expect([status, headers['retry-after'], headers['connection']]).toEqual([503, '5', undefined])
    expect(body.toString()).toMatch(/\(--max-sessions, --max-waiting\)\. Try again in 5 s\.\n$/)
    expect(await goaway).toBe(0)
    expect((await askHttp2(server.address, '/wyndrvr/health')).status).toBe(200)
  })

  test('drops a client that does not prove the token', async () => {
    await using server = await startFresh({ token: '0123456789abcdef' }, { handshake: 500 })
    await using peer = connectPeer(server.address)
    const closed = new Promise<void>((resolve) => {
      peer.session.once('close', resolve)
    })
    expect((await peer.ask('/wyndrvr/echo')).status).toBe(401)
    await closed
  })

  test('closes with a running test, which it completes', async () => {
    await using server = await startFresh()
    await using peer = connectPeer(server.address)
    const download = peer.ask('/wyndrvr/download?seconds=0.5&rate=80000000')
    await peer.ask('/wyndrvr/echo')
    await server.close()
    expect((await download).status).toBe(200)
  })
})
