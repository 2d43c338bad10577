import type { Address } from '../../../src/server/listen.ts'
import { connectRaw } from '../../support/peers/raw-client.ts'
import type { RawPeer } from '../../support/peers/raw-client.ts'

/** Kinds of frames (RFC 6455, 5.2). */
export const OPCODE = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

/** How a frame differs from a whole, masked one. */
interface FrameHabits {
  /** Whether more frames of the message follow. */
  readonly part?: boolean
  readonly unmasked?: boolean
  readonly compressed?: boolean
  /** Bytes that the frame says it has, in 64 bits. Default: those that it has. */
  readonly claims?: number
  /** Default: 1, 2, 3, 4. */
  readonly mask?: readonly number[]
}

/** A frame of a client. */
export function frame(kind: keyof typeof OPCODE, text = '', habits: FrameHabits = {}): Buffer {
  const { part = false, unmasked = false, compressed = false, claims, mask: key = [1, 2, 3, 4] } = habits
  const masked = unmasked ? 0 : 0x80
  const length = Buffer.alloc(claims === undefined ? 1 : 9)
  length[0] = masked | (claims === undefined ? text.length : 127)
  if (claims !== undefined) length.writeUInt32BE(claims, 5)
  const mask = Buffer.from(unmasked ? [] : key)
  const payload = Buffer.from(text).map((byte, at) => byte ^ (mask[at % 4] ?? 0))
  const first = (part ? 0 : 0x80) | (compressed ? 0x40 : 0) | OPCODE[kind]
  return Buffer.concat([Buffer.from([first]), length, mask, payload])
}

/** A request for a WebSocket. */
export function upgrade(path = '/wyndrvr/ws', more = 'Sec-Wyndrvr: 1\r\n'): string {
  const own = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
  return `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${own}${more}\r\n`
}

/** A frame of a server. */
export interface ServerFrame {
  readonly opcode: number
  readonly payload: Buffer
}

/** One end of a WebSocket, which sends any bytes. */
export class WebSocketPeer implements AsyncDisposable {
  readonly raw: RawPeer
  /** The head of the answer to the upgrade. */
  readonly head: string

  constructor(raw: RawPeer, head: string) {
    this.raw = raw
    this.head = head
  }

  async send(...frames: readonly Buffer[]): Promise<void> {
    await this.raw.send(Buffer.concat(frames))
  }

  /** The next frame. */
  async frame(): Promise<ServerFrame> {
    const [first = 0, short = 0] = await this.raw.receiveBytes(2)
    const length = short === 126 ? (await this.raw.receiveBytes(2)).readUInt16BE(0) : short
    return { opcode: first & 15, payload: await this.raw.receiveBytes(length) }
  }

  /** The payload of the next frame as text. */
  async text(): Promise<string> {
    return (await this.frame()).payload.toString()
  }

  /** The status with which the other end closes, after which it sends nothing. */
  async closed(): Promise<number> {
    const { opcode, payload } = await this.frame()
    if (opcode !== OPCODE.close) throw new Error(`The server sent a frame of kind ${opcode} before its end.`)
    const rest = await this.raw.rest()
    if (rest !== '') throw new Error(`The server sent ${JSON.stringify(rest)} after its end.`)
    return payload.readUInt16BE(0)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.raw.close()
  }
}

/** Opens a WebSocket, and sends the request in these pieces. */
export async function openWebSocketPeer(
  address: Address,
  pieces: readonly string[] = [upgrade()],
): Promise<WebSocketPeer> {
  const raw = await connectRaw(address)
  await raw.sendPieces(pieces)
  let head = ''
  while (!head.endsWith('\r\n\r\n')) head += await raw.receiveText(1)
  if (!head.startsWith('HTTP/1.1 101 ')) throw new Error(`The server answered ${JSON.stringify(head)}.`)
  return new WebSocketPeer(raw, head)
}
