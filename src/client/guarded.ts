/** Wraps a user's listener so that it never throws to its caller: its error is kept until `check` or `end`. */
export class Guarded<T extends readonly unknown[]> {
  readonly #listener: (...values: T) => void
  readonly #onThrow: () => void
  #thrown: { readonly error: unknown } | null = null
  #over = false

  /** @param onThrow called once, when the listener has thrown. The listener is not called again. */
  constructor(listener: (...values: T) => void, onThrow: () => void = () => undefined) {
    this.#listener = listener
    this.#onThrow = onThrow
  }

  /** Calls the listener. Never throws. */
  readonly tell = (...values: T): void => {
    if (this.#over) return
    try {
      this.#listener(...values)
    } catch (error) {
      this.#over = true
      this.#thrown = { error }
      this.#onThrow()
    }
  }

  /** Throws what the listener has thrown, if anything. */
  check(): void {
    if (this.#thrown !== null) throw this.#thrown.error
  }

  /** Stops calling the listener. Throws what it has thrown, if anything. */
  end(): void {
    this.#over = true
    this.check()
  }
}
