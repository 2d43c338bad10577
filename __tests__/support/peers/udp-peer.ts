import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'

import type { NativePeer } from './native-peer.ts'

/** The first byte of each kind of datagram, as docs/reference/protocol.md has it. */
export const KIND = { hello: 1, challenge: 2, payload: 3, probe: 4, answer: 5 } as const

/** Where a flow's datagrams go, and the token of its hello. */
export interface Door {
  readonly port: number
  readonly token: Buffer
}

/** A UDP socket of a client written from docs/reference/protocol.md alone. It keeps everything that arrives. */
export class UdpPeer implements AsyncDisposable {
  readonly came: Buffer[] = []
  readonly #socket: Socket
  readonly #server: { readonly host: string; readonly port: number }
  #read = 0

  constructor(socket: Socket, server: { readonly host: string; readonly port: number }) {
    this.#socket = socket
    this.#server = server
    socket.on('message', (bytes: Buffer) => this.came.push(bytes))
  }

  /** Sends; resolves when the kernel has it. Over loopback it has then reached the other end's socket. */
  async send(...datagrams: readonly Buffer[]): Promise<void> {
    for (const bytes of datagrams) {
      await new Promise<void>((resolve, reject) => {
        const { host, port } = this.#server
        this.#socket.send(bytes, port, host, (error) => (error ? reject(error) : resolve()))
      })
    }
  }

  /** The next datagram, which may already have arrived. */
  async next(): Promise<Buffer> {
    for (;;) {
      const bytes = this.came[this.#read]
      if (bytes !== undefined) {
        this.#read += 1
        return bytes
      }
      await once(this.#socket, 'message')
    }
  }

  /** Resolves when every earlier datagram is in {@link came}: the kernel keeps the order. */
  async settled(): Promise<void> {
    const { address, port } = this.#socket.address()
    const mark = Buffer.from('settled')
    const marked = (): boolean => this.came.at(-1)?.equals(mark) === true
    this.#socket.send(mark, port, address)
    while (!marked()) await once(this.#socket, 'message')
    this.came.pop()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#socket, 'close')
    this.#socket.close()
    await closed
  }
}

/** A socket on a free port that talks to a door. */
export async function openPeer(host: string, { port }: Pick<Door, 'port'>): Promise<UdpPeer> {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4')
  socket.bind(0, host)
  await once(socket, 'listening')
  return new UdpPeer(socket, { host, port })
}

/** A request for a flow; by default of 20 datagrams of 100 bytes at a rate that takes almost no time. */
export function flow(direction: string, fields: object = {}): object {
  const asked = { payload: 100, rate: 1e9, bytes: 2000, seconds: null, interval: 0.1 }
  return { request: 'udp', direction, ...asked, ...fields }
}

/** A request for probes over UDP. */
export function echoFlow(size: number): object {
  return { request: 'udp', direction: 'echo', payload: size, busyPoll: false }
}

/** Requests a flow and returns its door. */
export async function askFlow(client: NativePeer, request: object): Promise<Door> {
  await client.say(request)
  const { door } = await client.heard()
  if (door === undefined) throw new Error('There was no door.')
  return { port: door.port, token: Buffer.from(door.token, 'base64url') }
}

/** Sends a hello and returns the nonce of the challenge. */
export async function knock(peer: UdpPeer, { token }: Door): Promise<Buffer> {
  await peer.send(hello(token))
  const challenge = await peer.next()
  const head = datagram(KIND.challenge, token).toString('hex')
  if (challenge.length !== 20 || !challenge.toString('hex').startsWith(head)) {
    throw new Error(`The server answered ${challenge.toString('hex')}.`)
  }
  return challenge.subarray(4)
}

/** Requests a flow and starts it. */
export async function begun(
  client: NativePeer,
  host: string,
  request: object,
): Promise<{ readonly door: Door; readonly peer: UdpPeer }> {
  const door = await askFlow(client, request)
  const peer = await openPeer(host, door)
  const nonce = await knock(peer, door)
  await client.say({ start: nonce.toString('base64url') })
  const { go } = await client.heard()
  if (go !== true) throw new Error('The flow did not begin.')
  return { door, peer }
}

/** The datagram with a token that opens a flow. */
export function hello(token: Buffer): Buffer {
  return datagram(KIND.hello, token, token)
}

/** A payload datagram with a sequence number and a timestamp in ns. */
export function payload(token: Buffer, sequence: number, stamp: number, size = 100): Buffer {
  const bytes = datagram(KIND.payload, token, Buffer.alloc(size - 4, 0x5a))
  bytes.writeUInt32BE(sequence, 4)
  bytes.writeBigUInt64BE(BigInt(stamp), 8)
  return bytes
}

/** A probe with a sequence number. */
export function udpProbe(token: Buffer, sequence: number, size = 18): Buffer {
  const bytes = datagram(KIND.probe, token, Buffer.alloc(size - 4, 0x5a))
  bytes.writeUInt32BE(sequence, 4)
  return bytes
}

/** A datagram of a kind, for a flow. */
export function datagram(kind: number, token: Buffer, rest: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from([kind]), token.subarray(0, 3), rest])
}
