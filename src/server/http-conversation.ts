import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'

import type { WebSocket } from 'ws'

import { clearTimeout, setTimeout } from '../host/timers.ts'
import { MessageSocket } from '../transfer/message-socket.ts'
import { SocketDuplex } from '../transfer/socket-duplex.ts'
import type { Conversation, Identity, SessionListener } from './dialect.ts'
import { HttpRequests } from './http/http-requests.ts'
import type { HttpConnection } from './http/http-requests.ts'
import { readHttp } from './http/read-http.ts'
import { acceptWebSocket, upgradeRefusal } from './http/upgrade.ts'
import type { Limits } from './limits.ts'
import { NativeConversation } from './native-conversation.ts'

/** What a conversation tells of its connection, which may become a WebSocket. */
interface Http1Connection extends HttpConnection, SessionListener {}

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
  readonly #identity: Identity
  readonly #connection: Http1Connection
  readonly #stream: SocketDuplex
  readonly #requests: HttpRequests
  #closing = false
  /** Whether bytes of a request's head have arrived after the last answer. */
  #reading = false
  #isUpgraded = false
  /** What goes on in a WebSocket, from its first message. */
  #inner: Conversation | null = null
  /** Limits the time until a request's head, or the first message, is complete. */
  #hurry: NodeJS.Timeout | undefined

  constructor(socket: Socket, limits: Limits, identity: Identity, connection: Http1Connection) {
    this.#socket = socket
    this.#limits = limits
    this.#identity = identity
    this.#connection = connection
    this.#requests = new HttpRequests(socket, limits, identity, connection, {
      onQuiet: () => this.#quiet(),
    })
    this.#stream = new SocketDuplex(socket, SLICE)
    readHttp(this.#stream, {
      onRequest: (request, response) => {
        clearTimeout(this.#hurry)
        // Otherwise a stream that is destroyed goes on with what it has buffered.
        if (this.#requests.running === MOST_PIPELINED) this.#stream.pause().destroy()
        else this.#requests.answer({ request, response, payload: response })
      },
      onUpgrade: (request, head) => void this.#upgrade(request, head),
    })
  }

  get busy(): boolean {
    return this.#inner?.busy ?? this.#requests.tests > 0
  }

  receive(length: number, buffer: Buffer): void {
    if (this.#requests.running === 0 && !this.#reading && !this.#isUpgraded) {
      this.#reading = true
      this.#limitHead(this.#limits.handshake)
    }
    for (let at = 0; at < length && !this.#stream.destroyed;) {
      const size = this.#requests.readsBody || this.#isUpgraded ? length - at : Math.min(SLICE, length - at)
      this.#stream.arrived(size, buffer.subarray(at))
      at += size
    }
  }

  inputEnd(): void {
    this.#stream.push(null)
    if (this.#inner === null) this.close()
    else this.#inner.inputEnd()
  }

  drained(): void {
    this.#stream.drained()
  }

  close(): void {
    if (this.#inner !== null) return this.#inner.close()
    this.#closing = true
    if (this.#requests.running === 0) this.#socket.destroySoon()
  }

  over(): void {
    clearTimeout(this.#hurry)
    this.#requests.leave()
    this.#inner?.over()
    this.#stream.destroy()
  }

  /** Goes on in the native dialect, in the messages of a WebSocket. */
  async #upgrade(request: IncomingMessage, head: Buffer): Promise<void> {
    this.#isUpgraded = true
    // Its session takes a seat of its own.
    this.#requests.leave()
    this.#limitHead(this.#limits.handshake)
    const refusal = upgradeRefusal(request)
    if (refusal !== null) return void this.#stream.end(refusal)
    await acceptWebSocket(request, this.#stream, head, (messages) => this.#converse(messages))
  }

  #converse(messages: WebSocket): void {
    const carrier = { transport: this.#socket, stream: this.#stream }
    const socket = new MessageSocket('server', messages, carrier, (length, buffer) => {
      clearTimeout(this.#hurry)
      this.#inner ??= new NativeConversation(socket, this.#limits, this.#identity, this.#connection)
      this.#inner.receive(length, buffer)
    })
    socket.on('drain', () => this.#inner?.drained())
    // The connection closes with it.
    socket.on('error', () => undefined)
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
