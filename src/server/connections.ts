import type { Socket } from 'node:net'

import { clearTimeout, setTimeout } from '../host/timers.ts'
import { serve } from './conversation.ts'
import type { Served } from './conversation.ts'
import type { Identity } from './dialect.ts'
import { CLOSE_GRACE, MAX_WAITING } from './limits.ts'
import type { Limits } from './limits.ts'
import type { Moved } from './tally.ts'
import { UsageTeller } from './usage.ts'
import type { WorkerUsage } from './usage.ts'

/** How {@link Connections} are served. */
export interface ConnectionsOptions {
  readonly limits: Limits
  readonly identity: Identity
  /** Whether clients are served one after another, in order of arrival. */
  readonly sequential: boolean
  /** Called after each connection has ended. */
  readonly onEnd?: (moved: Moved) => void
  /** Called when the usage has changed. */
  readonly onUsage?: (usage: WorkerUsage) => void
}

/** The connections that one worker serves. */
export class Connections {
  readonly #options: ConnectionsOptions
  readonly #usage: UsageTeller
  readonly #open = new Set<Served>()
  /** In order of arrival. */
  readonly #waiting = new Set<Served>()
  /** In sequential mode, the connection whose turn it is: a seed client or a control connection, and its session. */
  #first: Served | null = null
  #session: string | null = null
  #closed: (() => void) | null = null

  constructor(options: ConnectionsOptions) {
    this.#options = options
    this.#usage = new UsageTeller(options.onUsage ?? (() => undefined))
  }

  /** Takes over a paused socket on which nothing has been read yet. */
  add(accepted: Socket): void {
    const waits = this.#options.sequential && this.#open.size > 0
    if (this.#closed !== null || (waits && this.#waiting.size >= MAX_WAITING)) {
      accepted.destroy()
      return
    }
    const { limits, identity } = this.#options
    const served: Served = serve(accepted, limits, identity, {
      waits,
      admits: (session) => this.#admit(served, session),
      begun: (session) => {
        this.#session = session
        this.#usage.begun(accepted)
      },
      asked: () => this.#usage.asked(accepted),
    })
    if (waits) this.#waiting.add(served)
    else this.#begin(served)
    served.socket.on('close', () => {
      this.#usage.ended(accepted)
      this.#ended(served)
    })
  }

  /** Ends all of them: at once between commands, within {@link CLOSE_GRACE} during a transfer. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#closed = resolve
    })
    for (const { socket } of this.#waiting) socket.destroy()
    for (const { close } of this.#open) close()
    const cut = setTimeout(() => {
      for (const { socket } of this.#open) socket.destroy()
    }, CLOSE_GRACE)
    if (this.#open.size === 0) this.#closed?.()
    await closed
    clearTimeout(cut)
  }

  /** Its turn has come. */
  #begin(served: Served): void {
    this.#open.add(served)
    if (this.#options.sequential) this.#first = served
  }

  /** Admits a waiting connection if it is a stream of the session that is being served. */
  #admit(stream: Served, session: string): boolean {
    if (session !== this.#session) return false
    this.#waiting.delete(stream)
    this.#open.add(stream)
    // A control connection is silent while its streams work; each stream has its own idle limit.
    this.#first?.socket.setTimeout(0)
    return true
  }

  #ended(served: Served): void {
    const { bytesRead, bytesWritten } = served.socket
    this.#options.onEnd?.({ received: bytesRead, sent: bytesWritten })
    if (this.#waiting.delete(served)) return
    this.#open.delete(served)
    if (this.#closed !== null) {
      if (this.#open.size === 0) this.#closed()
    } else if (this.#options.sequential) this.#goOn(served)
  }

  /** A session ends with its control connection; then the next client is served. */
  #goOn(ended: Served): void {
    if (ended === this.#first) {
      this.#first = null
      this.#session = null
      for (const { socket } of this.#open) socket.destroy()
    }
    if (this.#open.size === 1) this.#first?.socket.setTimeout(this.#options.limits.idle)
    const [next] = this.#waiting
    if (this.#open.size > 0 || next === undefined) return
    this.#waiting.delete(next)
    this.#begin(next)
    next.begin()
  }
}
