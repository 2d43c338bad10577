import { availableParallelism } from 'node:os'

import type { PollPermit } from '../host/poll-permit.ts'
import { performance } from '../host/clock.ts'
import { clearInterval, setInterval } from '../host/timers.ts'

/** How long (ms) a worker keeps its slot after it last polled: tests in quick succession need to ask only once. */
const LINGER = 3000

/** A worker would busy-poll, or no longer. */
export interface PollAsk {
  readonly type: 'poll'
  readonly wants: boolean
}

/** Whether a worker may busy-poll. */
export interface PollReply {
  readonly type: 'poll'
  readonly granted: boolean
}

/** How many workers of a server may busy-poll at once: each then uses a CPU, and any client can make it do so. */
export function slotCount(cpus: number = availableParallelism()): number {
  return Math.max(1, Math.floor(cpus / 2))
}

/** Which workers of a server may busy-poll. */
export class PollSlots<Worker> {
  readonly #count: number
  readonly #tell: (worker: Worker, reply: PollReply) => void
  readonly #holders = new Set<Worker>()
  readonly #waiting = new Set<Worker>()

  constructor(tell: (worker: Worker, reply: PollReply) => void, count: number = slotCount()) {
    this.#count = count
    this.#tell = tell
  }

  /** A worker polls before it has the answer, so that a test begins in the way in which it goes on. */
  take(worker: Worker, { wants }: PollAsk): void {
    if (!wants) return this.forget(worker)
    if (this.#holders.has(worker)) return
    if (this.#holders.size < this.#count) this.#holders.add(worker)
    else {
      this.#waiting.add(worker)
      this.#tell(worker, { type: 'poll', granted: false })
    }
  }

  /** A worker does not poll any more. */
  forget(worker: Worker): void {
    this.#waiting.delete(worker)
    if (!this.#holders.delete(worker)) return
    const [next] = this.#waiting
    if (next === undefined) return
    this.#waiting.delete(next)
    this.#holders.add(next)
    this.#tell(next, { type: 'poll', granted: true })
  }
}

/** The permit of a worker, which its server may revoke. */
export class WorkerPermit implements PollPermit {
  readonly #ask: (ask: PollAsk) => void
  #granted = true
  #wantedAt = 0
  #timer: NodeJS.Timeout | null = null

  constructor(ask: (ask: PollAsk) => void) {
    this.#ask = ask
  }

  get granted(): boolean {
    return this.#granted
  }

  readonly want = (now: number): void => {
    this.#wantedAt = now
    if (this.#timer !== null) return
    this.#ask({ type: 'poll', wants: true })
    this.#timer = setInterval(() => this.#look(), LINGER).unref()
  }

  /** Takes the server's answer. */
  hear({ granted }: PollReply): void {
    // One that is not wanted any more says nothing about the next.
    if (this.#timer !== null) this.#granted = granted
  }

  #look(): void {
    if (this.#timer === null || performance.now() - this.#wantedAt < LINGER) return
    clearInterval(this.#timer)
    this.#timer = null
    this.#granted = true
    this.#ask({ type: 'poll', wants: false })
  }
}
