import { QUEUE } from './properties.ts'
import type { PathProperties } from './properties.ts'

/** When what enters a path leaves it. All times in ms, of any clock. */
export class Bottleneck {
  readonly #properties: PathProperties
  /** When it has sent everything. */
  #freeAt = 0

  constructor(properties: PathProperties) {
    this.#properties = properties
  }

  /** Whether its queue is full. */
  isFull(now: number): boolean {
    return this.#freeAt - now >= QUEUE
  }

  /** Whether a datagram is lost: because the queue is full, or by chance. */
  loses(now: number): boolean {
    return this.isFull(now) || Math.random() < this.#properties.loss
  }

  /** When a frame that enters now arrives, after those that entered before. */
  arrival(now: number, bytes: number): number {
    const { delay, jitter, rate } = this.#properties
    this.#freeAt = Math.max(this.#freeAt, now) + (rate === null ? 0 : (bytes * 8000) / rate)
    return this.#freeAt + delay + (Math.random() * 2 - 1) * jitter
  }
}
