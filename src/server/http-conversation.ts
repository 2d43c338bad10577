import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

import { clearTimeout, setTimeout } from '../host/timers.ts'
import { MOST_TLS_WRITE } from '../transfer/payload-sender.ts'
import { SocketDuplex } from '../transfer/socket-duplex.ts'
import type { Conversation, Identity, SessionListener } from './dialect.ts'
import { refuse } from './http/answer.ts'
import type { HttpHost } from './http/asked.ts'
import { HttpSeat } from './http/http-seat.ts'
import { HttpProofs } from './http/proofs.ts'
import { readHttp } from './http/read-http.ts'
import { route } from './http/routes.ts'
import { longestTest } from './limits.ts'
import type { Limits } from './limits.ts'
import { SEAT_REFUSALS } from './seat-line.ts'
import { newSession } from './session.ts'

/** Methods of HTTP. A line that begins with one and a space is no command of any dialect. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH', 'PRI']

/** Whether the first bytes of a connection are HTTP, or can become it. */
export function isHttp(start: Buffer): 'yes' | 'part' | 'no' {
  const text = start.toString('latin1', 0, 8)
  const methods = METHODS.map((method) => `${method} `)
  if (methods.some((method) => text.startsWith(method))) return 'yes'
  return text !== '' && methods.some((method) => method.startsWith(text)) ? 'part' : 'no'
}

/** Most bytes of a write of a download without TLS. */
const BLOCK = 256 * 1024

/** The connection of a test that was refused its turn ends: a proxy must not give it to the next client. */
const CLOSE = { Connection: 'close' } as const

/** What a conversation tells of its connection. */
interface HttpConnection extends Pick<SessionListener, 'greeted' | 'asked'> {
  /** Called when its idle limit applies, or no longer. */
  readonly limitIdle: (limited: boolean) => void
}

/**
 * One connection's requests over HTTP/1.1, each a test of its own. Node reads them, so nothing in a body is a command of
 * another dialect: any web page can choose what a browser sends.
 */
export class HttpConversation implements Conversation {
  readonly #socket: Socket
  readonly #limits: Limits
  readonly #connection: HttpConnection
  readonly #stream: SocketDuplex
  readonly #host: HttpHost
  readonly #seat: HttpSeat
  /** Requests whose answers are not complete. */
  #running = 0
  #closing = false
  /** Whether bytes of a request's head have arrived after the last answer. */
  #reading = false
  /** Limits the time until a request's head is complete. */
  #hurry: NodeJS.Timeout | undefined

  constructor(
    socket: Socket,
    limits: Limits,
    { access: { token }, secret, seats }: Identity,
    connection: HttpConnection,
  ) {
    this.#socket = socket
    this.#limits = limits
    this.#connection = connection
    const session = newSession(secret)
    this.#seat = new HttpSeat(seats, session, () => socket.destroy())
    this.#host = {
      proofs: new HttpProofs(token, secret),
      caps: limits.caps,
      session,
      block: socket instanceof TLSSocket ? MOST_TLS_WRITE : BLOCK,
      admit: (response, begin) => this.#admit(response, begin),
    }
    // A client that does not prove the token may not stay.
    if (token === null) connection.greeted()
    this.#stream = new SocketDuplex(socket)
    readHttp(this.#stream, (request, response) => this.#answer(request, response))
  }

  get busy(): boolean {
    return this.#running > 0
  }

  receive(length: number, buffer: Buffer): void {
    if (this.#running === 0 && !this.#reading) {
      this.#reading = true
      this.#limitHead(this.#limits.handshake)
    }
    this.#stream.arrived(length, buffer)
  }

  inputEnd(): void {
    this.#stream.push(null)
    if (this.#running === 0) this.#socket.destroySoon()
    else this.#closing = true
  }

  drained(): void {
    this.#stream.drained()
  }

  close(): void {
    this.#closing = true
    if (this.#running === 0) this.#socket.destroySoon()
  }

  over(): void {
    clearTimeout(this.#hurry)
    this.#seat.leave()
    this.#stream.destroy()
  }

  #limitHead(time: number): void {
    clearTimeout(this.#hurry)
    if (!this.#socket.destroyed) this.#hurry = setTimeout(() => this.#socket.destroy(), time)
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    clearTimeout(this.#hurry)
    this.#running += 1
    this.#connection.asked()
    response.once('close', () => {
      this.#running -= 1
      if (this.#running > 0) return
      if (this.#closing) return this.#socket.destroySoon()
      this.#reading = false
      // The beginning of the next head may already have arrived.
      this.#limitHead(this.#limits.idle)
    })
    route(request, response, this.#host)
  }

  /** Has a test begun when its connection has a seat. */
  #admit(response: ServerResponse, begin: () => void): void {
    this.#connection.greeted()
    if (this.#seat.isTaken) return this.#begin(response, begin)
    // It waits for the server now, not the server for it.
    this.#connection.limitIdle(false)
    this.#seat.take((refusal) => {
      this.#connection.limitIdle(true)
      if (refusal === null) return this.#begin(response, begin)
      const { message, retryAfter } = SEAT_REFUSALS[refusal]
      refuse(
        response,
        503,
        message,
        retryAfter === undefined ? CLOSE : { ...CLOSE, 'Retry-After': retryAfter },
      )
    })
  }

  /** No test goes on for ever, whatever its client does. */
  #begin(response: ServerResponse, begin: () => void): void {
    const cut = setTimeout(() => this.#socket.destroy(), longestTest(this.#limits))
    response.once('close', () => clearTimeout(cut))
    begin()
  }
}
