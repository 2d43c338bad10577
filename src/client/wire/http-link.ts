import { Agent, request as newRequest } from 'node:http'
import type { ClientRequest, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

import { asError, messageOf, systemCodeOf, WyndrvrError } from '../../errors.ts'
import { nanoseconds } from '../../host/clock.ts'
import { clearTimeout, setImmediate, setTimeout } from '../../host/timers.ts'
import { HTTP_PATHS, REQUEST_MARK } from '../../protocol/http.ts'
import { limitText } from '../../text/time.ts'
import { SocketDuplex } from '../../transfer/socket-duplex.ts'
import type { Channel, ChannelOptions } from './channel.ts'
import { answerError, bodyOf, headerOf, isGood, isOwn } from './http-answer.ts'
import type { HttpClientProof } from './http-proof.ts'
import type { HttpTarget } from './http-target.ts'
import { openChannel } from './open-channel.ts'

/** What a server answers to requests. */
export type HttpPath = keyof typeof HTTP_PATHS

/** A request of one of the server's paths. */
export interface HttpQuestion {
  readonly method: 'GET' | 'POST'
  readonly path: HttpPath
  readonly query?: string
  readonly headers?: OutgoingHttpHeaders
}

/** An answer to a request, read to its end. */
export interface HttpAnswer {
  readonly answer: IncomingMessage
  readonly body: Buffer
}

/**
 * Opens a connection for requests. Node's HTTP writes and reads them; the connection itself is opened as in all dialects, so
 * that TLS, proxies and options of sockets are the same.
 * @throws {WyndrvrError} as {@link openChannel}
 */
export async function openHttpLink(
  options: ChannelOptions,
  target: HttpTarget,
  proof: HttpClientProof,
): Promise<HttpLink> {
  const channel = await openChannel(options)
  return new Promise<HttpLink>((resolve, reject) => {
    let lose: (error: Error) => void = reject
    const over = channel.run<never>(({ socket }) => {
      const link = new HttpLink(channel, socket, target, proof)
      lose = (error) => link.lose(error)
      resolve(link)
      return (length, buffer) => link.receive(length, buffer)
    })
    over.catch((error: unknown) => lose(asError(error)))
  })
}

/** One connection to a server, or to a proxy before it, with one request at a time. */
export class HttpLink {
  readonly socket: Socket
  /** When (ns) the last bytes arrived. */
  arrivedAt = 0
  readonly #channel: Channel
  readonly #stream: SocketDuplex
  readonly #agent: OneConnection
  readonly #target: HttpTarget
  readonly #proof: HttpClientProof
  #lost: Error | null = null

  /** @internal use {@link openHttpLink} */
  constructor(channel: Channel, socket: Socket, target: HttpTarget, proof: HttpClientProof) {
    this.socket = socket
    this.#channel = channel
    this.#target = target
    this.#proof = proof
    this.#stream = new SocketDuplex(socket)
    this.#agent = new OneConnection(this.#stream)
    socket.on('drain', () => this.#stream.drained())
    socket.once('end', () => this.#stream.push(null))
  }

  /** The server as messages call it: `host:port`. */
  get name(): string {
    return this.#channel.name
  }

  /** The numeric address at which the server, or what is before it, was reached. */
  get address(): string {
    return this.#channel.address
  }

  /** How it is secured; `null` without TLS. */
  get secured(): Channel['secured'] {
    return this.#channel.secured
  }

  /** Whether another request can be sent. */
  get isOpen(): boolean {
    return this.#lost === null && this.#stream.writable
  }

  /** Begins a request. Its body, if any, is written to what is returned, which has to be ended. */
  request({ method, path, query = '', headers = {} }: HttpQuestion): ClientRequest {
    if (this.#lost !== null) throw this.#lost
    return newRequest({
      agent: this.#agent,
      method,
      path: `${this.#target.base}${HTTP_PATHS[path]}${query === '' ? '' : `?${query}`}`,
      headers: {
        ...this.#target.headers,
        [REQUEST_MARK]: '1',
        'Accept-Encoding': 'identity',
        ...this.#proof.headers,
        ...headers,
      },
    })
  }

  /**
   * One exchange before any measurement: it shows that a wyndrvr server answers, proves the token if the server asks for that, and
   * keeps the connection's first, slower exchange out of the figures.
   * @throws {WyndrvrError} `ERR_WYNDRVR_PROTOCOL` if something else answers, `ERR_WYNDRVR_REFUSED`, or `ERR_WYNDRVR_BUSY`
   */
  async greet(): Promise<void> {
    for (;;) {
      const { answer, body } = await this.#exchange({ method: 'GET', path: 'echo' })
      if (isGood(answer)) return this.#proof.check(this.name, headerOf(answer, 'authentication-info'))
      const mayProve = answer.statusCode === 401 && isOwn(answer)
      if (!mayProve || !this.#proof.take(headerOf(answer, 'www-authenticate')))
        throw answerError(this.name, answer, body)
    }
  }

  /** Proves the token again if the server may soon not accept the proof any more. */
  async renew(): Promise<void> {
    if (!this.#proof.isOld) return
    this.#proof.renew()
    await this.greet()
  }

  /** Whether {@link renew} has something to do. */
  get isOld(): boolean {
    return this.#proof.isOld
  }

  /** Why a request failed. */
  reason(error: unknown): WyndrvrError {
    const known = error instanceof WyndrvrError ? error : (this.#lost ?? error)
    if (known instanceof WyndrvrError) return known
    const code = systemCodeOf(known) ?? ''
    const [kind, what] = code.startsWith('HPE_')
      ? (['ERR_WYNDRVR_PROTOCOL', `${this.name} sent what is not HTTP/1.1`] as const)
      : (['ERR_WYNDRVR_LOST', `The connection to ${this.name} ended before the answer was complete`] as const)
    return new WyndrvrError(kind, `${what}: ${messageOf(known)}.`, { cause: known })
  }

  /** Ends the connection, and what runs on it. */
  destroy(reason: WyndrvrError): void {
    this.#channel.destroy(reason)
  }

  /** @internal Takes bytes that arrived. */
  receive(length: number, buffer: Buffer): void {
    this.arrivedAt = nanoseconds()
    this.#stream.arrived(length, buffer)
  }

  /** @internal The connection is gone. */
  lose(error: Error): void {
    this.#lost ??= error
    this.#stream.destroy(error)
  }

  async #exchange(question: HttpQuestion): Promise<HttpAnswer> {
    const { answerTime } = this.#channel
    const sentence = `${this.name} did not answer a request for ${limitText(answerTime)}. Check the server and the path, or raise the timeout.`
    const late = new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence)
    const timer = setTimeout(() => this.destroy(late), answerTime)
    try {
      return await readWhole(this.request(question))
    } catch (error) {
      const reason = this.reason(error)
      this.destroy(reason)
      throw reason
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Sends a request without a body, and reads the answer to its end. */
async function readWhole(asked: ClientRequest): Promise<HttpAnswer> {
  return new Promise<HttpAnswer>((resolve, reject) => {
    asked.on('error', reject)
    asked.once('response', (answer) => {
      bodyOf(answer).then((body) => resolve({ answer, body }), reject)
    })
    asked.end()
  })
}

/** Gives all requests the same connection, and keeps it open after each. */
class OneConnection extends Agent {
  readonly #stream: Duplex

  constructor(stream: Duplex) {
    super({ keepAlive: true, maxSockets: 1 })
    this.#stream = stream
  }

  override createConnection(
    _options: unknown,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null {
    if (!this.#stream.destroyed) return this.#stream
    // A request that waited for the one before. The link knows why it is lost.
    const gone = new Error('the connection was closed')
    setImmediate(() => callback?.(gone, this.#stream))
    return null
  }

  // The stream has no timeout, which Node would set here.
  override keepSocketAlive(): boolean {
    return true
  }
}
