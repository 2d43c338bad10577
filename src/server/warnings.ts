import { performance } from '../host/clock.ts'

/** The time (ms) in which the same warning is given once, and the most warnings in that time. */
const WINDOW = 60_000
const MOST = 20

/** What a running server warns of. Workers that die again and again must not fill a disk. */
export class Warnings {
  readonly #tell: (sentence: string) => void
  /** The sentences of the last minute, and when they were told. */
  readonly #told = new Map<string, number>()

  constructor(tell: (sentence: string) => void) {
    this.#tell = tell
  }

  /** A worker has ended by itself, and is being replaced. */
  workerEnded(worker: string, how: string): void {
    this.#warn(`${worker} ended (${how}). Its connections are lost, and another one takes its place.`)
  }

  /** A worker is in an endless loop, or stopped. */
  workerHung(worker: string, silence: number): void {
    this.#warn(
      `${worker} has not responded for ${silence / 1000} s. It is ended with its connections, and another one takes its place.`,
    )
  }

  noDescriptors(): void {
    this.#warn(
      'No file descriptor is left: the system closes new connections unserved. Raise the limit (ulimit -n), or connect fewer clients.',
    )
  }

  #warn(sentence: string): void {
    const now = performance.now()
    for (const [old, at] of this.#told) if (now - at >= WINDOW) this.#told.delete(old)
    if (this.#told.has(sentence) || this.#told.size >= MOST) return
    this.#told.set(sentence, now)
    this.#tell(sentence)
  }
}
