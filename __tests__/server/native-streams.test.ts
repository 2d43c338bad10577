import { describe, expect, test } from 'vitest'

import type { Address } from '../../src/server/listen.ts'
import { startServer } from '../../src/server/start-server.ts'
import { describeModes } from '../support/describe-modes.ts'
import { connectControl, connectSilent, join, SEGMENT, transfer } from '../support/peers/native-peer.ts'
import type { NativePeer } from '../support/peers/native-peer.ts'

/** The kernel spreads connections at random; it does not give this many to one of two workers. */
const MOST_TRIES = 200

describeModes('the streams of a session', (server) => {
  test('are refused with a session id that another server issued, or that was changed', async () => {
    await using other = await startServer({ host: '127.0.0.1', port: 0, mode: 'sequential' })
    const own = await sessionOf(server.address)
    const sessions = [
      await sessionOf(other.address),
      own.slice(0, -2),
      `${own.slice(0, 5)}${own[5] === 'A' ? 'B' : 'A'}${own.slice(6)}`,
      `${own.split('.')[0]}`,
      `.${own.split('.')[1]}`,
    ]
    for (const session of sessions) {
      await using stream = await connectSilent(server.address)
      expect(await join(stream, session)).toEqual({
        error: { code: 'session', message: 'This server has no such session.' },
      })
      expect(await stream.raw.rest()).toBe('')
    }
  })

  test('may join after the control connection has ended', async () => {
    const session = await sessionOf(server.address)
    await using stream = await connectSilent(server.address)
    expect(await join(stream, session)).toMatchObject({ session, mode: server.mode })
    await stream.probed()
  })
})

describeModes('a session', (server) => {
  test('has streams that transfer at the same time as each other and its control connection', async () => {
    await using control = await connectControl(server.address)
    await using stack = new AsyncDisposableStack()
    const streams: NativePeer[] = []
    for (let number = 0; number < 4; number += 1) {
      const stream = stack.use(await connectSilent(server.address))
      expect(await join(stream, control.welcome.session ?? '')).toMatchObject({ mode: server.mode })
      streams.push(stream)
    }
    const timed = { bytes: null, seconds: 60 }
    const [first, second, ...uploads] = streams
    const downloads = [first, second].flatMap((stream) => stream ?? [])
    for (const download of downloads) await download.say(transfer('download', timed))
    for (const upload of uploads) await upload.say(transfer('upload', timed))
    for (const stream of streams) expect(await stream.line()).toBe('{}\n')
    // More than the kernels buffer: none of them can have finished before another began.
    for (let round = 0; round < 20; round += 1) {
      for (const download of downloads) await download.raw.receiveBytes(20 * SEGMENT)
      for (const upload of uploads) await upload.raw.send(Buffer.alloc(20 * SEGMENT))
      await control.probed()
    }
    for (const upload of uploads) await upload.raw.send(Buffer.alloc(SEGMENT, 1))
    for (const download of downloads) await download.say({ stop: true })
    for (const upload of uploads) expect((await upload.heard()).tally?.bytes).toBe(401 * SEGMENT)
    for (const download of downloads) {
      await download.segments()
      expect(await download.heard()).toHaveProperty('cpu')
    }
    for (const stream of streams) await stream.probed()
  })
})

describe.each(['thread', 'process'] as const)('the streams of a session in %s mode', (mode) => {
  test('are accepted by every worker', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, mode, workers: 2 })
    await using control = await connectControl(server.address)
    const { session = '', worker: first } = control.welcome
    await using streams = new AsyncDisposableStack()
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const stream = streams.use(await connectSilent(server.address))
      const { worker, ...welcome } = await join(stream, session)
      expect(welcome).toMatchObject({ session, mode })
      if (worker !== first) return
    }
    throw new Error(`All of ${MOST_TRIES} streams had one worker.`)
  })
})

async function sessionOf(address: Address): Promise<string> {
  await using control = await connectControl(address)
  return control.welcome.session ?? ''
}
