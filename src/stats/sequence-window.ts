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
    if (sequence - this.#highest >= this.#size) this.#words.fill(0)
    else {
      for (let passed = this.#highest + 1; passed <= sequence; passed += 1) {
        const place = passed % this.#size
        const word = place >>> 5
        this.#words[word] = (this.#words[word] ?? 0) & ~(1 << (place & 31))
      }
    }
    this.#highest = sequence
  }
}
