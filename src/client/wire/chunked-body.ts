/** Most digits of the size of a chunk, and most other characters between chunks or behind the last one. */
const MOST_DIGITS = 12
const MOST_OTHER = 16_384

const [CR, LF, SEMICOLON, SPACE, TAB] = [13, 10, 59, 32, 9]

type Part = 'size' | 'extension' | 'sizeLf' | 'data' | 'dataCr' | 'dataLf' | 'trailer' | 'trailerLf' | 'over'

/** Reads a body in chunks (RFC 9112, section 7.1), in whatever pieces it arrives. Extensions and trailers are skipped. */
export class ChunkedBody {
  #part: Part = 'size'
  /** What is left of the chunk. */
  #left = 0
  #digits = 0
  /** Characters of the trailer's line. */
  #line = 0
  #other = 0
  #position = 0

  /** Whether it is complete. */
  get isOver(): boolean {
    return this.#part === 'over'
  }

  /** Where in the bytes of the last call the next message begins, or those bytes end. */
  get position(): number {
    return this.#position
  }

  /**
   * Takes the bytes of a buffer from one position to another.
   * @param keep is called with the positions between which payload is
   * @returns bytes of payload; `null` if it is not such a body
   */
  take(buffer: Buffer, from: number, to: number, keep?: (from: number, to: number) => void): number | null {
    let payload = 0
    let at = from
    while (at < to && this.#part !== 'over') {
      if (this.#part === 'data') {
        const length = Math.min(this.#left, to - at)
        keep?.(at, at + length)
        payload += length
        at += length
        this.#left -= length
        if (this.#left === 0) this.#part = 'dataCr'
      } else {
        const next = this.#after(this.#part, buffer[at] ?? 0)
        if (next === null) return null
        this.#part = next
        at += 1
      }
    }
    this.#position = at
    return payload
  }

  /** The part after a character of this one; `null` if it does not belong there. */
  #after(part: Exclude<Part, 'data' | 'over'>, character: number): Part | null {
    switch (part) {
      case 'size':
        return this.#afterSize(character)
      case 'extension':
        return character === CR ? 'sizeLf' : this.#skip('extension')
      case 'sizeLf':
        if (character !== LF) return null
        this.#digits = 0
        return this.#left === 0 ? 'trailer' : 'data'
      case 'dataCr':
        return character === CR ? 'dataLf' : null
      case 'dataLf':
        return character === LF ? 'size' : null
      case 'trailer':
        if (character === CR) return 'trailerLf'
        this.#line += 1
        return this.#skip('trailer')
      case 'trailerLf':
        if (character !== LF) return null
        if (this.#line === 0) return 'over'
        this.#line = 0
        return 'trailer'
    }
  }

  #afterSize(character: number): Part | null {
    const digit = digitOf(character)
    if (digit !== null && this.#digits < MOST_DIGITS) {
      this.#left = this.#left * 16 + digit
      this.#digits += 1
      return 'size'
    }
    if (this.#digits === 0) return null
    if (character === CR) return 'sizeLf'
    return character === SEMICOLON || character === SPACE || character === TAB ? 'extension' : null
  }

  #skip(part: Part): Part | null {
    this.#other += 1
    return this.#other > MOST_OTHER ? null : part
  }
}

/** The value of a hexadecimal digit. */
function digitOf(character: number): number | null {
  if (character >= 48 && character <= 57) return character - 48
  const letter = character | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : null
}
