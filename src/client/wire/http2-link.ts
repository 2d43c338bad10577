import type { ClientHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'

import { asError, messageOf, systemCodeOf, WyndrvrError } from '../../errors.ts'
import { loadHttp2, loadTls } from '../../host/builtins.ts'
import { nanoseconds } from '../../host/clock.ts'
import type { Channel, ChannelOptions } from './channel.ts'
import { HttpLink } from './http-link.ts'
import type { HttpClientProof } from './http-proof.ts'
import type { HttpQuestion, HttpRequest } from './http-request.ts'
import type { HttpTarget } from './http-target.ts'
import { beginHttp2, codeOf, hear, http2Heads, nameOf } from './http2-session.ts'
import { openChannel } from './open-channel.ts'
import { noHttp2 } from './secure-socket.ts'

/**
 * Opens a connection for requests over HTTP/2: with TLS by ALPN, else with prior knowledge. Node's HTTP/2 writes and reads it.
 * @throws {WyndrvrError} as {@link openChannel}; `ERR_WYNDRVR_PROTOCOL` if the other end has no HTTP/2 over TLS
 */
export async function openHttp2Link(
  options: ChannelOptions,
  target: HttpTarget,
  proof: HttpClientProof,
): Promise<HttpLink> {
  const channel = await openChannel({ ...options, speaksFirst: true })
  return new Promise<HttpLink>((resolve, reject) => {
    let lose: (error: Error) => void = reject
    const over = channel.run<never>(({ socket, fail }) => {
      if (socket instanceof loadTls().TLSSocket && socket.alpnProtocol !== 'h2') fail(noHttp2(channel.name))
      else {
        const link = new Http2Link(channel, socket, target, proof)
        lose = (error) => link.lose(error)
        resolve(link)
      }
      // Node's HTTP/2 reads the connection itself.
      return () => undefined
    })
    over.catch((error: unknown) => lose(asError(error)))
  })
}

/** A connection with several requests at a time, each a stream. */
class Http2Link extends HttpLink {
  readonly #session: ClientHttp2Session
  readonly #headOf: ReturnType<typeof http2Heads>
  /** Whether what the server sent before it heard of a stop may still arrive. */
  #isStopped = false
  /** The code of the first GOAWAY. */
  #goaway: number | null = null

  constructor(channel: Channel, socket: Socket, target: HttpTarget, proof: HttpClientProof) {
    super(channel, socket, target, proof)
    this.#session = beginHttp2(socket, target)
    this.#headOf = http2Heads(target)
    this.#session.on('goaway', (code) => {
      this.#goaway ??= code
    })
    this.#session.on('error', (error) => this.destroy(this.reason(error)))
  }

  get isOpen(): boolean {
    return this.lost === null && !this.#session.closed && !this.#session.destroyed
  }

  get mostRequests(): number {
    return this.#session.remoteSettings.maxConcurrentStreams ?? Number.POSITIVE_INFINITY
  }

  get arrivedAt(): number {
    return nanoseconds()
  }

  /** Node's HTTP/2 writes to the socket itself. */
  get sentAt(): null {
    return null
  }

  request(question: HttpQuestion): HttpRequest {
    if (this.lost !== null) throw this.lost
    const { method, length } = question
    const head = this.#headOf(method, this.pathOf(question), {
      ...this.headersOf(question),
      ...(typeof length === 'number' && { 'Content-Length': String(length) }),
    })
    const stream = this.#session.request(head, { endStream: method === 'GET' })
    return {
      body: stream,
      sent: (then) => {
        if (stream.pending) stream.once('ready', then)
        else then()
      },
      heard: (take, fail) => hear(stream, take, fail),
      stop: () => {
        this.#isStopped = true
        stream.close(loadHttp2().constants.NGHTTP2_CANCEL)
      },
    }
  }

  async settled(): Promise<void> {
    if (!this.#isStopped || !this.isOpen) return
    this.#isStopped = false
    // Its answer comes after all that was on its way.
    await this.within(
      async () =>
        new Promise<void>((resolve, reject) => {
          this.#session.ping((error) => (error === null ? resolve() : reject(error)))
        }),
    )
  }

  isUnserved(error: unknown): boolean {
    return !this.isOpen && codeOf(error) === 'REFUSED_STREAM'
  }

  reason(error: unknown): WyndrvrError {
    if (error instanceof WyndrvrError) return error
    const code = systemCodeOf(error)
    const fail = (kind: 'LOST' | 'PROTOCOL', sentence: string): WyndrvrError =>
      new WyndrvrError(`ERR_WYNDRVR_${kind}`, sentence, { cause: error })
    const where = `${this.name}, or something before it,`
    if (code === 'ERR_HTTP2_ERROR')
      return fail(
        'PROTOCOL',
        `${this.name} sent what is not HTTP/2: ${messageOf(error)}. To measure over HTTP/1.1, give --http-version 1.1.`,
      )
    if (this.#goaway !== null && this.#goaway !== loadHttp2().constants.NGHTTP2_NO_ERROR)
      return fail('LOST', `${where} ended the connection with GOAWAY (${nameOf(this.#goaway)}).`)
    // This end resets its streams when it ends the connection.
    if (this.lost instanceof WyndrvrError) return this.lost
    if (code === 'ERR_HTTP2_STREAM_ERROR')
      return fail('LOST', `${where} ended the request with RST_STREAM (${codeOf(error)}).`)
    if (code === 'ECONNRESET')
      return fail(
        'LOST',
        `The connection to ${this.name} was reset by the server or by something on the path to it.`,
      )
    return fail(
      'LOST',
      `The connection to ${this.name} ended before the answer was complete: ${messageOf(error)}.`,
    )
  }

  /** The connection is gone. */
  lose(error: Error): void {
    this.lost ??= error
    this.#session.destroy()
  }
}
