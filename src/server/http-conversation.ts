import type { Socket } from 'node:net'

import { clearTimeout, setTimeout } from '../host/timers.ts'
import { SocketDuplex } from '../transfer/socket-duplex.ts'
import type { Conversation, Identity } from './dialect.ts'
import { HttpRequests } from './http/http-requests.ts'
import type { HttpConnection } from './http/http-requests.ts'
import { readHttp } from './http/read-http.ts'
import type { Limits } from './limits.ts'

/** Most requests of a connection that are not answered yet. Proxies send one at a time. */
const MOST_PIPELINED = 16

/** Bytes given to Node at once, unless they are the body of a test: it makes objects of all requests and chunks in them at once. */
const SLICE = 1024

/**
 * One connection's requests over HTTP/1.1, each a test of its own. Node reads them, so nothing in a body is a command of
 * another dialect: any web page can choose what a browser sends.
 */
export class HttpConversation implements Conversation {
  readonly #socket: Socket
  readonly #limits: Limits
  readonly #stream: SocketDuplex
  readonly #requests: HttpRequests
  #closing = false
  /** Whether bytes of a request's head have arrived after the last answer. */
  #reading = false
  /** Limits the time until a request's head is complete. */
  #hurry: NodeJS.Timeout | undefined

  constructor(socket: Socket, limits: Limits, identity: Identity, connection: HttpConnection) {
    this.#socket = socket
    this.#limits = limits
    this.#requests = new HttpRequests(socket, limits, identity, connection, {
      onQuiet: () => this.#quiet(),
    })
    this.#stream = new SocketDuplex(socket, SLICE)
    readHttp(this.#stream, (request, response) => {
      clearTimeout(this.#hurry)
      // Otherwise a stream that is destroyed goes on with what it has buffered.
      if (this.#requests.running === MOST_PIPELINED) this.#stream.pause().destroy()
      else this.#requests.answer({ request, response, payload: response })
    })
  }

  get busy(): boolean {
    return this.#requests.tests > 0
  }

  receive(length: number, buffer: Buffer): void {
    if (this.#requests.running === 0 && !this.#reading) {
      this.#reading = true
      this.#limitHead(this.#limits.handshake)
    }
    for (let at = 0; at < length && !this.#stream.destroyed;) {
      const size = this.#requests.readsBody ? length - at : Math.min(SLICE, length - at)
      this.#stream.arrived(size, buffer.subarray(at))
      at += size
    }
  }

  inputEnd(): void {
    this.#stream.push(null)
    this.close()
  }

  drained(): void {
    this.#stream.drained()
  }

  close(): void {
    this.#closing = true
    if (this.#requests.running === 0) this.#socket.destroySoon()
  }

  over(): void {
    clearTimeout(this.#hurry)
    this.#requests.leave()
    this.#stream.destroy()
  }

  #quiet(): void {
    if (this.#closing) return this.#socket.destroySoon()
    this.#reading = false
    // The beginning of the next head may already have arrived.
    this.#limitHead(this.#limits.idle)
  }

  #limitHead(time: number): void {
    clearTimeout(this.#hurry)
    if (!this.#socket.destroyed) this.#hurry = setTimeout(() => this.#socket.destroy(), time)
  }
}
