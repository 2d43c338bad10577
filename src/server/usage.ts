import { setImmediate } from '../host/timers.ts'

/** How one worker is used. */
export interface WorkerUsage {
  /** Connections of sessions that are open: control connections, streams at work, clients of the seed dialect. */
  readonly open: number
  /** Connections that have ended after at least one request: a handshake alone, as of a health check, does not count. */
  readonly served: number
  /** Connections that have ended after requests of a client that had not proved the token, and so belong to no session. */
  readonly visits: number
}

/** How all workers of a server are used. */
export class ServerUsage {
  readonly #workers = new Map<object, WorkerUsage>()
  /** What workers that have ended had served, and how many visits they had. */
  #retired = { served: 0, visits: 0 }
  /** Called when a count has changed. */
  onChange: () => void = () => undefined

  /** Connections of sessions that are open. */
  get open(): number {
    return this.#sum(({ open }) => open)
  }

  /** Connections that have ended after at least one request. */
  get served(): number {
    return this.#retired.served + this.#sum(({ served }) => served)
  }

  /** Connections without the token that have ended after at least one request. */
  get visits(): number {
    return this.#retired.visits + this.#sum(({ visits }) => visits)
  }

  /** A worker reports. */
  update(worker: object, usage: WorkerUsage): void {
    this.#workers.set(worker, usage)
    this.onChange()
  }

  /** A worker has ended, and its connections with it. */
  forget(worker: object): void {
    const { open = 0, served = 0, visits = 0 } = this.#workers.get(worker) ?? {}
    const retired = this.#retired
    this.#retired = { served: retired.served + served + open, visits: retired.visits + visits }
    this.#workers.delete(worker)
    this.onChange()
  }

  #sum(of: (usage: WorkerUsage) => number): number {
    return [...this.#workers.values()].reduce((sum, usage) => sum + of(usage), 0)
  }
}

/** Reports how a worker is used, at most once in a turn of its event loop. */
export class UsageTeller {
  readonly #tell: (usage: WorkerUsage) => void
  readonly #open = new Set<object>()
  readonly #asked = new Set<object>()
  readonly #visiting = new Set<object>()
  #served = 0
  #visits = 0
  #untold = false

  constructor(tell: (usage: WorkerUsage) => void) {
    this.#tell = tell
  }

  /** A connection belongs to a session from now on. */
  begun(connection: object): void {
    this.#open.add(connection)
    this.#later()
  }

  /** A connection has made a request. */
  asked(connection: object): void {
    if (this.#asked.has(connection)) return
    this.#asked.add(connection)
    this.begun(connection)
  }

  /** A connection has made a request without the token. */
  visited(connection: object): void {
    if (this.#visiting.has(connection)) return
    this.#visiting.add(connection)
    this.begun(connection)
  }

  /** A connection has ended. */
  ended(connection: object): void {
    if (!this.#open.delete(connection)) return
    if (this.#asked.delete(connection)) this.#served += 1
    if (this.#visiting.delete(connection)) this.#visits += 1
    this.#later()
  }

  #later(): void {
    if (this.#untold) return
    this.#untold = true
    setImmediate(() => {
      this.#untold = false
      this.#tell({ open: this.#open.size, served: this.#served, visits: this.#visits })
    })
  }
}
