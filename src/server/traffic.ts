/** What one connection of a client does. Rates are those since the last report. */
export interface ConnectionTraffic {
  /** Alike for the connections of one session; `null` before it has one. Not for eyes of others: it lets streams join. */
  readonly session: string | null
  /** The client's address. */
  readonly address: string
  /** The test that it runs; `null` between tests. */
  readonly test: string | null
  /** To the client, with commands and answers, 10^6 bit/s. */
  readonly download: number
  /** From the client, with commands and answers, 10^6 bit/s. */
  readonly upload: number
}

/** What one connection has done in a test that has ended. */
export interface EndedTest {
  readonly session: string | null
  readonly address: string
  readonly test: string
  /** When it ended, ms since 1970. */
  readonly endedAt: number
  readonly seconds: number
  /** Bytes from the client and to it. */
  readonly received: number
  readonly sent: number
}

/** What the clients of a server do. */
export interface Traffic {
  readonly connections: readonly ConnectionTraffic[]
  /** Since the last report. */
  readonly ended: readonly EndedTest[]
}

/** The most connections, and ended tests, of one report of a worker: those that run a test come first. */
export const MOST_REPORTED = 500

/** The most ended tests that wait for the next report of the server. */
const MOST_WAITING = 5000

/** Collects what all workers of a server report. */
export class ServerTraffic {
  readonly #workers = new Map<object, readonly ConnectionTraffic[]>()
  #ended: EndedTest[] = []

  /** A worker reports. */
  update(worker: object, { connections, ended }: Traffic): void {
    this.#workers.set(worker, connections)
    this.#ended.push(...ended.slice(0, MOST_WAITING - this.#ended.length))
  }

  /** A worker has ended, and its connections with it. */
  forget(worker: object): void {
    this.#workers.delete(worker)
  }

  /** What all clients do; each ended test once. */
  take(): Traffic {
    const ended = this.#ended
    this.#ended = []
    return { connections: [...this.#workers.values()].flat(), ended }
  }
}
