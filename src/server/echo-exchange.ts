import type { Socket } from 'node:net'

import { LAST_PROBE, readSequence, writeStamps } from '../protocol/echo.ts'
import { BusyPoll } from '../host/busy-poll.ts'
import { nanoseconds } from '../host/clock.ts'

/** Sends every probe back as soon as it is complete, with the stamps of its arrival and departure. */
export class EchoExchange {
  readonly #socket: Socket
  readonly #payload: number
  readonly #onEnd: () => void
  readonly #probe: Buffer
  readonly #poll: BusyPoll
  #have = 0

  constructor(socket: Socket, payload: number, busyPoll: boolean, onEnd: () => void) {
    this.#socket = socket
    this.#payload = payload
    this.#onEnd = onEnd
    this.#probe = Buffer.alloc(payload)
    this.#poll = new BusyPoll(busyPoll)
  }

  /** Whether this end kept its event loop turning. */
  get busyPolls(): boolean {
    return this.#poll.worked
  }

  /** Takes bytes; returns how many belonged to the exchange. */
  receive(length: number, buffer: Buffer): number {
    const receivedAt = nanoseconds()
    this.#poll.renew()
    let at = 0
    while (at < length) {
      const taken = buffer.copy(
        this.#probe,
        this.#have,
        at,
        Math.min(length, at + this.#payload - this.#have),
      )
      at += taken
      this.#have += taken
      if (this.#have < this.#payload) break
      this.#have = 0
      if (readSequence(this.#probe, 0) === LAST_PROBE) {
        this.close()
        this.#onEnd()
        return at
      }
      this.#answer(receivedAt)
    }
    return at
  }

  close(): void {
    this.#poll.stop()
  }

  #answer(receivedAt: number): void {
    // A client that does not read its answers is not read any further, until they have gone out.
    if (this.#socket.writableNeedDrain) this.#socket.pause()
    // The kernel may not take it at once, and the next probe comes into the same memory.
    const answer = Buffer.from(this.#probe)
    writeStamps(answer, 0, receivedAt, nanoseconds())
    this.#socket.write(answer)
  }
}
