import type { Socket } from 'node:net'

import { WyndrvrError } from '../../errors.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { HTTP_PATHS, REQUEST_MARK } from '../../protocol/http.ts'
import { limitText } from '../../text/time.ts'
import type { Channel } from './channel.ts'
import { answerError, bodyOf, headerOf, isGood, isOwn, whenGood } from './http-answer.ts'
import type { HttpClientProof } from './http-proof.ts'
import type { HttpQuestion, HttpReply, HttpRequest, PayloadTaker } from './http-request.ts'
import type { HttpTarget } from './http-target.ts'

/** One connection to a server, or to a proxy before it. */
export abstract class HttpLink {
  readonly socket: Socket
  protected readonly channel: Channel
  protected readonly target: HttpTarget
  protected lost: Error | null = null
  readonly #proof: HttpClientProof

  constructor(channel: Channel, socket: Socket, target: HttpTarget, proof: HttpClientProof) {
    this.socket = socket
    this.channel = channel
    this.target = target
    this.#proof = proof
  }

  /** The server as messages call it: `host:port`. */
  get name(): string {
    return this.channel.name
  }

  /** The numeric address at which the server, or what is before it, was reached. */
  get address(): string {
    return this.channel.address
  }

  /** How it is secured; `null` without TLS. */
  get secured(): Channel['secured'] {
    return this.channel.secured
  }

  /** Whether another request can be sent. */
  abstract get isOpen(): boolean

  /** How many requests it can have at a time. Node keeps further ones until others are complete. */
  abstract get mostRequests(): number

  /** When (ns) the bytes that are being read arrived. */
  abstract get arrivedAt(): number

  /** When (ns) the last bytes were sent; `null` if unknown. */
  abstract get sentAt(): number | null

  /** Begins a request. */
  abstract request(question: HttpQuestion): HttpRequest

  /**
   * Asks for payload.
   * @returns what stops it on its way. Over HTTP/1.1, that ends the connection
   */
  payload(question: HttpQuestion, { took, ended, failed }: PayloadTaker): () => void {
    const asked = this.request(question)
    whenGood(asked, this.name, failed, ({ body }) => {
      body.on('data', ({ length }: Buffer) => took(length))
      // A connection that this end destroys ends its streams as if they were complete.
      body.once('end', () => (this.lost === null ? ended() : failed(this.lost)))
    })
    asked.body.end()
    return () => asked.stop()
  }

  /** Resolves when nothing of a stopped answer can arrive any more. */
  abstract settled(): Promise<void>

  /** Whether a request failed that the server has not begun, because the connection was about to end: another may have it. */
  abstract isUnserved(error: unknown): boolean

  /** Why a request failed. */
  abstract reason(error: unknown): WyndrvrError

  /**
   * One exchange before any measurement: it shows that a wyndrvr server answers, proves the token if the server asks for that, and
   * keeps the connection's first, slower exchange out of the figures. If it fails, the connection ends.
   * @throws {WyndrvrError} `ERR_WYNDRVR_PROTOCOL` if something else answers, `ERR_WYNDRVR_REFUSED`, or `ERR_WYNDRVR_BUSY`
   */
  async greet(): Promise<void> {
    try {
      for (;;) {
        const { answer, body } = await this.#exchange({ method: 'GET', path: 'echo' })
        if (isGood(answer)) return this.#proof.check(this.name, headerOf(answer, 'authentication-info'))
        const mayProve = answer.status === 401 && isOwn(answer)
        if (mayProve && this.#hasAuthorization) throw twoProofs(this.name)
        if (!mayProve || !this.#proof.take(headerOf(answer, 'www-authenticate')))
          throw answerError(this.name, answer, body)
      }
    } catch (error) {
      // A proxy would keep it open for a minute or more, and with it this process.
      this.destroy(this.reason(error))
      throw error
    }
  }

  /** Proves the token again if the server may soon not accept the proof any more. */
  async renew(): Promise<void> {
    if (!this.#proof.isOld) return
    this.#proof.renew()
    await this.greet()
  }

  /**
   * Makes sure that it takes this many requests at a time.
   * @throws {WyndrvrError} `ERR_WYNDRVR_REFUSED`
   */
  requireRequests(count: number): void {
    if (count <= this.mostRequests) return
    const sentence = `${this.name} takes ${this.mostRequests} HTTP/2 streams on a connection at a time. Ask for fewer with --streams.`
    throw new WyndrvrError('ERR_WYNDRVR_REFUSED', sentence)
  }

  /** Whether {@link renew} has something to do. */
  get isOld(): boolean {
    return this.#proof.isOld
  }

  /** Ends the connection, and what runs on it. */
  destroy(reason: WyndrvrError): void {
    this.lost ??= reason
    this.channel.destroy(reason)
  }

  /** Where a request goes. */
  protected pathOf({ path, query = '' }: HttpQuestion): string {
    return `${this.target.base}${HTTP_PATHS[path]}${query === '' ? '' : `?${query}`}`
  }

  /** What a request says, besides what the version of HTTP adds. */
  protected headersOf({ method }: HttpQuestion): Readonly<Record<string, string>> {
    return {
      'Accept-Encoding': 'identity',
      // Also one that asks for compression, as in curl. An answer that is compressed is an error.
      ...this.target.headers,
      [REQUEST_MARK]: '1',
      ...this.#proof.headers,
      ...(method === 'POST' && { 'Content-Type': 'application/octet-stream' }),
    }
  }

  /** Does something, and ends the connection with the reason if that has no answer in time, or fails. */
  protected async within<T>(wait: () => Promise<T>): Promise<T> {
    const { answerTime } = this.channel
    const sentence = `${this.name} did not answer a request for ${limitText(answerTime)}. Check the server and the path, or raise the timeout.`
    const late = new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence)
    const timer = setTimeout(() => this.destroy(late), answerTime)
    try {
      return await wait()
    } catch (error) {
      const reason = this.reason(error)
      this.destroy(reason)
      throw reason
    } finally {
      clearTimeout(timer)
    }
  }

  /** Whether the user has chosen the header that a proof needs. */
  get #hasAuthorization(): boolean {
    return Object.keys(this.target.headers).some((name) => name.toLowerCase() === 'authorization')
  }

  async #exchange(question: HttpQuestion): Promise<Whole> {
    return this.within(async () => readWhole(this.request(question)))
  }
}

function twoProofs(name: string): WyndrvrError {
  const sentence = `${name} asks for its token, whose proof needs the header Authorization, but you have given that header. Leave it out, or start the server without a token.`
  return new WyndrvrError('ERR_WYNDRVR_REFUSED', sentence)
}

/** An answer to a request, read to its end. */
interface Whole {
  readonly answer: HttpReply
  readonly body: Buffer
}

/** Sends a request without a body, and reads the answer to its end. */
async function readWhole(asked: HttpRequest): Promise<Whole> {
  return new Promise<Whole>((resolve, reject) => {
    asked.heard((answer) => {
      bodyOf(answer.body).then((body) => resolve({ answer, body }), reject)
    }, reject)
    asked.body.end()
  })
}
