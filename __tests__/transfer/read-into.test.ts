import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect as connectSocket } from 'node:net'
import { connect, createServer } from 'node:tls'
import type { TLSSocket } from 'node:tls'

import { expect, onTestFinished, test } from 'vitest'

import { selfSigned } from '../../src/server/tls/self-signed.ts'
import { readInto } from '../../src/transfer/read-into.ts'

const PAYLOAD = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251))

test('bytes arrive in the buffers of the reader, and not in events', async () => {
  const small = Buffer.alloc(1000)
  const parts: Buffer[] = []
  const given = new Set<unknown>()
  const socket = await receiving((secure) =>
    readInto(secure, {
      buffer: () => small,
      callback: (length, buffer) => {
        given.add(buffer)
        parts.push(Buffer.from(small.subarray(0, length)))
        return true
      },
    }),
  )
  expect(socket.listenerCount('data')).toBe(0)
  await once(socket, 'end')
  expect(Buffer.concat(parts).equals(PAYLOAD)).toBe(true)
  expect([...given]).toEqual([small])
})

test('bytes arrive all the same if Node keeps the option elsewhere', async () => {
  const parts: Buffer[] = []
  const socket = await receiving((secure) => {
    const handle: unknown = Reflect.get(secure, '_handle')
    if (typeof handle === 'object' && handle !== null)
      Object.defineProperty(handle, 'useUserBuffer', { value: null })
    readInto(secure, {
      buffer: () => Buffer.alloc(1),
      callback: (length, buffer) => {
        parts.push(Buffer.from(buffer.subarray(0, length)))
        return true
      },
    })
  })
  await once(socket, 'end')
  expect(Buffer.concat(parts).equals(PAYLOAD)).toBe(true)
})

/** A socket on which a server with TLS sends the payload and then ends. */
async function receiving(read: (secure: TLSSocket) => void): Promise<TLSSocket> {
  const server = createServer(await selfSigned('localhost'), (socket) => socket.end(PAYLOAD)).listen(
    0,
    '127.0.0.1',
  )
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  // eslint-disable-next-line typescript/no-unsafe-type-assertion
  const { port } = server.address() as AddressInfo
  const plain = connectSocket(port, '127.0.0.1')
  await once(plain, 'connect')
  const secure = connect({ socket: plain, rejectUnauthorized: false })
  read(secure)
  return secure
}
