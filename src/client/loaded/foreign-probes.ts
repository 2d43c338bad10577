import { clearInterval, setInterval, setTimeout } from '../../host/timers.ts'

/** New connections per second. */
export const FOREIGN_RATE = 10

/** The most new connections open at once. Further ones are skipped until some have ended. */
const MOST_OPEN = 64

/** Times (ms) of a new connection. */
export interface ForeignTimes {
  /** Of the TCP handshake. */
  readonly connect: number
  /** Of a round trip of the TLS handshake, if that counts. */
  readonly tls?: number
  /** Of one exchange. */
  readonly exchange: number
}

/**
 * Opens a connection, makes one exchange and ends it.
 * @param served called after the exchange
 */
export type ForeignProbe = (stop: AbortSignal, served: (times: ForeignTimes) => void) => Promise<void>

/** New connections under load. */
export class ForeignProbes {
  /** Times (ms) of the same connections. */
  readonly connect: number[] = []
  readonly tls: number[] = []
  readonly exchange: number[] = []
  /** Connections that were not served. */
  failed = 0
  readonly #probe: ForeignProbe
  readonly #open = new Set<AbortController>()
  #timer: NodeJS.Timeout | undefined
  #over = false

  constructor(probe: ForeignProbe) {
    this.#probe = probe
  }

  /** Starts after a delay (ms). */
  start(after: number): void {
    this.#timer = setTimeout(() => {
      void this.#next()
      this.#timer = setInterval(() => void this.#next(), 1000 / FOREIGN_RATE)
    }, after)
  }

  /** Stops. Connections that are not served by now do not count, because the load is over. */
  stop(): void {
    this.#over = true
    clearInterval(this.#timer)
    for (const stop of this.#open) stop.abort()
  }

  async #next(): Promise<void> {
    if (this.#open.size >= MOST_OPEN) return
    const stop = new AbortController()
    this.#open.add(stop)
    let served = false
    try {
      await this.#probe(stop.signal, ({ connect, tls, exchange }) => {
        served = true
        if (this.#over) return
        this.connect.push(connect)
        if (tls !== undefined) this.tls.push(tls)
        this.exchange.push(exchange)
      })
    } catch {
      // Whatever failed: a connection that was served counts, and any other is counted below.
    } finally {
      if (!served && !this.#over) this.failed += 1
      this.#open.delete(stop)
    }
  }
}
