import { Duplex } from 'node:stream'
import type { Socket } from 'node:net'

import { nanoseconds } from '../host/clock.ts'
import type { Receiver } from './adopt.ts'

type Done = (error?: Error | null) => void

/** A socket as the stream that Node's HTTP expects. Its bytes arrive in a reused buffer, so each read is copied. */
export class SocketDuplex extends Duplex {
  readonly #socket: Socket
  /** When (ns) the last bytes were handed to the socket. */
  writtenAt = 0
  #written: Done | null = null
  #paused = false
  #first: Receiver | null = null

  /** @param readableHighWaterMark most bytes that wait for a reader before the socket pauses, also those of a message's body */
  constructor(socket: Socket, readableHighWaterMark?: number) {
    super({ allowHalfOpen: true, readableHighWaterMark })
    this.#socket = socket
    // The peer reset the connection, or sent what is not HTTP and was told so. Both end it.
    this.on('error', () => undefined)
  }

  /** Takes bytes that arrived. */
  arrived(length: number, buffer: Buffer): void {
    if (this.#first === null) this.pass(length, buffer)
    else this.#first(length, buffer)
  }

  /** Has bytes that arrive from now on given to a function, which {@link pass passes on} those that it does not take. */
  intercept(first: Receiver): void {
    this.#first = first
  }

  /** Gives bytes to the reader of this stream. The socket pauses if nobody reads them. */
  pass(length: number, buffer: Buffer): void {
    if (this.push(Buffer.from(buffer.subarray(0, length)))) return
    this.#paused = true
    this.#socket.pause()
  }

  /** Everything that was written has gone out. */
  drained(): void {
    const written = this.#written
    this.#written = null
    written?.()
  }

  /** Node's agent calls it for each request on a connection that was kept. */
  ref(): this {
    return this
  }

  override _read(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#socket.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.writtenAt = nanoseconds()
    if (this.#socket.write(chunk)) done()
    else this.#written = done
  }

  /** Node writes the parts of a message one by one. Sent together, they need one call of the kernel, and fewer packets. */
  override _writev(chunks: readonly { readonly chunk: Buffer }[], done: Done): void {
    let took = true
    this.writtenAt = nanoseconds()
    this.#socket.cork()
    for (const { chunk } of chunks) took = this.#socket.write(chunk)
    this.#socket.uncork()
    if (took) done()
    else this.#written = done
  }

  /** The socket closes when the client has. Closing before would reset the connection, and with it the answer. */
  override _final(done: Done): void {
    this.#socket.end()
    done()
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#socket.destroySoon()
    done(error)
  }
}
