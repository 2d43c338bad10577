import { performance } from '../host/clock.ts'

/** The longest time (ms) between two writes while lines arrive. */
const PAUSE = 100

/** Collects lines, so that printing does not disturb the measurement: a write takes longer than a probe. */
export class Batch {
  readonly #print: (lines: readonly string[]) => void
  #lines: string[] = []
  #printedAt = 0

  constructor(print: (lines: readonly string[]) => void) {
    this.#print = print
  }

  add(line: string): void {
    this.#lines.push(line)
    if (performance.now() - this.#printedAt >= PAUSE) this.flush()
  }

  /** Prints the collected lines. */
  flush(): void {
    if (this.#lines.length > 0) this.#print(this.#lines)
    this.#lines = []
    this.#printedAt = performance.now()
  }
}
