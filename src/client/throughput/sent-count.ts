import type { Socket } from 'node:net'

import { nanoseconds } from '../../host/clock.ts'
import { clearInterval, setInterval } from '../../host/timers.ts'
import type { NativeTransfer, Tally } from '../../protocol/native.ts'
import { Counter } from '../../transfer/counter.ts'
import type { PayloadSender } from '../../transfer/payload-sender.ts'

/** How often (ms) it looks. */
const EVERY = 50

/**
 * What this end knows of an upload that is cut off before the server has reported its count: what this end's kernel has taken.
 */
export class SentCount {
  readonly #socket: Socket
  readonly #sender: PayloadSender
  readonly #counter: Counter
  readonly #timer: NodeJS.Timeout
  #seen = 0

  constructor(
    socket: Socket,
    sender: PayloadSender,
    { warmup, interval }: Pick<NativeTransfer, 'warmup' | 'interval'>,
  ) {
    this.#socket = socket
    this.#sender = sender
    this.#counter = new Counter({ bytes: null, seconds: null, warmup, interval })
    this.#timer = setInterval(() => this.#look(), EVERY).unref()
    this.#look()
  }

  /** The count so far, without the warm-up, up to the last look at which the kernel had taken more. */
  tally(): Tally {
    this.#look()
    return this.#counter.soFar()
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    // A socket that is gone forgets what it had not sent.
    if (this.#socket.destroyed) return
    const { taken } = this.#sender
    if (taken > this.#seen) this.#counter.add(taken - this.#seen, nanoseconds())
    this.#seen = taken
  }
}
