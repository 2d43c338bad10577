import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'

/**
 * One end of a TCP connection, for peers written from the seed document: it sends what it is told to, and reads
 * only when it is asked to, as a program does that blocks in `recv`.
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
    // A reset is an end like any other for a peer that is asked only what it received.
    socket.on('error', () => undefined)
    socket.on('close', () => this.#end())
  }

  /** Sends; resolves when the kernel has it all, or the connection is gone. */
  async send(bytes: string | Buffer): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#socket.write(bytes, 'latin1', () => resolve())
    })
  }

  /** Sends in so many pieces as there are, each a segment of its own. */
  async sendPieces(pieces: Iterable<string>): Promise<void> {
    for (const piece of pieces) {
      await this.send(piece)
      // Nothing tells when the other end has read a segment; it has had the chance then.
      await new Promise((resolve) => {
        setTimeout(resolve, 10)
      })
    }
  }

  /** What one `recv(1024)` gives; empty when the other end has closed. */
  async receive(): Promise<string> {
    const chunk = await this.#next()
    if (chunk === null) return ''
    if (chunk.length > 1024) this.#chunks.unshift(chunk.subarray(1024))
    return chunk.toString('latin1', 0, 1024)
  }

  /** Exactly so many bytes, however they come. */
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

  /** So many bytes as text, however they come. */
  async receiveText(count: number): Promise<string> {
    return (await this.receiveBytes(count)).toString('latin1')
  }

  /** Everything that still comes until the other end closes or resets the connection, as text. */
  async rest(): Promise<string> {
    const parts: Buffer[] = []
    for (;;) {
      const chunk = await this.#next()
      if (chunk === null) return Buffer.concat(parts).toString('latin1')
      parts.push(chunk)
    }
  }

  /** The end of a connection on which nothing else comes any more; what has come stays to be received. */
  async closed(): Promise<void> {
    if (this.#socket.closed) return
    this.#socket.resume()
    await new Promise<void>((resolve) => {
      this.#socket.once('close', () => resolve())
    })
  }

  /** Says that nothing more will be sent, and goes on reading. */
  halfClose(): void {
    this.#socket.end()
  }

  /** Closes at once, as a process that ends does. */
  async close(): Promise<void> {
    await this.#gone(() => this.#socket.destroy())
  }

  /** Closes with a reset. */
  async reset(): Promise<void> {
    await this.#gone(() => this.#socket.resetAndDestroy())
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

/** Connects to a server as a client written from the seed document does. */
export async function connectRaw(address: {
  readonly host: string
  readonly port: number
}): Promise<RawPeer> {
  const socket = connect({ ...address, noDelay: true })
  await once(socket, 'connect')
  return new RawPeer(socket)
}

/** A raw client that has been answered once: it is being served. */
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
