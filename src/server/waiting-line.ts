/**
 * Connections that wait for their turn. Those whose first line or command is complete go first: one of each address after the
 * other, so that nobody can fill the line, and those of an address in the order in which they completed it. One that has said
 * nothing has no turn to wait for.
 */
export class WaitingLine<T> {
  readonly #most: number
  /** Where each comes from. */
  readonly #from = new Map<T, string>()
  readonly #silent = new Set<T>()
  readonly #begun = new Set<T>()
  /** By address, the one whose turn is next first. */
  readonly #ready = new Map<string, Set<T>>()
  #readyCount = 0

  /** @param most how many fit */
  constructor(most: number) {
    this.#most = most
  }

  /**
   * Adds one that has said nothing yet.
   * @param from its address
   */
  add(one: T, from: string): void {
    this.#from.set(one, from)
    this.#silent.add(one)
  }

  /**
   * One of them has said something.
   * @param complete whether that is a whole first line or command
   */
  heard(one: T, complete: boolean): void {
    const from = this.#from.get(one)
    if (from === undefined || this.#ready.get(from)?.has(one) || (this.#begun.has(one) && !complete)) return
    this.#silent.delete(one)
    this.#begun.delete(one)
    if (!complete) return void this.#begun.add(one)
    this.#ready.set(from, (this.#ready.get(from) ?? new Set<T>()).add(one))
    this.#readyCount += 1
  }

  /** The one whose turn is next, if any. */
  next(): T | undefined {
    const [alike] = this.#ready.values()
    const [ready] = alike ?? []
    const [begun] = this.#begun
    return ready ?? begun
  }

  /** The turn of one has come: others of its address wait until all other addresses had one. */
  take(one: T): void {
    const from = this.#from.get(one) ?? ''
    this.delete(one)
    const alike = this.#ready.get(from)
    if (alike === undefined) return
    this.#ready.delete(from)
    this.#ready.set(from, alike)
  }

  /** How many have asked for something. */
  get ready(): number {
    return this.#readyCount
  }

  get isFull(): boolean {
    return this.#from.size >= this.#most
  }

  /**
   * The one to drop if there is no room for another: it has waited longest without asking for anything, or else it is the last
   * of the address with the most.
   * @param from the address of the other one
   */
  dispensable(from: string): T | undefined {
    const [silent] = this.#silent
    const [begun] = this.#begun
    return silent ?? begun ?? this.#lastOfMost(from)
  }

  /** Removes one; false if it is not in the line. */
  delete(one: T): boolean {
    const from = this.#from.get(one)
    if (from === undefined) return false
    this.#from.delete(one)
    this.#silent.delete(one)
    this.#begun.delete(one)
    const alike = this.#ready.get(from)
    if (alike?.delete(one)) this.#readyCount -= 1
    if (alike?.size === 0) this.#ready.delete(from)
    return true
  }

  all(): readonly T[] {
    return [...this.#from.keys()]
  }

  /** Nothing if that address has none fewer than the others. */
  #lastOfMost(from: string): T | undefined {
    const own = this.#ready.get(from)?.size ?? 0
    let most: ReadonlySet<T> | undefined
    for (const alike of this.#ready.values()) if (alike.size > (most?.size ?? own + 1)) most = alike
    return most && [...most].at(-1)
  }
}
