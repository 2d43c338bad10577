import type { SeatLine } from '../seat-line.ts'
import type { SeatRefusal, SeatWord } from '../seat-messages.ts'

/** Why a test has no seat; `body`: it cannot wait for one, because its payload may already arrive. */
export type NoSeat = SeatRefusal | 'body'

/** A test that asks for the seat of its connection. */
interface Waiting {
  readonly mayWait: boolean
  readonly done: (refusal: NoSeat | null) => void
}

/** One connection's seat on a server that limits sessions: asked for by its first test, and kept until the connection ends. */
export class HttpSeat {
  readonly #seats: SeatLine
  readonly #session: string
  readonly #onOver: () => void
  #isTaken: boolean
  /** Tests that wait for it. */
  #waiting: Waiting[] = []
  /** Whether it is not the turn of this connection. */
  #mustWait = false
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

  /** Whether tests wait for it. */
  get isAwaited(): boolean {
    return this.#waiting.length > 0
  }

  /**
   * @param mayWait whether the test can wait for its turn
   * @param done called when the connection has it, with `null`, or with the reason why there is none
   */
  take(mayWait: boolean, done: Waiting['done']): void {
    if (this.#mustWait && !mayWait) return done('body')
    this.#waiting.push({ mayWait, done })
    this.#leave ??= this.#seats.take(this.#session, 'session', (word) => this.#hear(word))
  }

  /** Gives it up. Nothing waits for it any more. */
  leave(): void {
    this.#waiting = []
    this.#mustWait = false
    this.#leave?.()
    this.#leave = null
  }

  #hear(word: SeatWord): void {
    const waiting = this.#waiting
    switch (word.hear) {
      case 'wait':
        this.#mustWait = true
        this.#waiting = waiting.filter(({ mayWait }) => mayWait)
        if (!this.isAwaited) this.leave()
        for (const { mayWait, done } of waiting) if (!mayWait) done('body')
        return
      case 'over':
        return this.#onOver()
      case 'go':
        this.#isTaken = true
        this.#waiting = []
        for (const { done } of waiting) done(null)
        return
      case 'refused':
        this.leave()
        for (const { done } of waiting) done(word.why)
    }
  }
}
