import { createSecureServer } from 'node:http2'
import { connect as dial } from 'node:net'
import type { Socket } from 'node:net'

import { expect, test } from 'vitest'

import { connect } from '../../../src/agent/open-client.ts'
import { selfSigned } from '../../../src/server/tls/self-signed.ts'
import { closeTogether, listen } from '../../support/peers/endpoint.ts'
import type { Endpoint } from '../../support/peers/endpoint.ts'
import { OWN, startHttp2Server } from '../../support/peers/http2-server.ts'

/** The type of a TLS record with data of the application. */
const DATA = 23

test('reads what a server over HTTP/2 says in the segment that ends the TLS handshake', async () => {
  const pair = await selfSigned('127.0.0.1')
  // With TLS 1.2, the last message of the handshake is the server's.
  const secure = createSecureServer({ ...pair, maxVersion: 'TLSv1.2' })
  secure.on('stream', (stream, { ':path': path = '' }) => {
    stream.respond(OWN)
    stream.end(Buffer.alloc(path.includes('bytes=14') ? 14 : 0))
  })
  await using server = await listen((socket) => void secure.emit('connection', socket))
  let joined = 0
  await using relay = await listenBefore(server, (client, far) => {
    let asked = 0
    let held: Buffer | null = null
    client.on('data', (bytes: Buffer) => {
      asked += 1
      // The server's second answer ends the handshake, and its SETTINGS follow.
      if (asked === 2) held = Buffer.alloc(0)
      far.write(bytes)
    })
    far.on('data', (bytes: Buffer) => {
      if (held === null) return void client.write(bytes)
      held = Buffer.concat([held, bytes])
      if (!recordTypes(held).includes(DATA)) return
      joined += 1
      client.write(held)
      held = null
    })
  })
  const url = `https://127.0.0.1:${relay.port}`
  await using client = await connect({ url, httpVersion: '2', tls: { ca: pair.cert } })
  expect(await client.latency({ count: 3 })).toMatchObject({ received: 3 })
  expect(joined).toBe(1)
})

// Answers are read 64 bytes at a time.
test.each([2, 200])(
  'reads what a server over HTTP/2 says in the segment of an answer of a proxy with a reason of %i characters',
  async (length) => {
    const reason = 'OK'.padEnd(length, '.')
    await using server = await startHttp2Server()
    let said = 0
    await using proxy = await listenBefore(server, (client, far) => {
      let isOpen = false
      client.once('data', () => client.on('data', (bytes: Buffer) => far.write(bytes)))
      far.on('data', (bytes: Buffer) => {
        said += isOpen ? 0 : bytes.length
        client.write(isOpen ? bytes : Buffer.concat([Buffer.from(`HTTP/1.1 200 ${reason}\r\n\r\n`), bytes]))
        isOpen = true
      })
    })
    const through = { protocol: 'http-connect', host: proxy.host, port: proxy.port } as const
    await using client = await connect({ url: server.url, httpVersion: '2', proxy: through })
    expect(await client.latency({ count: 3 })).toMatchObject({ received: 3 })
    expect(said).toBeGreaterThan(0)
  },
)

/** Listens before a server, with a connection to it for each client. */
async function listenBefore(
  { address }: Endpoint,
  serve: (client: Socket, far: Socket) => void,
): Promise<Endpoint> {
  return listen((client) => {
    const far = dial({ ...address, noDelay: true })
    closeTogether(client, far)
    serve(client, far)
  })
}

/** The types of the TLS records of which the head has arrived. */
function recordTypes(bytes: Buffer): readonly number[] {
  const types: number[] = []
  for (let at = 0; at + 5 <= bytes.length; at += 5 + bytes.readUInt16BE(at + 3))
    types.push(bytes.readUInt8(at))
  return types
}
