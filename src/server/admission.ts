import type { Socket } from 'node:net'

import { Gate } from './access.ts'
import type { Access } from './access.ts'
import type { ConnectionCounts } from './connection-counts.ts'
import { Refusals } from './refusals.ts'

/** Decides about new connections: by where they come from, and by how many there are. */
export class Admission {
  readonly #gate: Gate
  readonly #counts: ConnectionCounts
  readonly #refusals = new Refusals()

  constructor(access: Access, counts: ConnectionCounts) {
    this.#gate = new Gate(access)
    this.#counts = counts
  }

  /**
   * Takes a paused, unread connection, which is counted until {@link left}, or ends it.
   * @returns its address; `null` if it was ended
   */
  take(socket: Socket): string | null {
    const address = socket.remoteAddress ?? ''
    if (!this.#gate.admits(address)) {
      socket.destroy()
      return null
    }
    const excess = this.#counts.add(address)
    if (excess === null) return address
    this.#refusals.refuse(socket, excess)
    return null
  }

  /** A connection that was taken has ended. */
  left(address: string): void {
    this.#counts.remove(address)
  }

  /** Ends what is being refused. */
  close(): void {
    this.#refusals.close()
  }
}
