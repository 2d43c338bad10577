/** A process that relays TCP connections and UDP datagrams as a path with certain properties would. */
import { createSocket } from 'node:dgram'
import type { RemoteInfo, Socket as UdpSocket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { createServer, isIPv6 } from 'node:net'
import type { Server, Socket } from 'node:net'

import { messageOf } from '../../src/errors.ts'
import { dial } from '../../src/host/dial.ts'
import type { RelayPlan, RelayReport } from './relay.ts'
import { OneWay } from './one-way.ts'

const HOST = '127.0.0.1'

/** Bytes of a connection that one direction holds; more are not read, as if the receiver's window were full. */
const HELD = 16 * 1024 * 1024

process.on('message', (plan: RelayPlan) => void start(plan))
process.on('disconnect', () => process.exit())
// The test may have ended before this process could notice.
if (!process.connected) process.exit(0)

async function start(plan: RelayPlan): Promise<void> {
  try {
    const { address } = await lookup(plan.to.host)
    const { tcp, udp } = await listenOnBoth()
    const path: Path = {
      ...plan.to,
      address,
      up: new OneWay(plan.properties),
      down: new OneWay(plan.properties),
    }
    tcp.on('connection', (client) => void relayConnection(client, path))
    relayDatagrams(udp, path)
    report({ host: HOST, port: udp.address().port })
  } catch (error) {
    report({ failure: messageOf(error) })
  }
}

function report(sent: RelayReport): void {
  process.send?.(sent)
}

/** Where it leads, and both directions of the way. */
interface Path {
  readonly host: string
  /** Where datagrams go: the address that the last connection reached, since a client connects before it sends any. */
  address: string
  readonly port: number
  readonly udpPort: number
  readonly up: OneWay
  readonly down: OneWay
}

/** Listens on a port that is free for both. */
async function listenOnBoth(): Promise<{ readonly tcp: Server; readonly udp: UdpSocket }> {
  for (;;) {
    const listener = createServer({ allowHalfOpen: true, noDelay: true }).listen(0, HOST)
    await once(listener, 'listening')
    const address = listener.address()
    try {
      return {
        tcp: listener,
        udp: await boundTo(typeof address === 'object' ? (address?.port ?? 0) : 0, HOST),
      }
    } catch {
      listener.close()
    }
  }
}

async function relayConnection(client: Socket, path: Path): Promise<void> {
  const { host, port, up, down } = path
  const left = new AbortController()
  client.on('error', () => undefined).once('close', () => left.abort())
  try {
    const server = await dial({ host, port, noDelay: true, allowHalfOpen: true }, left.signal)
    path.address = server.remoteAddress ?? path.address
    carry(client, server, up)
    carry(server, client, down)
  } catch {
    client.destroy()
  }
}

function carry(from: Socket, into: Socket, way: OneWay): void {
  const line = way.line()
  let held = 0
  from.on('data', (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; at += way.piece) {
      const piece = chunk.subarray(at, at + way.piece)
      held += piece.length
      line.send(piece.length, () => {
        held -= piece.length
        into.write(piece)
        if (from.isPaused() && (held === 0 || (held < HELD && !way.full))) from.resume()
      })
    }
    // TCP does not drop what a queue cannot hold: its sender waits.
    if (held >= HELD || way.full) from.pause()
  })
  from.on('end', () => line.send(0, () => into.end()))
  from.on('error', () => into.destroy())
  from.once('close', () => line.send(0, () => into.destroySoon()))
}

/** Relays the datagrams of each client over a socket of its own. */
function relayDatagrams(near: UdpSocket, path: Path): void {
  const { udpPort, up, down } = path
  const clients = new Map<string, Promise<(bytes: Buffer) => void>>()
  const open = async (client: RemoteInfo): Promise<(bytes: Buffer) => void> => {
    const { address } = path
    const far = await boundTo(0, isIPv6(address) ? '::' : '0.0.0.0')
    far.on('message', (bytes: Buffer) => {
      down.datagram(bytes.length, () => near.send(bytes, client.port, client.address))
    })
    return (bytes) => far.send(bytes, udpPort, address)
  }
  near.on('message', (bytes: Buffer, client) => {
    const name = `${client.address}:${client.port}`
    const far = clients.get(name) ?? open(client)
    clients.set(name, far)
    up.datagram(bytes.length, () => void far.then((send) => send(bytes)))
  })
}

async function boundTo(port: number, address: string): Promise<UdpSocket> {
  const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4')
  // A datagram that nothing accepts is lost, as on any path.
  socket.on('error', () => undefined)
  socket.bind(port, address)
  await once(socket, 'listening')
  socket.setRecvBufferSize(1024 * 1024)
  return socket
}
