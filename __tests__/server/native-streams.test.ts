import { describe, expect, test } from 'vitest'

import type { Address } from '../../src/server/listen.ts'
import { MODES } from '../../src/server/mode.ts'
import { startServer } from '../../src/server/start-server.ts'
import { connectControl, connectSilent, transfer } from '../support/native-peer.ts'
import type { NativePeer, Said } from '../support/native-peer.ts'

/** The kernel spreads connections as it likes; so many on one of two workers are out of the question. */
const MOST_TRIES = 200

describe.each(MODES)('the streams of a session in %s mode', (mode) => {
  test('are refused with a session that another server gave out, or that was changed', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, mode, workers: 2 })
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

  test('are no fewer for a control connection that has ended', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, mode, workers: 2 })
    const session = await sessionOf(server.address)
    await using stream = await connectSilent(server.address)
    expect(await join(stream, session)).toMatchObject({ session, mode })
    await stream.probed()
  })
})

describe.each(['thread', 'process'] as const)('the streams of a session in %s mode', (mode) => {
  test('are at home on every worker, and run at the same time', async () => {
    await using server = await startServer({ host: '127.0.0.1', port: 0, mode, workers: 2 })
    await using control = await connectControl(server.address)
    const { session = '', worker: first } = control.welcome
    await using streams = new AsyncDisposableStack()
    for (let tries = 0; tries < MOST_TRIES; tries += 1) {
      const stream = streams.use(await connectSilent(server.address))
      const { worker, ...welcome } = await join(stream, session)
      expect(welcome).toMatchObject({ session, mode })
      if (worker === first) continue
      await Promise.all([control, stream].map(async (peer) => peer.say(transfer('download'))))
      for (const peer of [stream, control]) {
        expect(await peer.line()).toBe('{}\n')
        await peer.raw.receiveBytes(100_000)
        expect(await peer.heard()).toHaveProperty('cpu')
      }
      return
    }
    throw new Error(`All of ${MOST_TRIES} streams had one worker.`)
  })
})

test('a stream waits for its turn in sequential mode', async () => {
  await using server = await startServer({ host: '127.0.0.1', port: 0, mode: 'sequential' })
  await using control = await connectControl(server.address)
  await using stream = await connectSilent(server.address)
  const joined = join(stream, control.welcome.session ?? '')
  await control.probed()
  await control.say({ request: 'bye' })
  expect(await control.raw.rest()).toBe('{}\n')
  await control.raw.close()
  expect(await joined).toMatchObject({ session: control.welcome.session, mode: 'sequential' })
})

async function sessionOf(address: Address): Promise<string> {
  await using control = await connectControl(address)
  return control.welcome.session ?? ''
}

async function join(stream: NativePeer, session: string): Promise<Said> {
  await stream.raw.send(`WYNDRVR/2 {"role":"stream","session":"${session}"}\n`)
  return stream.opening()
}
