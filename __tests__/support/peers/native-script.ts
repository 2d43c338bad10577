import { connect } from 'node:net'

import { exampleDocument } from '../documents/documents.ts'
import { closeTogether, listen } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'
import { RawPeer } from './raw-client.ts'

/**
 * A server of the native dialect that answers every request by its script, from docs/reference/protocol.md.
 * @param more fields of its first line
 * @param greetStream what it says to the first line of a stream; by default a welcome, as to that of a control connection
 */
export async function startNativeScript(
  script: (peer: RawPeer, request: string) => Promise<void>,
  more: object = {},
  greetStream?: (peer: RawPeer) => Promise<void>,
): Promise<Endpoint> {
  return listen((socket) => {
    const peer = new RawPeer(socket)
    const converse = async (): Promise<void> => {
      const hello = await lineOf(peer)
      if (hello.includes('"stream"') && greetStream !== undefined) return greetStream(peer)
      const host = exampleDocument([]).environment.client
      const welcome = { session: 'a.b', mode: 'thread', worker: 1, version: '1.0.0', host, ...more }
      await peer.send(`WYNDRVR/2 ${JSON.stringify(welcome)}\n`)
      for (;;) await script(peer, await lineOf(peer))
    }
    // A client that leaves ends only its own conversation.
    converse().catch(() => socket.destroy())
  })
}

/** A proxy that changes lines. Each of the client's, and the server's first, is a separate chunk. */
export async function startChangingProxy(
  target: { readonly host: string; readonly port: number },
  change: (line: string) => string,
  changeFirst: (line: string) => string = (line) => line,
): Promise<Endpoint> {
  return listen((socket) => {
    const server = connect({ host: target.host, port: target.port, noDelay: true })
    socket.on('data', (chunk: Buffer) => {
      const isLine = chunk[0] === 0x7b && chunk.at(-1) === 0x0a
      const flows = server.write(isLine ? Buffer.from(change(chunk.toString())) : chunk)
      if (!flows) socket.pause()
    })
    server.on('drain', () => socket.resume())
    server.once('data', (chunk: Buffer) => {
      socket.write(changeFirst(chunk.toString()))
      server.pipe(socket)
    })
    closeTogether(socket, server)
  })
}

async function lineOf(peer: RawPeer): Promise<string> {
  let text = ''
  while (!text.endsWith('\n')) text += await peer.receiveText(1)
  return text
}
