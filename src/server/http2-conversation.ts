import type { ServerHttp2Session } from 'node:http2'
import type { Socket } from 'node:net'

import { loadHttp2 } from '../host/builtins.ts'
import { clearTimeout, setTimeout } from '../host/timers.ts'
import { HTTP2_WINDOW } from '../protocol/http.ts'
import { watchStill } from '../transfer/idle-watch.ts'
import type { Conversation, Identity } from './dialect.ts'
import { HttpRequests } from './http/http-requests.ts'
import type { HttpConnection } from './http/http-requests.ts'
import { http2Settings, MOST_HEADER_PAIRS, MOST_MEMORY, readHttp2 } from './http/read-http2.ts'
import type { Limits } from './limits.ts'

/**
 * One connection's requests over HTTP/2, each a test of its own, as many at a time as the settings allow. Node reads the connection
 * itself, whose bytes no longer arrive here.
 */
export class Http2Conversation implements Conversation {
  readonly #socket: Socket
  readonly #limits: Limits
  readonly #requests: HttpRequests
  #session: ServerHttp2Session | null = null
  #closing = false
  /** Whether a test has begun, and with it large windows. */
  #isWide = false
  /** Limits the time in which no request runs, whatever other frames arrive. */
  #hurry: NodeJS.Timeout | undefined
  /** Ends the watch for payload that does not move while tests run. */
  #unwatch: (() => void) | null = null

  constructor(socket: Socket, limits: Limits, identity: Identity, connection: HttpConnection) {
    this.#socket = socket
    this.#limits = limits
    this.#requests = new HttpRequests(socket, limits, identity, connection, {
      onQuiet: () => this.#quiet(),
      onTest: () => this.#test(),
      onRefused: () => this.close(),
    })
    this.#limitQuiet(limits.handshake)
  }

  get busy(): boolean {
    return this.#requests.tests > 0
  }

  /** Takes the first bytes. What arrives after the session has ended is not read. */
  receive(length: number, buffer: Buffer): void {
    if (this.#session !== null) return
    this.#socket.pause()
    this.#socket.unshift(Buffer.from(buffer.subarray(0, length)))
    const session = loadHttp2().performServerHandshake(this.#socket, {
      maxSessionMemory: MOST_MEMORY,
      maxHeaderListPairs: MOST_HEADER_PAIRS,
      settings: http2Settings(this.#limits.caps),
    })
    this.#session = session
    // The peer broke the rules of HTTP/2 or has reset the connection. Node has answered and ends it.
    session.on('error', () => undefined)
    readHttp2(session, (exchange) => {
      clearTimeout(this.#hurry)
      this.#requests.answer(exchange)
    })
  }

  inputEnd(): void {
    this.close()
  }

  drained(): void {
    // Node writes.
  }

  close(): void {
    this.#closing = true
    // It sends GOAWAY, and ends the connection when no stream is open.
    if (this.#session === null) this.#socket.destroySoon()
    else this.#session.close()
  }

  over(): void {
    clearTimeout(this.#hurry)
    this.#unwatch?.()
    this.#requests.leave()
    this.#session?.destroy(undefined, loadHttp2().constants.NGHTTP2_NO_ERROR)
  }

  #quiet(): void {
    this.#unwatch?.()
    this.#unwatch = null
    if (!this.#closing) this.#limitQuiet(this.#limits.idle)
  }

  #limitQuiet(time: number): void {
    clearTimeout(this.#hurry)
    if (!this.#socket.destroyed) this.#hurry = setTimeout(() => this.#socket.destroy(), time)
  }

  /** A test begins. */
  #test(): void {
    this.#widen()
    this.#unwatch ??= watchStill(
      () => movedOn(this.#session),
      this.#limits.idle,
      () => this.#socket.destroy(),
    )
  }

  /** Until a client may measure, it can send no more than the default windows of HTTP/2 allow. */
  #widen(): void {
    if (this.#isWide || this.#session === null || this.#session.destroyed) return
    this.#isWide = true
    this.#session.settings({ initialWindowSize: HTTP2_WINDOW })
    this.#session.setLocalWindowSize(HTTP2_WINDOW)
  }
}

/** A figure that changes with payload in either direction, and not with frames such as PING, which keep a connection from being idle. */
function movedOn(session: ServerHttp2Session | null): number {
  const { remoteWindowSize = 0, effectiveRecvDataLength = 0 } = session?.state ?? {}
  return remoteWindowSize - effectiveRecvDataLength
}
