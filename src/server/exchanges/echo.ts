import type { Socket } from 'node:net'

import { BusyPoll } from '../../host/busy-poll.ts'
import { nanoseconds } from '../../host/clock.ts'
import { LAST_PROBE, readSequence, writeStamps } from '../../protocol/echo.ts'
import type { EndFacts } from '../../results/types.ts'
import { watchTest } from '../activity.ts'
import type { ByteExchange, ExchangeHost } from './exchange.ts'

/** Sends every probe back as soon as it is complete, with the stamps of its arrival and departure. */
export class EchoExchange implements ByteExchange {
  readonly finishesOnClose = false
  readonly #host: ExchangeHost
  readonly #socket: Socket
  readonly #payload: number
  readonly #seen: () => EndFacts
  #probe: Buffer
  readonly #poll: BusyPoll
  #have = 0
  /** Answers of one read behind one that the kernel has not taken yet. */
  #held: Buffer | null = null
  #heldBytes = 0

  constructor(host: ExchangeHost, payload: number, busyPoll: boolean) {
    this.#host = host
    this.#socket = host.socket
    this.#payload = payload
    this.#seen = watchTest(host.session)
    this.#probe = Buffer.alloc(payload)
    this.#poll = new BusyPoll(busyPoll)
    host.say({ busyPoll: this.#poll.worked })
  }

  receive(length: number, buffer: Buffer): number {
    const receivedAt = nanoseconds()
    this.#poll.renew()
    let at = 0
    while (at < length) {
      const end = Math.min(length, at + this.#payload - this.#have)
      const taken = buffer.copy(this.#probe, this.#have, at, end)
      at += taken
      this.#have += taken
      if (this.#have < this.#payload) break
      this.#have = 0
      if (readSequence(this.#probe, 0) === LAST_PROBE) {
        this.#writeHeld()
        this.#finish()
        return at
      }
      writeStamps(this.#probe, 0, receivedAt, nanoseconds())
      this.#answer(length - at)
    }
    this.#writeHeld()
    return at
  }

  close(): void {
    this.#poll.stop()
    this.#seen()
  }

  /** @param rest bytes of this read behind the probe */
  #answer(rest: number): void {
    if (this.#held === null && this.#socket.writableLength === 0) {
      this.#socket.write(this.#probe)
      // The next probe must not overwrite what the kernel has not taken yet. Usually it takes an answer at once.
      if (this.#socket.writableLength > 0) this.#probe = Buffer.alloc(this.#payload)
      return
    }
    // Thousands of small writes would need far more memory than their bytes.
    this.#held ??= Buffer.allocUnsafe(this.#payload * (1 + Math.floor(rest / this.#payload)))
    this.#heldBytes += this.#probe.copy(this.#held, this.#heldBytes)
  }

  #writeHeld(): void {
    if (this.#held !== null) this.#socket.write(this.#held.subarray(0, this.#heldBytes))
    this.#held = null
    this.#heldBytes = 0
    // A client that does not read its answers is not read from until they have gone out.
    if (this.#socket.writableNeedDrain) this.#socket.pause()
  }

  #finish(): void {
    this.close()
    this.#host.say({ busyPoll: this.#poll.worked, end: this.#seen() })
    this.#host.ended()
  }
}
