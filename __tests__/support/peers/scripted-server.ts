import { once } from 'node:events'
import { createServer } from 'node:net'
import type { Socket } from 'node:net'

import { RawPeer } from './raw-client.ts'

/** How a scripted server answers; by default as the seed document says. */
export interface Script {
  /** Sent to every client that connects, before its first command. */
  readonly greeting?: string
  /** The answer to the hello of a dialect that it does not know. */
  readonly hello?: (peer: RawPeer) => Promise<void>
  /** The answer to the n-th PING; our client sends number 1 to check that a server answers. */
  readonly ping?: (peer: RawPeer, number: number) => Promise<void>
  readonly download?: (peer: RawPeer, size: number) => Promise<void>
  readonly upload?: (peer: RawPeer, size: number) => Promise<void>
  readonly quit?: (peer: RawPeer) => Promise<void>
}

/** A server written from the seed document, with the faults of its script. */
export interface ScriptedServer extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** Both, as a client takes them. */
  readonly address: { readonly host: string; readonly port: number }
  /** Every command of every client, in order of arrival. */
  readonly commands: readonly string[]
  /** Closes the listener and every connection. */
  readonly close: () => Promise<void>
}

/** Starts one on a free port. */
export async function startScriptedServer(script: Script = {}): Promise<ScriptedServer> {
  const commands: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    // A client that leaves in the middle ends only its own conversation.
    converse(new RawPeer(socket), script, commands).catch(() => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The scripted server has no port.')
  const close = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close()
    for (const socket of sockets) socket.destroy()
    await closed
  }
  const reached = { host: '127.0.0.1', port: address.port }
  return { ...reached, address: reached, commands, close, [Symbol.asyncDispose]: close }
}

/** A port on which nothing listens. */
export async function unusedPort(): Promise<number> {
  await using server = await startScriptedServer()
  return server.port
}

async function converse(peer: RawPeer, script: Script, commands: string[]): Promise<void> {
  const {
    hello = unknownCommand,
    ping = pong,
    download = sendPayload,
    upload = receivePayload,
    quit = bye,
  } = script
  if (script.greeting !== undefined) await peer.send(script.greeting)
  let pings = 0
  for (let text = ''; ;) {
    const match = COMMAND.exec(text)
    const unknown = /^WYNDRVR[^\n]*\n/.exec(text)
    if (unknown !== null) {
      text = text.slice(unknown[0].length)
      await hello(peer)
      continue
    }
    if (match === null) {
      const more = await peer.receive()
      if (more === '') return
      text += more
      continue
    }
    text = text.slice(match[0].length)
    commands.push(match[0])
    const size = Number(match[2])
    pings += match[1] === 'PING' ? 1 : 0
    if (match[1] === 'PING') await ping(peer, pings)
    else if (match[1] === 'QUIT') await quit(peer)
    else await (match[1] === 'BANDWIDTH_DOWNLOAD' ? download : upload)(peer, size)
  }
}

async function unknownCommand(peer: RawPeer): Promise<void> {
  await peer.send('ERROR:Unknown command')
}

const COMMAND = /^(PING|QUIT|(?:BANDWIDTH_(?:DOWNLOAD|UPLOAD)(?=:\d+\n)))(?::(\d+)\n)?/

async function pong(peer: RawPeer): Promise<void> {
  await peer.send('PONG')
}

async function sendPayload(peer: RawPeer, size: number): Promise<void> {
  await peer.sendPieces(['READY', 'x'.repeat(size)])
}

async function receivePayload(peer: RawPeer, size: number): Promise<void> {
  await peer.send('READY')
  await peer.receiveBytes(size)
  await peer.send('DONE')
}

async function bye(peer: RawPeer): Promise<void> {
  await peer.send('BYE')
  await peer.close()
}
