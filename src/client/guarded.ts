/** A listener of a user's, held so that it can be called from anywhere: what it throws is kept until it is asked for. */
export class Guarded<T extends readonly unknown[]> {
  readonly #listener: (...values: T) => void
  readonly #onThrow: () => void
  #thrown: { readonly error: unknown } | null = null

  /** @param onThrow called once, when the listener has thrown; it is not called any more then */
  constructor(listener: (...values: T) => void, onThrow: () => void = () => undefined) {
    this.#listener = listener
    this.#onThrow = onThrow
  }

  /** Calls the listener. Never throws. */
  readonly tell = (...values: T): void => {
    if (this.#thrown !== null) return
    try {
      this.#listener(...values)
    } catch (error) {
      this.#thrown = { error }
      this.#onThrow()
    }
  }

  /** Throws what the listener has thrown, if it has. */
  check(): void {
    if (this.#thrown !== null) throw this.#thrown.error
  }
}
