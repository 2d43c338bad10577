import type { Socket } from 'node:net'

import { asError, messageOf, systemCodeOf, WyndrvrError } from '../../errors.ts'
import { http } from '../../host/builtins.ts'
import { nanoseconds } from '../../host/clock.ts'
import { SocketDuplex } from '../../transfer/socket-duplex.ts'
import type { Channel, ChannelOptions } from './channel.ts'
import { replyOf } from './http-answer.ts'
import { HttpLink } from './http-link.ts'
import type { HttpClientProof } from './http-proof.ts'
import type { HttpQuestion, HttpRequest, PayloadTaker } from './http-request.ts'
import { getText } from './http-text.ts'
import type { HttpTarget } from './http-target.ts'
import { OneConnection } from './one-connection.ts'
import { openChannel } from './open-channel.ts'
import { PayloadAnswer } from './payload-answer.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'

/**
 * Opens a connection for requests over HTTP/1.1. Node's HTTP writes and reads them; the connection itself is opened as in all
 * dialects, so that TLS, proxies and options of sockets are the same.
 * @throws {WyndrvrError} as {@link openChannel}
 */
export async function openHttp1Link(
  options: ChannelOptions,
  target: HttpTarget,
  proof: HttpClientProof,
): Promise<HttpLink> {
  const channel = await openChannel(options)
  return new Promise<HttpLink>((resolve, reject) => {
    let lose: (error: Error) => void = reject
    const over = channel.run<never>(({ socket }) => {
      const link = new Http1Link(channel, socket, target, proof)
      lose = (error) => link.lose(error)
      resolve(link)
      return (length, buffer) => link.receive(length, buffer)
    })
    over.catch((error: unknown) => lose(asError(error)))
  })
}

/** A connection with one request at a time. */
class Http1Link extends HttpLink {
  readonly mostRequests = 1
  arrivedAt = 0
  readonly #stream: SocketDuplex
  readonly #agent: OneConnection
  /** The answer with payload that is arriving. */
  #payload: PayloadAnswer | null = null
  /** Whether an answer with payload was the last: until the next request, nothing may arrive. */
  #isQuiet = false

  constructor(channel: Channel, socket: Socket, target: HttpTarget, proof: HttpClientProof) {
    super(channel, socket, target, proof)
    this.#stream = new SocketDuplex(socket)
    this.#agent = new OneConnection(this.#stream)
    socket.on('drain', () => this.#stream.drained())
    socket.once('end', () => this.#ended())
  }

  get isOpen(): boolean {
    return this.lost === null && this.#stream.writable
  }

  get sentAt(): number {
    return this.#stream.writtenAt
  }

  request(question: HttpQuestion): HttpRequest {
    if (this.lost !== null) throw this.lost
    this.#isQuiet = false
    const { method, length } = question
    const asked = http.request({
      agent: this.#agent,
      method,
      path: this.pathOf(question),
      headers: {
        ...this.headersOf(question),
        ...(length === null && { 'Transfer-Encoding': 'chunked' }),
        ...(typeof length === 'number' && { 'Content-Length': length }),
      },
    })
    return {
      body: asked,
      sent: (then) => void asked.once('socket', then),
      heard: (take, fail) => {
        asked.on('error', fail)
        asked.once('response', (answer) => {
          answer.on('error', fail)
          take(replyOf(answer))
        })
      },
      stop: () => this.#stop(),
    }
  }

  override payload(question: HttpQuestion, taker: PayloadTaker): () => void {
    if (this.lost !== null) throw this.lost
    this.#isQuiet = false
    this.#payload = new PayloadAnswer(this.name, taker)
    this.socket.resume()
    this.socket.write(getText(this.pathOf(question), this.headersOf(question)), 'latin1')
    return () => this.#stop()
  }

  async settled(): Promise<void> {
    // A stopped answer has ended the connection.
  }

  isUnserved(): boolean {
    return false
  }

  reason(error: unknown): WyndrvrError {
    const known = error instanceof WyndrvrError ? error : (this.lost ?? error)
    if (known instanceof WyndrvrError) return known
    const code = systemCodeOf(known) ?? ''
    const [kind, what] = code.startsWith('HPE_')
      ? (['ERR_WYNDRVR_PROTOCOL', `${this.name} sent what is not HTTP/1.1`] as const)
      : (['ERR_WYNDRVR_LOST', `The connection to ${this.name} ended before the answer was complete`] as const)
    return new WyndrvrError(kind, `${what}: ${messageOf(known)}.`, { cause: known })
  }

  /** Takes bytes that arrived. */
  receive(length: number, buffer: Buffer): void {
    this.arrivedAt = nanoseconds()
    if (this.#isQuiet) throw unexpectedAnswer(this.name, buffer.toString('latin1', 0, length), 'nothing')
    if (this.#payload === null) this.#stream.arrived(length, buffer)
    else if (this.#payload.read(length, buffer)) this.#finish(this.#payload)
  }

  /** The connection is gone. */
  lose(error: Error): void {
    this.lost ??= error
    this.#stream.destroy(error)
    const payload = this.#payload
    this.#payload = null
    payload?.fail(this.lost)
  }

  /** The other end sends no more. */
  #ended(): void {
    if (this.#payload?.end() === true) this.#finish(this.#payload)
    else this.#stream.push(null)
  }

  #finish(payload: PayloadAnswer): void {
    this.#payload = null
    this.#isQuiet = true
    if (payload.closes) this.#stream.destroy()
    payload.tellEnd()
  }

  #stop(): void {
    const sentence = `The transfer with ${this.name} is over.`
    this.destroy(new WyndrvrError('ERR_WYNDRVR_ABORTED', sentence))
  }
}
