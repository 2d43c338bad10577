/** Puts the lines of a stream together from the pieces in which they arrive. */
export class BoundedLines {
  readonly #onLine: (line: string) => void
  readonly #onTooLong: (beginning: string) => void
  #pieces: Buffer[] = []
  #size = 0
  #over = false
  /** Maximum bytes of a line, with its newline. */
  most: number

  /** @param onTooLong called once, with the beginning of a line that is too long. What follows it is ignored. */
  constructor(most: number, onLine: (line: string) => void, onTooLong: (beginning: string) => void) {
    this.most = most
    this.#onLine = onLine
    this.#onTooLong = onTooLong
  }

  /** Takes the next bytes. */
  take(bytes: Buffer): void {
    for (let from = 0; from < bytes.length && !this.#over;) {
      const newline = bytes.indexOf(10, from)
      const to = newline === -1 ? bytes.length : newline + 1
      this.#pieces.push(bytes.subarray(from, to))
      this.#size += to - from
      from = to
      if (this.#size > this.most) this.#end()
      else if (newline !== -1) this.#complete()
    }
  }

  #complete(): void {
    const line = Buffer.concat(this.#pieces).toString('utf8')
    this.#pieces = []
    this.#size = 0
    this.#onLine(line)
  }

  #end(): void {
    this.#over = true
    const begun = Buffer.concat(this.#pieces).toString('utf8', 0, SHOWN)
    this.#pieces = []
    this.#onTooLong(begun)
  }
}

/** Bytes of a line that an error shows. */
const SHOWN = 100
