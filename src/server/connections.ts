import type { Socket } from 'node:net'

import { serve } from './conversation.ts'
import type { Served } from './conversation.ts'
import type { Identity } from './dialect.ts'
import { CLOSE_GRACE, MAX_WAITING } from './limits.ts'
import type { Limits } from './limits.ts'

/** How a {@link Connections} serves them. */
export interface ConnectionsOptions {
  readonly limits: Limits
  readonly identity: Identity
  /** One after another, in order of arrival, instead of all at once. */
  readonly sequential: boolean
  /** Called after each connection that has ended. */
  readonly onEnd?: () => void
}

/** The connections that one worker serves. */
export class Connections {
  readonly #options: ConnectionsOptions
  readonly #open = new Set<Served>()
  readonly #waiting: Socket[] = []
  #closed: (() => void) | null = null

  constructor(options: ConnectionsOptions) {
    this.#options = options
  }

  /** Takes over a paused socket on which nothing has been read yet. */
  add(socket: Socket): void {
    if (this.#closed !== null) socket.destroy()
    else if (!this.#options.sequential || this.#open.size === 0) this.#serve(socket)
    else if (this.#waiting.length < MAX_WAITING) this.#wait(socket)
    else socket.destroy()
  }

  /** Ends all of them: between commands at once, in a transfer after {@link CLOSE_GRACE} at the latest. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#closed = resolve
    })
    for (const socket of this.#waiting.splice(0)) socket.destroy()
    for (const { close } of this.#open) close()
    const cut = setTimeout(() => {
      for (const { socket } of this.#open) socket.destroy()
    }, CLOSE_GRACE)
    if (this.#open.size === 0) this.#closed?.()
    await closed
    clearTimeout(cut)
  }

  #serve(socket: Socket): void {
    const { limits, identity } = this.#options
    const served = serve(socket, limits, identity)
    this.#open.add(served)
    served.socket.on('close', () => {
      this.#open.delete(served)
      this.#options.onEnd?.()
      if (this.#closed !== null) {
        if (this.#open.size === 0) this.#closed()
        return
      }
      const next = this.#options.sequential ? this.#waiting.shift() : undefined
      if (next !== undefined) this.#serve(next)
    })
  }

  #wait(socket: Socket): void {
    socket.on('error', () => undefined)
    socket.on('close', () => {
      const place = this.#waiting.indexOf(socket)
      if (place !== -1) this.#waiting.splice(place, 1)
    })
    this.#waiting.push(socket)
  }
}
