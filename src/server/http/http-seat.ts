import type { SeatLine } from '../seat-line.ts'
import type { SeatRefusal, SeatWord } from '../seat-messages.ts'

/** One connection's seat on a server that limits sessions: asked for by its first test, and kept until the connection ends. */
export class HttpSeat {
  readonly #seats: SeatLine
  readonly #session: string
  readonly #onOver: () => void
  #isTaken: boolean
  /** Tests that wait for it. */
  #waiting: ((refusal: SeatRefusal | null) => void)[] = []
  #leave: (() => void) | null = null

  /**
   * @param session that the connection is
   * @param onOver called when the connection has to end, because its time is over and others wait
   */
  constructor(seats: SeatLine, session: string, onOver: () => void) {
    this.#seats = seats
    this.#session = session
    this.#onOver = onOver
    this.#isTaken = !seats.limited
  }

  /** Whether tests may begin. */
  get isTaken(): boolean {
    return this.#isTaken
  }

  /** @param then called when the connection has it, with `null`, or with the reason why there is none */
  take(then: (refusal: SeatRefusal | null) => void): void {
    this.#waiting.push(then)
    this.#leave ??= this.#seats.take(this.#session, 'session', (word) => this.#hear(word))
  }

  /** Gives it up. Nothing waits for it any more. */
  leave(): void {
    this.#waiting = []
    this.#leave?.()
    this.#leave = null
  }

  #hear(word: SeatWord): void {
    const waiting = this.#waiting
    switch (word.hear) {
      case 'wait':
        return
      case 'over':
        return this.#onOver()
      case 'go':
        this.#isTaken = true
        this.#waiting = []
        for (const then of waiting) then(null)
        return
      case 'refused':
        this.leave()
        for (const then of waiting) then(word.why)
    }
  }
}
