import type { Socket } from 'node:net'

import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { MOST_TLS_WRITE } from '../../transfer/payload-sender.ts'
import type { Identity, SessionListener } from '../dialect.ts'
import { longestTest } from '../limits.ts'
import type { Limits } from '../limits.ts'
import { SEAT_REFUSALS } from '../seat-line.ts'
import { newSession } from '../session.ts'
import { CLOSE, refuse } from './answer.ts'
import type { Exchange, HttpHost, HttpRequest } from './asked.ts'
import { HttpSeat } from './http-seat.ts'
import { HttpProofs } from './proofs.ts'
import { route } from './routes.ts'

/** Most bytes of a write of a download without TLS. */
const BLOCK = 256 * 1024

/** What a request over HTTP/2 hears if its body would have to wait. */
const NO_BODY: (typeof SEAT_REFUSALS)['busy'] = {
  ...SEAT_REFUSALS.busy,
  message:
    'This server measures with as many clients as it allows (--max-sessions). Over HTTP/2, only a GET waits for its turn. Begin with one, or try again later.',
}

/** Whether frames of a body may arrive. Each costs memory until somebody reads it, however few bytes it has. */
function mayHaveFrames({ request }: Exchange): boolean {
  return request.httpVersionMajor > 1 && request.method === 'POST'
}

/** What a conversation tells of its connection. */
export interface HttpConnection extends Pick<SessionListener, 'greeted' | 'asked'> {
  /** Called when its idle limit applies, or no longer. */
  readonly limitIdle: (limited: boolean) => void
}

/** What the version of HTTP adds. */
export interface HttpRequestsListener {
  /** Called when the answers to all requests so far are complete. */
  readonly onQuiet: () => void
  /** Called when a test was admitted, before it begins. */
  readonly onTest?: () => void
  /** Called when a test was refused its turn: a proxy must not give its connection to the next client. */
  readonly onRefused?: () => void
}

/** The requests of one connection, each a test of its own, whatever version of HTTP has read them. */
export class HttpRequests {
  readonly #socket: Socket
  readonly #limits: Limits
  readonly #connection: HttpConnection
  readonly #listener: HttpRequestsListener
  readonly #host: HttpHost
  readonly #seat: HttpSeat
  #running = 0
  #tests = 0
  /** The request of the last test that has begun. */
  #test: HttpRequest | null = null

  constructor(
    socket: Socket,
    limits: Limits,
    { access: { token }, secret, seats }: Identity,
    connection: HttpConnection,
    listener: HttpRequestsListener,
  ) {
    this.#socket = socket
    this.#limits = limits
    this.#connection = connection
    this.#listener = listener
    const session = newSession(secret)
    this.#seat = new HttpSeat(seats, session, () => socket.destroy())
    this.#host = {
      proofs: new HttpProofs(token, secret),
      caps: limits.caps,
      session,
      block: 'encrypted' in socket ? MOST_TLS_WRITE : BLOCK,
      admit: (exchange, begin) => this.#admit(exchange, begin),
    }
    // A client that does not prove the token may not stay.
    if (token === null) connection.greeted()
  }

  /** Requests whose answers are not complete. */
  get running(): number {
    return this.#running
  }

  /** How many of them are tests that have begun. */
  get tests(): number {
    return this.#tests
  }

  /** Whether the body of a test has begun to arrive, and is not complete. */
  get readsBody(): boolean {
    return this.#test?.complete === false
  }

  /** Answers a request. */
  answer(exchange: Exchange): void {
    this.#running += 1
    exchange.response.once('close', () => {
      this.#running -= 1
      if (this.#running === 0) this.#listener.onQuiet()
    })
    route(exchange, this.#host)
  }

  /** Gives up the seat of the connection, which is gone or measures no longer by requests. */
  leave(): void {
    this.#seat.leave()
  }

  /** Has a test begun when its connection has a seat. */
  #admit(exchange: Exchange, begin: () => void): void {
    this.#connection.greeted()
    if (this.#seat.isTaken) return this.#begin(exchange, begin)
    // It waits for the server now, not the server for it.
    this.#connection.limitIdle(false)
    this.#seat.take(!mayHaveFrames(exchange), (refusal) => {
      if (!this.#seat.isAwaited) this.#connection.limitIdle(true)
      if (refusal === null) return this.#begin(exchange, begin)
      const { message, retryAfter } = refusal === 'body' ? NO_BODY : SEAT_REFUSALS[refusal]
      refuse(exchange.response, 503, message, {
        ...(exchange.request.httpVersionMajor === 1 && CLOSE),
        ...(retryAfter !== undefined && { 'Retry-After': retryAfter }),
      })
      this.#listener.onRefused?.()
    })
  }

  /** No test goes on for ever, whatever its client does. */
  #begin({ request, response }: Exchange, begin: () => void): void {
    this.#connection.asked()
    this.#listener.onTest?.()
    this.#tests += 1
    this.#test = request
    const cut = setTimeout(() => this.#socket.destroy(), longestTest(this.#limits))
    response.once('close', () => {
      this.#tests -= 1
      clearTimeout(cut)
    })
    begin()
  }
}
