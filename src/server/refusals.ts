import type { Socket } from 'node:net'

import { clearTimeout, setTimeout } from '../host/timers.ts'
import { NATIVE_MARK, openingLine } from '../protocol/native.ts'
import type { Excess } from './connection-counts.ts'

/** Connections that may wait for a refusal in words; more are closed at once. */
const MOST = 64

/** Time (ms) for the first bytes of a connection that is refused. */
const TIME = 1000

/** What a client is told, and when it should try again (s). */
const RETRY = 5
const SENTENCES: Readonly<Record<Excess, string>> = {
  connections: 'This server has as many connections as it keeps (--max-connections).',
  address:
    'This server has as many connections from the same address as it keeps (--max-connections-per-address).',
}

/** Refuses connections for which a server has no room. Clients of the native dialect are told why; the others are closed. */
export class Refusals {
  readonly #waiting = new Set<Socket>()

  /** Refuses a connection that is paused and unread. */
  refuse(socket: Socket, excess: Excess): void {
    socket.on('error', () => undefined)
    if (this.#waiting.size >= MOST) return void socket.destroy()
    this.#waiting.add(socket)
    const timer = setTimeout(() => socket.destroy(), TIME)
    socket.once('close', () => {
      clearTimeout(timer)
      this.#waiting.delete(socket)
    })
    socket.once('end', () => socket.destroy())
    socket.once('data', (bytes: Buffer) => {
      if (bytes.toString('latin1', 0, NATIVE_MARK.length) !== NATIVE_MARK) return socket.destroy()
      const message = `${SENTENCES[excess]} Try again in ${RETRY} s.`
      socket.end(openingLine({ error: { code: 'busy', message, retryAfter: RETRY } }))
      socket.resume()
    })
    socket.resume()
  }

  /** Ends them at once. */
  close(): void {
    for (const socket of this.#waiting) socket.destroy()
  }
}
