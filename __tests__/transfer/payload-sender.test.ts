import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'

import { PayloadSender } from '../../src/transfer/payload-sender.ts'
import type { SendPlan } from '../../src/transfer/payload-sender.ts'
import { SEGMENT } from '../../src/transfer/segments.ts'
import { RawPeer } from '../support/peers/raw-client.ts'

const UNTIL_STOPPED: SendPlan = { bytes: null, rate: null, block: 262_144, limit: 60 }

/** Both ends of a connection. */
async function pair(): Promise<{ readonly socket: Socket; readonly peer: RawPeer } & AsyncDisposable> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server has no port.')
  const accepted: Promise<Socket[]> = once(server, 'connection')
  const peer = new RawPeer(connect(address.port, address.address))
  const [socket] = await accepted
  if (socket === undefined) throw new Error('Nothing was accepted.')
  socket.on('error', () => undefined)
  const dispose = async (): Promise<void> => {
    socket.destroy()
    await peer.close()
    server.close()
  }
  return { socket, peer, [Symbol.asyncDispose]: dispose }
}

describe('a sender', () => {
  test('that nobody stops ends at its time limit, with the last segment', async () => {
    await using ends = await pair()
    const sent = new Promise<void>((resolve) => {
      void new PayloadSender(ends.socket, { ...UNTIL_STOPPED, limit: 0.1 }, resolve)
    })
    let segments = 1
    while ((await ends.peer.receiveBytes(SEGMENT))[0] !== 1) segments += 1
    await sent
    ends.socket.end()
    expect(await ends.peer.rest()).toBe('')
    expect(segments).toBeGreaterThan(1)
  })

  test('that is stopped twice ends once', async () => {
    await using ends = await pair()
    const sent = new Promise<void>((resolve) => {
      const sender = new PayloadSender(ends.socket, UNTIL_STOPPED, resolve)
      sender.stop()
      sender.stop()
    })
    while ((await ends.peer.receiveBytes(SEGMENT))[0] !== 1);
    await sent
    ends.socket.end()
    expect(await ends.peer.rest()).toBe('')
  })

  // It would write forever, and never yield its thread.
  test.each<[string, (socket: Socket) => void]>([
    ['is ending', (socket) => socket.end()],
    ['is gone', (socket) => socket.destroy()],
  ])('writes nothing to a connection that %s', async (_, leave) => {
    await using ends = await pair()
    leave(ends.socket)
    const sender = new PayloadSender(ends.socket, UNTIL_STOPPED, () => undefined)
    sender.stop()
    sender.close()
    expect(await ends.peer.rest()).toBe('')
  })

  // Writes below the socket's own mark need no 'drain', and a kernel that takes them at once would keep the thread.
  test.each([16_384, 32_768, 262_144])(
    'in writes of %i bytes leaves the event loop its turn',
    async (block) => {
      await using ends = await pair()
      const sender = new PayloadSender(ends.socket, { ...UNTIL_STOPPED, block }, () => undefined)
      let taken = sender.taken
      expect(taken).toBeLessThanOrEqual(4 * block)
      for (let turn = 0; turn < 3; turn += 1) {
        await new Promise((resolve) => setImmediate(resolve))
        expect(sender.taken - taken).toBeLessThanOrEqual(8 * block)
        taken = sender.taken
      }
      sender.close()
    },
  )
})
