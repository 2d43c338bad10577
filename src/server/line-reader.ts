import { NATIVE_MAX_LINE } from '../protocol/native.ts'

/** Who gets the lines that a client sends. */
export interface LineListener {
  /** A line is complete; what follows it in the same buffer has not been looked at. */
  readonly onLine: (text: string) => void
  /** A line is too long, in a sentence. */
  readonly onTooLong: (sentence: string) => void
}

/** Puts the lines of a client together from the pieces in which they arrive. */
export class LineReader {
  readonly #listener: LineListener
  #text = ''

  constructor(listener: LineListener) {
    this.#listener = listener
  }

  /** Whether a line has begun and is not complete. */
  get begun(): boolean {
    return this.#text !== ''
  }

  /** Takes bytes up to the end of the line, and returns how many it took. */
  take(length: number, buffer: Buffer): number {
    const newline = buffer.subarray(0, length).indexOf(10)
    const used = newline === -1 ? length : newline + 1
    const text = this.#text + buffer.toString('utf8', 0, used)
    if (text.length > NATIVE_MAX_LINE) {
      this.#text = ''
      this.#listener.onTooLong(`A line has more than ${NATIVE_MAX_LINE} bytes.`)
    } else if (newline === -1) {
      this.#text = text
    } else {
      this.#text = ''
      this.#listener.onLine(text)
    }
    return used
  }
}
