import type { Duplex } from 'node:stream'

import { http } from '../../host/builtins.ts'
import { setImmediate } from '../../host/timers.ts'

/** Gives all requests the same connection, and keeps it open after each. */
export class OneConnection extends http.Agent {
  readonly #stream: Duplex

  constructor(stream: Duplex) {
    super({ keepAlive: true, maxSockets: 1 })
    this.#stream = stream
  }

  override createConnection(
    _options: unknown,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null {
    if (!this.#stream.destroyed) return this.#stream
    // A request that waited for the one before. The link knows why it is lost.
    const gone = new Error('the connection was closed')
    setImmediate(() => callback?.(gone, this.#stream))
    return null
  }

  // The stream has no timeout, which Node would set here.
  override keepSocketAlive(): boolean {
    return true
  }
}
