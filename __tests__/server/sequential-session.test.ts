import { describe, expect, test } from 'vitest'

import { ALL_WELL, measured } from '../support/documents/measured.ts'
import {
  connectControl,
  connectSilent,
  echo,
  othersAreServed,
  transfer,
} from '../support/peers/native-peer.ts'
import type { NativePeer } from '../support/peers/native-peer.ts'
import { connectRaw } from '../support/peers/raw-client.ts'
import { busy, HELLO, joined, startSequential, watched } from './sequential-peers.ts'

const TIMED = { bytes: null, seconds: 60 }

describe('a session on a sequential server', () => {
  test('has the server for itself until it ends, and its streams end with it', async () => {
    await using server = await startSequential()
    await using control = await connectControl(server.address)
    await using early = await joined(server, control)
    await using next = await connectSilent(server.address)
    await next.raw.send(`${HELLO}${JSON.stringify(echo(14))}\n`)
    const welcome = watched(next.opening())
    // Streams that join later overtake the waiting client too.
    await using late = await joined(server, control)
    await busy(control, early, late)
    expect(welcome.settled()).toBe(false)
    await control.say({ request: 'bye' })
    expect(await control.raw.rest()).toBe('{}\n')
    expect([await early.raw.rest(), await late.raw.rest()]).toEqual(['', ''])
    expect((await welcome.value).session).not.toBe(control.welcome.session)
    expect(await next.heard()).toEqual({ busyPoll: false })
  })

  test('does not end with one of its streams', async () => {
    await using server = await startSequential()
    await using control = await connectControl(server.address)
    await using kept = await joined(server, control)
    for (const leave of ['close', 'reset', 'halfClose'] as const) {
      await using stream = await joined(server, control)
      await stream.say(transfer('download', TIMED))
      await stream.raw[leave]()
      await stream.raw.rest()
    }
    await using last = await joined(server, control)
    await expect(busy(control, kept, last)).resolves.toBeUndefined()
  })

  test.each<[string, (control: NativePeer) => Promise<unknown>]>([
    ['closes', async ({ raw }) => raw.close()],
    ['resets', async ({ raw }) => raw.reset()],
    ['half-closes', async ({ raw }) => raw.halfClose()],
    ['makes a mistake', async (control) => control.say({ request: 'nap' })],
    ['leaves in a download', async (control) => leaveIn(control, transfer('download', TIMED))],
    ['leaves in an upload', async (control) => leaveIn(control, transfer('upload', TIMED))],
    ['leaves in an echo', async (control) => leaveIn(control, echo(1000))],
  ])('ends, whatever its streams do, when its control connection %s', async (_, leave) => {
    await using server = await startSequential()
    await using control = await connectControl(server.address)
    await using streams = new AsyncDisposableStack()
    const ends: Promise<string>[] = []
    for (const request of [
      null,
      echo(1000),
      transfer('download', TIMED),
      transfer('download', { ...TIMED, rate: 10_000_000 }),
      transfer('upload', TIMED),
      transfer('upload'),
    ]) {
      const stream = streams.use(await joined(server, control))
      if (request === null) await stream.raw.send('{"request":')
      else {
        await stream.say(request)
        await stream.line()
        await stream.raw.send(Buffer.alloc(700))
      }
      ends.push(stream.raw.rest())
    }
    const unread = streams.use(await joined(server, control))
    await unread.say(transfer('download', TIMED))
    await unread.line()
    await leave(control)
    await Promise.all(ends)
    await othersAreServed(server.address)
    expect(await measured(server.address)).toMatchObject(ALL_WELL)
  })

  test('lasts while one of its streams has traffic, and no longer', async () => {
    await using server = await startSequential({ idleTimeout: '1s' })
    await using control = await connectControl(server.address)
    await using patient = await connectSilent(server.address)
    await patient.raw.send('PING')
    {
      await using stream = await joined(server, control)
      const startedAt = performance.now()
      while (performance.now() - startedAt < 2500) await stream.probed()
      await control.probed()
    }
    await using stream = await joined(server, control)
    expect([await stream.raw.rest(), await control.raw.rest()]).toEqual(['', ''])
    // A client that has asked for something may wait for longer than the idle limit.
    expect(await patient.raw.receive()).toBe('PONG')
  })

  test('lets the upload of a stream finish when the server closes', async () => {
    const server = await startSequential()
    await using control = await connectControl(server.address)
    await using stream = await joined(server, control)
    await using waiting = await connectRaw(server.address)
    await waiting.send('PING')
    await stream.say(transfer('upload'))
    await stream.line()
    await stream.raw.send(Buffer.alloc(50_000))
    const closing = server.close()
    expect([await control.raw.rest(), await waiting.rest()]).toEqual(['', ''])
    await stream.raw.send(Buffer.alloc(50_000))
    expect(await stream.heard()).toMatchObject({ tally: { bytes: 100_000 } })
    expect(await stream.raw.rest()).toBe('')
    await closing
  })
})

async function leaveIn(control: NativePeer, request: object): Promise<void> {
  await control.say(request)
  await control.line()
  await control.raw.send(Buffer.alloc(700))
  await control.raw.close()
}
