/**
 * Remembers which sequence numbers have arrived, one bit each, in a window that ends at the highest one. Its memory does not
 * depend on how many arrive.
 */
export class SequenceWindow {
  readonly #size: number
  readonly #words: Uint32Array
  #highest = -1

  /** @param most minimum size of the window */
  constructor(most: number) {
    this.#size = 2 ** Math.max(5, Math.ceil(Math.log2(most)))
    this.#words = new Uint32Array(this.#size / 32)
  }

  /** The highest number that has arrived; -1 before the first. */
  get highest(): number {
    return this.#highest
  }

  /** Adds a number. `old`: it is before the window, so whether it is a duplicate is unknown. */
  take(sequence: number): 'new' | 'duplicate' | 'old' {
    if (sequence > this.#highest) this.#advance(sequence)
    else if (this.#highest - sequence >= this.#size) return 'old'
    const place = sequence % this.#size
    const word = place >>> 5
    const bit = 1 << (place & 31)
    const bits = this.#words[word] ?? 0
    if ((bits & bit) !== 0) return 'duplicate'
    this.#words[word] = bits | bit
    return 'new'
  }

  /** Clears the bits of the skipped numbers: they still hold numbers before the window. */
  #advance(sequence: number): void {
    const first = (this.#highest + 1) % this.#size
    const last = sequence % this.#size
    if (sequence - this.#highest >= this.#size) this.#words.fill(0)
    else if (first <= last) this.#clear(first, last)
    else {
      this.#clear(first, this.#size - 1)
      this.#clear(0, last)
    }
    this.#highest = sequence
  }

  /** Clears bits by the word: anyone may skip as many numbers as the window has, in every datagram. */
  #clear(first: number, last: number): void {
    const [from, to] = [first >>> 5, last >>> 5]
    const behindFirst = -1 << (first & 31)
    const upToLast = -1 >>> (31 - (last & 31))
    if (from === to) this.#keep(from, ~(behindFirst & upToLast))
    else {
      this.#keep(from, ~behindFirst)
      this.#words.fill(0, from + 1, to)
      this.#keep(to, ~upToLast)
    }
  }

  #keep(word: number, bits: number): void {
    this.#words[word] = (this.#words[word] ?? 0) & bits
  }
}
