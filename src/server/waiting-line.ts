import { MAX_WAITING } from './limits.ts'

/**
 * Connections that wait for their turn, by what they have said: those whose first line or command is complete go first, each
 * in the order in which it was completed. One that has said nothing has no turn to wait for.
 */
export class WaitingLine<T> {
  readonly #silent = new Set<T>()
  readonly #begun = new Set<T>()
  readonly #ready = new Set<T>()

  /** Adds one that has said nothing yet. */
  add(one: T): void {
    this.#silent.add(one)
  }

  /**
   * One of them has said something.
   * @param complete whether that is a whole first line or command
   */
  heard(one: T, complete: boolean): void {
    if (this.#ready.has(one) || (this.#begun.has(one) && !complete)) return
    if (!this.delete(one)) return
    if (complete) this.#ready.add(one)
    else this.#begun.add(one)
  }

  /** The one whose turn is next, if any. */
  next(): T | undefined {
    const [ready] = this.#ready
    const [begun] = this.#begun
    return ready ?? begun
  }

  /** How many have asked for something. */
  get ready(): number {
    return this.#ready.size
  }

  get isFull(): boolean {
    return this.#silent.size + this.#begun.size + this.#ready.size >= MAX_WAITING
  }

  /** The one to drop if there is no room: it has waited longest without asking for anything. */
  dispensable(): T | undefined {
    const [silent] = this.#silent
    const [begun] = this.#begun
    return silent ?? begun
  }

  /** Removes one; false if it is not in the line. */
  delete(one: T): boolean {
    return this.#silent.delete(one) || this.#begun.delete(one) || this.#ready.delete(one)
  }

  all(): readonly T[] {
    return [...this.#silent, ...this.#begun, ...this.#ready]
  }
}
