import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectSecurely } from 'node:tls'

/**
 * One end of a TCP connection, for peers written from the seed document. It reads only on demand, like a program that
 * blocks in `recv`.
 */
export class RawPeer implements AsyncDisposable {
  readonly #socket: Socket
  readonly #chunks: Buffer[] = []
  #over = false
  #wake: () => void = () => undefined

  constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.pause()
    socket.on('data', (chunk: Buffer) => {
      socket.pause()
      this.#chunks.push(chunk)
      this.#wake()
    })
    socket.on('end', () => this.#end())
    // A reset counts as an end: a peer is only asked what it received.
    socket.on('error', () => undefined)
    socket.on('close', () => this.#end())
  }

  /** Sends; resolves when the kernel has everything, or the connection is gone. */
  async send(bytes: string | Buffer): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#socket.write(bytes, 'latin1', () => resolve())
    })
  }

  /** Sends each piece as a separate segment. */
  async sendPieces(pieces: Iterable<string>): Promise<void> {
    for (const piece of pieces) {
      await this.send(piece)
      // Nothing reports when the other end has read a segment; this gives it the time.
      await new Promise((resolve) => {
        setTimeout(resolve, 10)
      })
    }
  }

  /** What one `recv(1024)` returns; empty when the other end has closed. */
  async receive(): Promise<string> {
    const chunk = await this.#next()
    if (chunk === null) return ''
    if (chunk.length > 1024) this.#chunks.unshift(chunk.subarray(1024))
    return chunk.toString('latin1', 0, 1024)
  }

  /** Exactly this number of bytes, from whatever segments. */
  async receiveBytes(count: number): Promise<Buffer> {
    const parts: Buffer[] = []
    let missing = count
    while (missing > 0) {
      const chunk = await this.#next()
      if (chunk === null)
        throw new Error(`The connection ended when ${missing} of ${count} bytes were missing.`)
      if (chunk.length > missing) this.#chunks.unshift(chunk.subarray(missing))
      parts.push(chunk.subarray(0, missing))
      missing -= Math.min(missing, chunk.length)
    }
    return Buffer.concat(parts)
  }

  /** Exactly this number of bytes as text. */
  async receiveText(count: number): Promise<string> {
    return (await this.receiveBytes(count)).toString('latin1')
  }

  /** Everything until the other end closes or resets the connection, as text. */
  async rest(): Promise<string> {
    const parts: Buffer[] = []
    for (;;) {
      const chunk = await this.#next()
      if (chunk === null) return Buffer.concat(parts).toString('latin1')
      parts.push(chunk)
    }
  }

  /** Resolves when the connection has ended; what arrived before can still be received. */
  async closed(): Promise<void> {
    if (this.#socket.closed) return
    this.#socket.resume()
    await new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve())
    })
  }

  /** Resolves when the connection has ended, without reading what arrives: a failed write shows it. */
  async closedUnread(): Promise<void> {
    if (this.#socket.closed) return
    await new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve())
    })
  }

  /** Whether the connection is gone. */
  get isOver(): boolean {
    return this.#over
  }

  /** Closes the sending half, and keeps reading. */
  halfClose(): void {
    this.#socket.end()
  }

  /** Closes at once, like a process that ends. */
  async close(): Promise<void> {
    await this.#gone(() => this.#socket.destroy())
  }

  /** Closes with a reset. */
  async reset(): Promise<void> {
    await this.#gone(() => resetOrDestroy(this.#socket))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #gone(leave: () => void): Promise<void> {
    const closed = this.closed()
    leave()
    await closed
  }

  async #next(): Promise<Buffer | null> {
    for (;;) {
      const chunk = this.#chunks.shift()
      if (chunk !== undefined) return chunk
      if (this.#over) return null
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        this.#socket.resume()
      })
    }
  }

  #end(): void {
    this.#over = true
    this.#wake()
  }
}

/** Closes with a reset. Node cannot reset a socket while it is being shut down, and would never emit 'close'. */
export function resetOrDestroy(socket: Socket): void {
  if (socket.writableEnded && !socket.writableFinished) socket.destroy()
  else socket.resetAndDestroy()
}

/** Connects to a server like a client written from the seed document. */
export async function connectRaw(address: {
  readonly host: string
  readonly port: number
  readonly localAddress?: string
}): Promise<RawPeer> {
  const socket = connect({ ...address, noDelay: true })
  await once(socket, 'connect')
  return new RawPeer(socket)
}

/** The same over TLS. Any certificate is accepted. */
export async function connectRawTls(address: {
  readonly host: string
  readonly port: number
}): Promise<RawPeer> {
  const socket = connectSecurely({ ...address, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  return new RawPeer(socket)
}

/** A raw client that is being served: it has been answered once. */
export async function connectServed(address: {
  readonly host: string
  readonly port: number
}): Promise<RawPeer> {
  const client = await connectRaw(address)
  await client.send('PING')
  const answer = await client.receive()
  if (answer !== 'PONG') throw new Error(`The server answered '${answer}' to PING.`)
  return client
}
