/**
 * Remembers which of the last sequence numbers have come, up to the highest one, in a bit each: as much memory as the
 * window is wide, however many there are.
 */
export class SequenceWindow {
  readonly #size: number
  readonly #words: Uint32Array
  #highest = -1

  /** @param most how many numbers are remembered at least */
  constructor(most: number) {
    this.#size = 2 ** Math.max(5, Math.ceil(Math.log2(most)))
    this.#words = new Uint32Array(this.#size / 32)
  }

  /** The highest number that has come; -1 before the first. */
  get highest(): number {
    return this.#highest
  }

  /** Takes a number; `old`: it is so far behind the highest one that nobody knows any more whether it had come. */
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

  /** The numbers that are passed over have not come yet; their places were those of numbers long ago. */
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
