import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import type { Writable } from 'node:stream'

import type { Caps } from '../caps.ts'
import type { HttpProofs } from './proofs.ts'

/** What Node's HTTP/1.1 and its HTTP/2 both tell of a request. */
export interface HttpRequest {
  readonly method?: string | undefined
  readonly url?: string | undefined
  readonly headers: IncomingHttpHeaders
  readonly httpVersionMajor: number
  /** Whether its body has arrived. */
  readonly complete: boolean
  /** Drops what arrives of the body, unless somebody takes it. */
  resume(): unknown
  on(event: 'data', take: (chunk: Buffer) => void): unknown
  on(event: 'end', then: () => void): unknown
}

/** What both can answer. */
export interface HttpResponse {
  readonly req: HttpRequest
  readonly headersSent: boolean
  setHeader(name: string, value: string): unknown
  writeHead(status: number, headers: OutgoingHttpHeaders): unknown
  addTrailers(trailers: OutgoingHttpHeaders): unknown
  end(): unknown
  end(body: string | Buffer): unknown
  once(event: 'close', then: () => void): unknown
}

/** What the answers to one connection's requests depend on. */
export interface HttpHost {
  readonly proofs: HttpProofs
  readonly caps: Caps
  /** The session that the connection is. */
  readonly session: string
  /** Most bytes of a write. */
  readonly block: number
  /** Has a test begun when its connection may measure, or refuses its request. */
  readonly admit: (exchange: Exchange, begin: () => void) => void
}

/** A request that arrived, and its answer. */
export interface Exchange {
  readonly request: HttpRequest
  readonly response: HttpResponse
  /** Where the payload of the answer goes, after its head. */
  readonly payload: Writable
}

/** A request with its answer and its address. */
export interface Asked extends Exchange {
  readonly query: URLSearchParams
  readonly host: HttpHost
}
