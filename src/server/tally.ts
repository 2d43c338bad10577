import { setImmediate } from '../host/timers.ts'

/** Bytes that a connection moved until it ended, as its socket counts them: payload, commands and answers. */
export interface Moved {
  readonly received: number
  readonly sent: number
}

/** Totals of what a server has served so far over TCP. */
export interface Served extends Moved {
  /** Connections that have ended. */
  readonly connections: number
}

/** Adds up what a server's workers have served. */
export class Tally {
  #served: Served = { connections: 0, received: 0, sent: 0 }

  /** The totals until now. */
  get served(): Served {
    return this.#served
  }

  /** More connections have ended. */
  add({ connections, received, sent }: Served): void {
    const before = this.#served
    this.#served = {
      connections: before.connections + connections,
      received: before.received + received,
      sent: before.sent + sent,
    }
  }
}

/**
 * Reports what a worker has served in one turn of its event loop in one message: with thousands of connections per second,
 * a message for each costs as much as serving them.
 */
export class TallyTeller {
  readonly #tell: (served: Served, from: readonly string[]) => void
  #untold: Tally | null = null
  #from: string[] = []

  /** @param tell gets the addresses of the connections too */
  constructor(tell: (served: Served, from: readonly string[]) => void) {
    this.#tell = tell
  }

  /** One more connection has ended. */
  ended({ received, sent }: Moved, address: string): void {
    if (this.#untold === null) {
      this.#untold = new Tally()
      setImmediate(() => this.flush())
    }
    this.#untold.add({ connections: 1, received, sent })
    this.#from.push(address)
  }

  /** Reports the rest at once, before the worker ends. */
  flush(): void {
    if (this.#untold === null) return
    const { served } = this.#untold
    const from = this.#from
    this.#untold = null
    this.#from = []
    this.#tell(served, from)
  }
}
