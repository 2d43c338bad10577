import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'

import { clearTimeout, setTimeout } from '../host/timers.ts'
import { MOST_TLS_WRITE } from '../transfer/payload-sender.ts'
import { SocketDuplex } from '../transfer/socket-duplex.ts'
import type { Conversation, Identity } from './dialect.ts'
import { rawRefusal } from './http/answer.ts'
import type { HttpHost } from './http/asked.ts'
import { HttpProofs } from './http/proofs.ts'
import { readHttp } from './http/read-http.ts'
import { route } from './http/routes.ts'
import type { Limits } from './limits.ts'
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

/** The answer to a client for which a server has no seat. */
export const HTTP_BUSY: string = rawRefusal(503, 'This wyndrvr server is busy. Try again later.', {
  'Retry-After': 5,
})

/** Most bytes of a write of a download without TLS. */
const BLOCK = 256 * 1024

/** How long (s) a request may take beyond the longest test: it also has to be read and answered. */
const CUT_GRACE = 30

/**
 * One connection's requests over HTTP/1.1, each a test of its own. Node reads them, so nothing in a body is a command of
 * another dialect: any web page can choose what a browser sends.
 */
export class HttpConversation implements Conversation {
  readonly #socket: Socket
  readonly #limits: Limits
  readonly #onAsked: () => void
  readonly #stream: SocketDuplex
  readonly #host: HttpHost
  /** Requests whose answers are not complete. */
  #running = 0
  #closing = false
  /** Whether bytes of a request's head have arrived after the last answer. */
  #reading = false
  /** Limits the time until a request's head is complete. */
  #hurry: NodeJS.Timeout | undefined

  /** @param onAsked called for each request */
  constructor(socket: Socket, limits: Limits, { access, secret }: Identity, onAsked: () => void) {
    this.#socket = socket
    this.#limits = limits
    this.#onAsked = onAsked
    this.#host = {
      proofs: new HttpProofs(access.token, secret),
      caps: limits.caps,
      session: newSession(secret),
      block: socket instanceof TLSSocket ? MOST_TLS_WRITE : BLOCK,
    }
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
    this.#stream.destroy()
  }

  #limitHead(time: number): void {
    clearTimeout(this.#hurry)
    if (!this.#socket.destroyed) this.#hurry = setTimeout(() => this.#socket.destroy(), time)
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    clearTimeout(this.#hurry)
    this.#running += 1
    this.#onAsked()
    const most = (this.#limits.caps.seconds + CUT_GRACE) * 1000
    const cut = setTimeout(() => this.#socket.destroy(), most)
    response.once('close', () => {
      clearTimeout(cut)
      this.#running -= 1
      if (this.#running > 0) return
      if (this.#closing) return this.#socket.destroySoon()
      this.#reading = false
      // The beginning of the next head may already have arrived.
      this.#limitHead(this.#limits.idle)
    })
    route(request, response, this.#host)
  }
}
