import type { IncomingHttpHeaders } from 'node:http'
import type { Readable, Writable } from 'node:stream'

import type { HTTP_PATHS } from '../../protocol/http.ts'

/** What a server answers to requests. */
export type HttpPath = keyof typeof HTTP_PATHS

/** A request of one of the server's paths. */
export interface HttpQuestion {
  readonly method: 'GET' | 'POST'
  readonly path: HttpPath
  readonly query?: string
  /** Bytes of the body of a POST; `null` if they are not known before. */
  readonly length?: number | null
}

/** The head of an answer. */
export interface HttpHead {
  readonly status: number
  /** What HTTP/1.1 says besides the status; empty over HTTP/2. */
  readonly reason: string
  readonly headers: IncomingHttpHeaders
}

/** The head of an answer, and its body as it arrives. */
export interface HttpReply extends HttpHead {
  readonly body: Readable
}

/** Takes the payload of an answer as it arrives. */
export interface PayloadTaker {
  /** Bytes of it. */
  readonly took: (length: number) => void
  /** It is complete. */
  readonly ended: () => void
  /** The answer is another, or incomplete. */
  readonly failed: (error: unknown) => void
}

/** A request that has begun. */
export interface HttpRequest {
  /** Takes the body, and has to be ended. */
  readonly body: Writable
  /** Calls back when the connection has it. */
  readonly sent: (then: () => void) => void
  /** Calls back with the head of the answer, or when it fails, also later. */
  readonly heard: (take: (reply: HttpReply) => void, fail: (error: unknown) => void) => void
  /** Stops an answer that is on its way. Over HTTP/1.1, that ends the connection. */
  readonly stop: () => void
}
