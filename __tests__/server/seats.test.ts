import { EventEmitter, once } from 'node:events'

import { describe, expect, test, vi } from 'vitest'

import { connect } from '../../src/agent/open-client.ts'
import { DEFAULT_CAPS } from '../../src/server/caps.ts'
import type { SeatReply } from '../../src/server/seat-messages.ts'
import { Seats } from '../../src/server/seats.ts'
import { describeFresh } from '../support/describe-modes.ts'
import { connectControl, connectSilent } from '../support/peers/native-peer.ts'
import type { NativePeer } from '../support/peers/native-peer.ts'
import { connectRaw } from '../support/peers/raw-client.ts'

interface Address {
  readonly host: string
  readonly port: number
}

/** A client that wants to hear its place. */
async function queued(address: Address): Promise<NativePeer> {
  const peer = await connectSilent(address)
  await peer.raw.send('WYNDRVR/2 {"role":"control","q":1}\n')
  return peer
}

/** What a client that waits hears next, apart from reminders of the same place. */
async function placeOf(peer: NativePeer, last = 0): Promise<number> {
  for (;;) {
    const { waiting } = await peer.opening()
    if (waiting === undefined) return 0
    if (waiting.place !== last) return waiting.place
  }
}

describeFresh('a server that serves one session at a time', (startFresh, mode) => {
  // A sequential server lets connections wait before they say anything.
  test.skipIf(mode === 'sequential')(
    'tells clients their places and serves them in their order',
    async () => {
      await using server = await startFresh({ maxSessions: 1 })
      await using first = await connectControl(server.address)
      await using second = await queued(server.address)
      expect((await second.opening()).waiting).toEqual({ place: 1, of: 1 })
      await using third = await queued(server.address)
      expect((await third.opening()).waiting).toEqual({ place: 2, of: 2 })
      await using gone = await queued(server.address)
      expect(await placeOf(gone)).toBe(3)
      await first.probed()
      await first.raw.close()
      expect(await placeOf(second, 1)).toBe(0)
      await second.probed()
      expect(await placeOf(third, 2)).toBe(1)
      await second.raw.close()
      expect(await placeOf(third, 1)).toBe(0)
      await third.probed()
    },
  )

  test('serves a client that does not know of places when its turn comes', async () => {
    await using server = await startFresh({ maxSessions: 1 })
    await using first = await connectControl(server.address)
    await using second = await connectSilent(server.address)
    await second.raw.send('WYNDRVR/2 {"role":"control"}\n')
    await first.probed()
    await first.raw.close()
    expect((await second.opening()).session).toBeDefined()
    await second.probed()
  })

  test('serves a client of the seed dialect when its turn comes, with all that it has said', async () => {
    await using server = await startFresh({ maxSessions: 1 })
    await using first = await connectControl(server.address)
    await using seed = await connectRaw(server.address)
    await seed.send('PING')
    await first.probed()
    await first.raw.close()
    expect(await seed.receiveText(4)).toBe('PONG')
    await seed.send('QUIT')
    expect(await seed.rest()).toBe('BYE')
    await using last = await connectControl(server.address)
    await last.probed()
  })

  test('ends the streams of a session with it', async () => {
    await using server = await startFresh({ maxSessions: 1 })
    await using control = await connectControl(server.address)
    await using stream = await connectSilent(server.address)
    const hello = { role: 'stream', session: control.welcome.session }
    await stream.raw.send(`WYNDRVR/2 ${JSON.stringify(hello)}\n`)
    expect((await stream.opening()).session).toBe(control.welcome.session)
    await stream.probed()
    await control.raw.close()
    expect(await stream.raw.rest().catch(() => '')).toBe('')
  })

  test('refuses a stream of a session that has ended, whose id does not expire', async () => {
    await using server = await startFresh({ maxSessions: 1 })
    const ended = await connectControl(server.address)
    await ended.raw.close()
    // It is served only when the first one's seat is free.
    const next = await connectControl(server.address)
    await next.raw.close()
    await using stream = await connectSilent(server.address)
    const hello = { role: 'stream', session: ended.welcome.session }
    await stream.raw.send(`WYNDRVR/2 ${JSON.stringify(hello)}\n`)
    expect((await stream.opening()).error).toMatchObject({ code: 'session' })
  })

  test.skipIf(mode === 'sequential')('refuses with a code when as many wait as may', async () => {
    await using server = await startFresh({ maxSessions: 1, maxWaiting: 0 })
    await using first = await connectControl(server.address)
    await using second = await queued(server.address)
    expect((await second.opening()).error).toEqual({
      code: 'busy',
      message: expect.stringMatching(/\(--max-sessions, --max-waiting\)\. Try again in 5 s\.$/),
      retryAfter: 5,
    })
    await using iperf3 = await connectRaw(server.address)
    await iperf3.send(`${'a'.repeat(36)}\0`)
    expect(await iperf3.receiveBytes(1)).toEqual(Buffer.from([0xff]))
    await using seed = await connectRaw(server.address)
    await seed.send('PING')
    expect(await seed.rest().catch(() => '')).toBe('')
    await expect(connect(server.address)).rejects.toMatchObject({ code: 'ERR_WYNDRVR_BUSY' })
    await first.probed()
  })

  test.skipIf(mode === 'sequential')('refuses requests before the turn', async () => {
    await using server = await startFresh({ maxSessions: 1 })
    await using first = await connectControl(server.address)
    await using second = await queued(server.address)
    expect(await placeOf(second)).toBe(1)
    await second.say({ request: 'bye' })
    expect((await second.opening()).error).toMatchObject({ code: 'request' })
    await first.probed()
  })

  test.skipIf(mode === 'sequential')('is waited for by a client, which shows its place', async () => {
    await using server = await startFresh({ maxSessions: 1 })
    const first = await connect(server.address)
    const places: unknown[] = []
    const heard = new EventEmitter()
    const onWaiting = (place: unknown): void => {
      places.push(place)
      heard.emit('place')
    }
    const waiting = once(heard, 'place')
    const second = connect({ ...server.address, onWaiting })
    await waiting
    expect((await first.latency({ count: 3 })).received).toBe(3)
    await first.close()
    await using client = await second
    expect((await client.latency({ count: 3 })).received).toBe(3)
    expect(places).toEqual([{ place: 1, of: 1 }])
  })

  test.skipIf(mode === 'sequential')('is not waited for longer than the patience', async () => {
    await using server = await startFresh({ maxSessions: 1 })
    await using first = await connectControl(server.address)
    await expect(connect({ ...server.address, patience: 1 })).rejects.toMatchObject({
      code: 'ERR_WYNDRVR_BUSY',
      message: expect.stringMatching(
        /^Waiting for other clients of \S+ took longer than 0\.001 s \(place 1 of 1 at the end\)\./,
      ),
    })
    await first.probed()
  })

  test.skipIf(mode === 'sequential')('ends a session that takes too long while others wait', async () => {
    await using server = await startFresh({ maxSessions: 1 }, { turn: 10 })
    await using first = await connectControl(server.address)
    await using second = await queued(server.address)
    expect(await placeOf(second)).toBe(1)
    expect(await placeOf(second, 1)).toBe(0)
    expect(await first.raw.rest().catch(() => '')).toBe('')
    await second.probed()
  })
})

describeFresh('a server that limits the streams of a session', (startFresh) => {
  test('refuses one more, and takes another when one has ended', async () => {
    await using server = await startFresh({ maxStreams: 1 })
    await using control = await connectControl(server.address)
    const hello = `WYNDRVR/2 ${JSON.stringify({ role: 'stream', session: control.welcome.session })}\n`
    const streams = [await connectSilent(server.address), await connectSilent(server.address)]
    const [one, other] = streams
    await one?.raw.send(hello)
    expect((await one?.opening())?.session).toBe(control.welcome.session)
    await other?.raw.send(hello)
    expect((await other?.opening())?.error).toEqual({
      code: 'limit',
      message:
        'This session has as many streams as this server allows (--max-streams). Choose fewer --streams.',
    })
    await one?.raw.close()
    await other?.raw.close()
    await using client = await connectServedAfter(async () => {
      const next = await connectSilent(server.address)
      await next.raw.send(hello)
      return next
    })
    await client.probed()
  })
})

/** Tries again until a server has noticed that a stream has ended. */
async function connectServedAfter(open: () => Promise<NativePeer>): Promise<NativePeer> {
  for (;;) {
    const peer = await open()
    if ((await peer.opening()).error === undefined) return peer
    await peer.raw.close()
  }
}

describe('seats', () => {
  test('go to the sessions of other workers when one ends', async () => {
    const hub = new Seats({ ...DEFAULT_CAPS, sessions: 1 }, 1e6)
    const said: string[] = []
    const worker = { one: {}, two: {} }
    const post =
      (name: string) =>
      ({ seat, ...word }: SeatReply): number =>
        said.push(`${name}${seat} ${word.hear}${word.hear === 'wait' ? ` ${word.place}/${word.of}` : ''}`)
    const take = (name: 'one' | 'two', seat: number): void =>
      hub.take(
        worker[name],
        { type: 'seat', seat, ask: 'take', session: `${name}${seat}`, as: 'session' },
        post(name),
      )
    take('one', 1)
    take('one', 2)
    take('two', 1)
    take('two', 2)
    expect(said.splice(0)).toEqual(['one1 go', 'one2 wait 1/1', 'two1 wait 2/2', 'two2 wait 3/3'])
    hub.forget(worker.one)
    const words = ['one2 go', 'two1 wait 1/2', 'two2 wait 2/2', 'two1 go', 'two2 wait 1/1']
    await vi.waitFor(() => expect(said).toEqual(words))
    said.splice(0)
    hub.take(worker.two, { type: 'seat', seat: 1, ask: 'leave' }, post('two'))
    expect(said).toEqual(['two2 go'])
    hub.close()
  })

  test('tell a thousand who wait of those who leave once in a while, not each time', async () => {
    const hub = new Seats({ ...DEFAULT_CAPS, sessions: 1 }, 1e6)
    const worker = {}
    let said = 0
    const seats = Array.from({ length: 1000 }, (_, seat) => seat)
    for (const seat of seats) {
      const asked = { type: 'seat', seat, ask: 'take', session: `${seat}`, as: 'session' } as const
      hub.take(worker, asked, () => {
        said += 1
      })
    }
    expect(said).toBe(1000)
    for (const seat of seats.slice(1, 501))
      hub.take(worker, { type: 'seat', seat, ask: 'leave' }, () => undefined)
    // A busy machine may have time for some more rounds.
    expect(said).toBeLessThan(10_000)
    await vi.waitFor(() => expect(said).toBeGreaterThanOrEqual(1000 + 998 + 499))
    hub.close()
  })
})
