import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { watchRtt } from '../../src/transfer/rtt-watch.ts'
import { childrenOf } from '../support/programs/processes.ts'
import { NO_SS } from '../support/machine/ss.ts'

describe('the round-trip time that a kernel sees', () => {
  beforeEach(({ skip }) => skip(NO_SS !== null, NO_SS ?? ''))

  const server = createServer((socket) => socket.on('error', () => undefined).pipe(socket))
  const sockets: Socket[] = []
  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterAll(async () => {
    for (const socket of sockets) socket.destroy()
    server.close()
    await once(server, 'close')
  })

  /** A connection on which something was sent and came back. */
  async function connected(): Promise<Socket> {
    const { port } = server.address() as AddressInfo
    const socket = connect({ host: '127.0.0.1', port, noDelay: true })
    sockets.push(socket)
    socket.write('x')
    await once(socket, 'data')
    return socket
  }

  test('is recorded for several connections at once, and no process is left behind', async () => {
    const before = childrenOf(process.pid)
    const watches = [watchRtt(await connected(), 0), watchRtt(await connected(), 0)]
    const later = watchRtt(await connected(), 3600)
    const fewest = (): number => Math.min(...watches.map(({ rtts }) => rtts.length))
    await expect.poll(fewest, { timeout: 20_000 }).toBeGreaterThan(0)
    for (const rtt of watches.flatMap(({ rtts }) => rtts)) expect(rtt).toBeGreaterThan(0)
    expect(later.rtts).toEqual([])
    for (const { stop } of [...watches, later]) stop()
    await expect.poll(() => childrenOf(process.pid), { timeout: 20_000 }).toHaveLength(before.length)
  })

  test('is recorded again after a pause, but not for a connection that has closed', async () => {
    const gone = await connected()
    const closed = once(gone, 'close')
    gone.destroy()
    await closed
    const nothing = watchRtt(gone, 0)
    const again = watchRtt(await connected(), 0)
    await expect.poll(() => again.rtts.length, { timeout: 20_000 }).toBeGreaterThan(1)
    expect(nothing.rtts).toEqual([])
    for (const { stop } of [nothing, again, again]) stop()
  })
})
