import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { setTimeout as after } from 'node:timers/promises'

import { describe, expect, onTestFinished, test } from 'vitest'

import { freePort } from '../../src/host/free-port.ts'
import { dial } from '../../src/host/dial.ts'
import type { Lookup } from '../../src/host/dial.ts'
import { silentListener } from '../support/peers/silent-listener.ts'

// Linux alone drops the SYN that finds the queue of a listener full, and has all of 127.0.0.0/8.
describe.runIf(process.platform === 'linux')('a name with several addresses', () => {
  test('the next address is tried beside one that is silent, and the first answer wins', async () => {
    const { port } = await silentListener('127.0.0.2')
    await listener('127.0.0.1', port)
    const socket = await dialed(['127.0.0.2', '127.0.0.1'], port)
    expect(socket.remoteAddress).toBe('127.0.0.1')
  })

  test('an address whose first SYN is lost gets all the time, even if the others refuse', async () => {
    const { port, wake } = await silentListener('127.0.0.2')
    const dialing = dialed(['127.0.0.2', '127.0.0.3'], port)
    // Longer than the head start, after which Node's own fallback gives up on an address.
    await Promise.race([dialing, after(600)])
    wake()
    expect((await dialing).remoteAddress).toBe('127.0.0.2')
  })

  test('if all fail, the error has that of each address', async () => {
    const port = await freePort()
    await expect(dialed(['127.0.0.2', '127.0.0.1'], port)).rejects.toMatchObject({
      errors: [
        { code: 'ECONNREFUSED', address: '127.0.0.2' },
        { code: 'ECONNREFUSED', address: '127.0.0.1' },
      ],
    })
  })

  test('a signal gives up all attempts', async () => {
    const { port } = await silentListener('127.0.0.2')
    const stop = new AbortController()
    const dialing = dialed(['127.0.0.2', '127.0.0.2'], port, stop.signal)
    stop.abort(new Error('enough'))
    await expect(dialing).rejects.toThrow('enough')
  })
})

test('the families of a name take turns, the preferred one first', async () => {
  const port = await freePort()
  const lookup: Lookup = async () => [
    { address: '127.0.0.1', family: 4 },
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]
  const error: unknown = await dial({ host: 'two.test', port }, never(), lookup).catch(
    (thrown: unknown) => thrown,
  )
  const tried =
    error instanceof AggregateError ? error.errors.map(({ address }: { address: string }) => address) : []
  expect(tried).toEqual(['127.0.0.1', '::1', '127.0.0.1'])
})

async function dialed(addresses: readonly string[], port: number, signal = never()): Promise<Socket> {
  const lookup: Lookup = async () => addresses.map((address) => ({ address, family: 4 }))
  const socket = await dial({ host: 'several.test', port }, signal, lookup)
  onTestFinished(() => void socket.destroy())
  return socket
}

function never(): AbortSignal {
  return new AbortController().signal
}

async function listener(host: string, port: number): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined)).listen(port, host)
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return server
}
