import { Socket } from 'node:net'

import type { WebSocket } from 'ws'

import type { Receiver } from './adopt.ts'
import type { SocketDuplex } from './socket-duplex.ts'

/** Most bytes of a message that is received. Its receiver keeps it until it is complete. */
const MOST_MESSAGE = 64 * 1024

/**
 * Most bytes of a message that is sent. The receiver copies a message that it has not got in one read, and a read has up to 64 KiB: of
 * messages of that size each would be copied, of these one in four.
 */
const MESSAGE = 16 * 1024

/** Most parts of a message, also empty ones, and most reads in which its bytes may arrive. */
const MOST_PARTS = 4096

/** How both ends receive messages. The library ends a connection with more than 60 pings that it could not answer yet. */
export const MESSAGE_OPTIONS = {
  perMessageDeflate: false,
  maxPayload: MOST_MESSAGE,
  maxFragments: MOST_PARTS,
  maxBufferedChunks: MOST_PARTS,
  skipUTF8Validation: true,
} as const

/** The status with which a WebSocket ends whose other end sends text (RFC 6455, 7.4.1). */
const UNSUPPORTED = 1003

/** What messages go on. */
export interface MessageCarrier {
  /** The connection. It closes with the messages, and the other way round. */
  readonly transport: Socket
  /** The connection as the library reads and writes it. */
  readonly stream: SocketDuplex
}

type Done = (error?: Error | null) => void

interface Chunk {
  readonly chunk: Buffer | string
  readonly encoding: BufferEncoding
}

/**
 * The bytes in the binary messages of a WebSocket, as a socket. Where a message ends has no meaning. Received bytes do not go
 * through the stream, which would keep and copy them, but to a function.
 */
export class MessageSocket extends Socket {
  readonly #messages: WebSocket
  readonly #carrier: MessageCarrier

  /** @param receive takes the bytes of each message */
  constructor(messages: WebSocket, carrier: MessageCarrier, receive: Receiver) {
    super({ allowHalfOpen: true })
    const { transport } = carrier
    this.#messages = messages
    this.#carrier = carrier
    for (const name of ENDS) Object.defineProperty(this, name, { get: () => transport[name] })
    messages.on('message', (data, isBinary) => {
      if (isBinary && Buffer.isBuffer(data)) return receive(data.length, data)
      messages.close(UNSUPPORTED)
      this.destroy(new Error('the other end sent text over WebSocket'))
    })
    messages.on('error', (error) => this.destroy(error))
    messages.on('close', () => this.destroy())
    transport.on('error', (error) => this.destroy(error))
    transport.on('close', () => this.destroy())
  }

  override pause(): this {
    this.#messages.pause()
    return this
  }

  override resume(): this {
    this.#messages.resume()
    return this
  }

  override _write(chunk: Buffer | string, encoding: BufferEncoding, done: Done): void {
    this.#send(bytesOf({ chunk, encoding }), done)
  }

  override _writev(chunks: Chunk[], done: Done): void {
    this.#send(Buffer.concat(chunks.map(bytesOf)), done)
  }

  override _final(done: Done): void {
    this.#messages.close()
    done()
  }

  override _destroy(error: Error | null, done: Done): void {
    // What was written before the end still goes out, also the reason why the other end's messages were refused.
    if (this.writableFinished || error !== null) this.#carrier.transport.destroySoon()
    else this.#carrier.transport.destroy()
    // oxlint-disable-next-line no-underscore-dangle
    super._destroy(error, done)
  }

  #send(bytes: Buffer, done: Done): void {
    let isDone = false
    const finish: Done = (error) => {
      if (isDone) return
      isDone = true
      done(error)
    }
    for (let at = 0; at < bytes.length; at += MESSAGE) {
      const end = at + MESSAGE
      this.#messages.send(bytes.subarray(at, end), BINARY, end < bytes.length ? undefined : finish)
    }
    // The kernel has everything. The library says so later, and the buffer of the bytes could not be used again until then.
    const { transport, stream } = this.#carrier
    if (stream.writableLength === 0 && transport.writableLength === 0) finish()
  }
}

const BINARY = { binary: true, compress: false } as const

/** What the connection knows of its ends and of its bytes. */
const ENDS = [
  'remoteAddress',
  'remotePort',
  'remoteFamily',
  'localAddress',
  'localPort',
  'bytesRead',
  'bytesWritten',
] as const

function bytesOf({ chunk, encoding }: Chunk): Buffer {
  return typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk
}
