/** What a connection that has ended had moved, as bytes of the socket: payload, and all that was said beside it. */
export interface Moved {
  readonly received: number
  readonly sent: number
}

/** What a server has served so far, over TCP. */
export interface Served extends Moved {
  /** Connections that have ended. */
  readonly connections: number
}

/** Counts what a server's workers have served. */
export class Tally {
  #served: Served = { connections: 0, received: 0, sent: 0 }

  /** All until now. */
  get served(): Served {
    return this.#served
  }

  /** One more connection has ended. */
  add({ received, sent }: Moved): void {
    const before = this.#served
    this.#served = {
      connections: before.connections + 1,
      received: before.received + received,
      sent: before.sent + sent,
    }
  }
}
