import { Socket } from 'node:net'

import type { WebSocket } from 'ws'

import type { Receiver } from './adopt.ts'
import { FrameReader } from './frame-reader.ts'
import { MaskedFrames, MESSAGE } from './masked-frames.ts'
import type { SocketDuplex } from './socket-duplex.ts'

/** Most bytes of a message that the library receives, which keeps it until it is complete. */
const MOST_MESSAGE = 64 * 1024

/** Most parts of such a message, also empty ones, and most reads in which its bytes may arrive. */
const MOST_PARTS = 4096

/** How the library receives messages at both ends. It ends a connection with more than 60 pings that it could not answer yet. */
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
 * through the stream, which would keep and copy them, but to a function. {@link FrameReader} and {@link MaskedFrames} do what is
 * done for each byte of a transfer, and the library everything else.
 */
export class MessageSocket extends Socket {
  readonly #messages: WebSocket
  readonly #carrier: MessageCarrier
  /** `null` at the server, which masks nothing. */
  readonly #frames: MaskedFrames | null

  /**
   * @param end which end this is
   * @param messages that has just opened
   * @param receive takes bytes of messages as they arrive, in a buffer that is reused
   */
  constructor(end: 'client' | 'server', messages: WebSocket, carrier: MessageCarrier, receive: Receiver) {
    super({ allowHalfOpen: true })
    const { transport, stream } = carrier
    this.#messages = messages
    this.#carrier = carrier
    this.#frames = end === 'client' ? new MaskedFrames() : null
    // The library already has the beginning of what an end sends that does not wait for the answer to the upgrade.
    if (stream.readableLength === 0) {
      const others: Receiver = (length, buffer) => stream.pass(length, buffer)
      const reader = new FrameReader(end === 'server', { payload: receive, others })
      stream.intercept((length, buffer) => reader.receive(length, buffer))
    }
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
    this.#carrier.transport.pause()
    return this
  }

  override resume(): this {
    this.#messages.resume()
    this.#carrier.transport.resume()
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
    const { transport } = this.#carrier
    const frames = this.#frames
    let at = 0
    const next: Done = (error) => {
      if (error || at === bytes.length) return done(error)
      // An end that has closed sends nothing more. The library says so.
      if (frames === null || this.#messages.readyState !== this.#messages.OPEN)
        return this.#sendByLibrary(bytes.subarray(at), done)
      at = frames.fill(bytes, at)
      const taken = once(next)
      transport.write(frames.bytes, taken)
      if (transport.writableLength === 0) taken()
    }
    next()
  }

  #sendByLibrary(bytes: Buffer, done: Done): void {
    const finish = once(done)
    for (let at = 0; at < bytes.length; at += MESSAGE) {
      const end = at + MESSAGE
      this.#messages.send(bytes.subarray(at, end), BINARY, end < bytes.length ? undefined : finish)
    }
    // The kernel has everything. The library says so later, and the buffer of the bytes could not be used again until then.
    const { transport, stream } = this.#carrier
    if (stream.writableLength === 0 && transport.writableLength === 0) finish()
  }
}

function once(done: Done): Done {
  let isDone = false
  return (error) => {
    if (isDone) return
    isDone = true
    done(error)
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
