import type { IncomingMessage, ServerResponse } from 'node:http'

import type { Caps } from '../caps.ts'
import type { HttpProofs } from './proofs.ts'

/** What the answers to one connection's requests depend on. */
export interface HttpHost {
  readonly proofs: HttpProofs
  readonly caps: Caps
  /** The session that the connection is. */
  readonly session: string
  /** Most bytes of a write. */
  readonly block: number
  /** Has a test begun when its connection may measure, or refuses its request. */
  readonly admit: (response: ServerResponse, begin: () => void) => void
}

/** A request with its answer and its address. */
export interface Asked {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly query: URLSearchParams
  readonly host: HttpHost
}
