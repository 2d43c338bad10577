import { availableParallelism } from 'node:os'

/** How long (ms) a loop is kept turning without {@link BusyPoll.renew}. */
const LIMIT = 2000

/** A loop that was kept waiting for so long (ms) had lost its processor to somebody else. */
const STALL = 2

/** So many stalls, each within so long (ms) of the one before, are somebody else's work; single ones are the system's. */
const MOST_STALLS = 3
const TOGETHER = 100

/**
 * Keeps this thread's event loop turning, so that the wake-up of a sleeping processor is not measured as network.
 * It needs a core of its own: where others want the same one, a thread that never sleeps is the first to wait for it,
 * and much longer than a wake-up takes. So it gives up as soon as it sees that.
 */
export class BusyPoll {
  #state: 'idle' | 'turning' | 'given up'
  #until = 0
  #turnedAt = 0
  #stalls = 0
  #stalledAt = 0

  /** @param wanted without it, or on a single core, nothing is ever done */
  constructor(wanted: boolean) {
    this.#state = wanted && availableParallelism() > 1 ? 'idle' : 'given up'
  }

  /** Whether it does its work. */
  get works(): boolean {
    return this.#state !== 'given up'
  }

  /** Starts, or goes on for another while. */
  renew(): void {
    if (this.#state === 'given up') return
    this.#turnedAt = performance.now()
    this.#until = this.#turnedAt + LIMIT
    if (this.#state === 'turning') return
    this.#state = 'turning'
    this.#turn()
  }

  /** Ends it; it can be started again. */
  stop(): void {
    if (this.#state === 'turning') this.#state = 'idle'
  }

  #turn(): void {
    if (this.#state !== 'turning') return
    const now = performance.now()
    if (now - this.#turnedAt > STALL) {
      this.#stalls = now - this.#stalledAt > TOGETHER ? 1 : this.#stalls + 1
      this.#stalledAt = now
    }
    this.#turnedAt = now
    if (this.#stalls >= MOST_STALLS) this.#state = 'given up'
    else if (now > this.#until) this.#state = 'idle'
    else setImmediate(() => this.#turn())
  }
}
