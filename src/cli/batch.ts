/** Lines are kept for so long (ms) at most, as long as others follow. */
const PAUSE = 100

/** Collects lines, so that printing them is not measured: a write for each probe would take longer than the probe. */
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

  /** Prints what there is. */
  flush(): void {
    if (this.#lines.length > 0) this.#print(this.#lines)
    this.#lines = []
    this.#printedAt = performance.now()
  }
}
