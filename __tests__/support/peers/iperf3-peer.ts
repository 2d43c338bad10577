import { randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import type { Socket as UdpSocket } from 'node:dgram'
import { once } from 'node:events'

import { connectRaw } from './raw-client.ts'
import type { RawPeer } from './raw-client.ts'

/** Where a server listens. */
interface Address {
  readonly host: string
  readonly port: number
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz234567'

/** A cookie as iperf3 makes it, without its zero. */
export function newCookie(): string {
  return Array.from(randomBytes(36), (byte) => LETTERS[byte % 32]).join('')
}

/** The results of a stream as iperf3 since 3.14 sends them. */
export function streamResults(id: number, fields: object = {}): object {
  const omitted = { omitted_errors: 0, omitted_packets: 0 }
  const counts = { bytes: 0, retransmits: -1, jitter: 0, errors: 0, ...omitted, packets: 0 }
  return { id, ...counts, start_time: 0, end_time: 1, ...fields }
}

/** What a server tells about a test. */
export interface ServerResults {
  readonly sender_has_retransmits: number
  readonly cpu_util_total: number
  readonly congestion_used?: string
  readonly server_output_text?: string
  readonly streams: readonly {
    readonly id: number
    readonly bytes: number
    readonly retransmits: number
    readonly jitter: number
    readonly errors: number
    readonly omitted_errors: number
    readonly packets: number
    readonly omitted_packets: number
    readonly start_time: number
    readonly end_time: number
  }[]
}

/** The control connection of an iperf3 client, written from what iperf3 sends. */
export class Iperf3Peer implements AsyncDisposable {
  readonly raw: RawPeer
  readonly cookie: string
  readonly #address: Address

  constructor(raw: RawPeer, cookie: string, address: Address) {
    this.raw = raw
    this.cookie = cookie
    this.#address = address
  }

  /** Waits for states, byte by byte: several may share a segment. */
  async expect(...states: readonly number[]): Promise<void> {
    for (const state of states) {
      const [heard] = await this.raw.receiveBytes(1)
      if (heard !== state) throw new Error(`The server sent state ${heard} where ${state} was expected.`)
    }
  }

  /** The number of the error that the server sends, after which it closes. */
  async failure(): Promise<number> {
    await this.expect(0xfe)
    const error = (await this.raw.receiveBytes(8)).readInt32BE()
    const more = await this.raw.rest()
    if (more !== '') throw new Error(`After its error the server sent ${more.length} bytes.`)
    return error
  }

  async say(state: number): Promise<void> {
    await this.raw.send(Buffer.of(state))
  }

  /** Sends JSON behind its length, or text that may not be JSON. */
  async send(value: unknown): Promise<void> {
    const json = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))
    const length = Buffer.alloc(4)
    length.writeUInt32BE(json.length)
    await this.raw.send(Buffer.concat([length, json]))
  }

  /** Sends parameters when the server asks for them. */
  async ask(parameters: unknown): Promise<void> {
    await this.expect(9)
    await this.send(parameters)
  }

  /** Opens a TCP stream. */
  async open(): Promise<RawPeer> {
    return openWithCookie(this.#address, this.cookie)
  }

  /** Ends the test: exchanges results with the server, and says goodbye. */
  async end(streams: readonly object[], more: object = {}): Promise<ServerResults> {
    await this.say(4)
    await this.expect(13)
    const cpu = { cpu_util_total: 1, cpu_util_user: 1, cpu_util_system: 0 }
    await this.send({ ...cpu, sender_has_retransmits: -1, ...more, streams })
    const length = (await this.raw.receiveBytes(4)).readUInt32BE()
    const results: ServerResults = JSON.parse((await this.raw.receiveBytes(length)).toString('utf8'))
    await this.expect(14)
    await this.say(16)
    return results
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.raw.close()
  }
}

/** Opens a session. */
export async function connectIperf3(address: Address, cookie: string = newCookie()): Promise<Iperf3Peer> {
  return new Iperf3Peer(await openWithCookie(address, cookie), cookie, address)
}

/** Runs a test over one TCP stream from client to server, and throws unless the server counts all of it. */
export async function iperf3IsServed(address: Address): Promise<void> {
  const bytes = 100_000
  await using client = await connectIperf3(address)
  await client.ask({ tcp: true, omit: 0, time: 0, num: bytes, parallel: 1, len: 131_072 })
  await client.expect(10)
  await using stream = await client.open()
  await client.expect(1, 2)
  await stream.send(Buffer.alloc(bytes))
  const { streams } = await client.end([streamResults(1, { bytes })])
  if (streams[0]?.bytes !== bytes) throw new Error(`The server counted ${streams[0]?.bytes} bytes.`)
}

/** The end of a UDP stream. */
export interface UdpEnd extends AsyncDisposable {
  readonly socket: UdpSocket
  readonly send: (bytes: Buffer) => Promise<void>
  /** The next datagram. */
  readonly receive: () => Promise<Buffer>
}

/**
 * Opens the socket of a UDP stream, without a word.
 * @param from its own address
 */
export async function openUdpEnd({ host, port }: Address, from = '127.0.0.1'): Promise<UdpEnd> {
  const socket = createSocket('udp4').bind(0, from)
  await once(socket, 'listening')
  const heard: Buffer[] = []
  socket.on('message', (bytes) => heard.push(bytes))
  socket.connect(port, host)
  await once(socket, 'connect')
  return {
    socket,
    send: async (bytes) => {
      await new Promise<void>((resolve, reject) => {
        socket.send(bytes, (error) => (error ? reject(error) : resolve()))
      })
    },
    receive: async () => {
      while (heard.length === 0) await once(socket, 'message')
      return heard.shift() ?? Buffer.alloc(0)
    },
    [Symbol.asyncDispose]: async () => {
      const closed = once(socket, 'close')
      socket.close()
      await closed
    },
  }
}

/** The first datagrams of iperf3 since 3.12 and before, and the replies to them. */
export const HELLO = { hello: Buffer.from('9876'), reply: Buffer.from('6789') } as const
export const OLD_HELLO = {
  hello: Buffer.from('15cd5b07', 'hex'),
  reply: Buffer.from('b168de3a', 'hex'),
} as const

/** A payload datagram. */
export function payload(sequence: number, size: number, wide = false): Buffer {
  const bytes = Buffer.alloc(size)
  const now = process.hrtime.bigint() / 1000n
  bytes.writeUInt32BE(Number(now / 1_000_000n), 0)
  bytes.writeUInt32BE(Number(now % 1_000_000n), 4)
  if (wide) bytes.writeBigUInt64BE(BigInt(sequence), 8)
  else bytes.writeUInt32BE(sequence, 8)
  return bytes
}

async function openWithCookie(address: Address, cookie: string): Promise<RawPeer> {
  const raw = await connectRaw(address)
  await raw.send(Buffer.from(`${cookie}\0`, 'latin1'))
  return raw
}
