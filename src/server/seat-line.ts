import type { SeatAsk, SeatRefusal, SeatReply, SeatWord } from './seat-messages.ts'

/** After this time (s) a client may try again. */
const RETRY = 5

/** What clients of the native dialect hear if there is no seat for them. */
export const SEAT_REFUSALS: Readonly<
  Record<SeatRefusal, { readonly code: string; readonly message: string; readonly retryAfter?: number }>
> = {
  busy: {
    code: 'busy',
    message: `This server measures with as many clients as it allows, and as many wait (--max-sessions, --max-waiting). Try again in ${RETRY} s.`,
    retryAfter: RETRY,
  },
  streams: {
    code: 'limit',
    message:
      'This session has as many streams as this server allows (--max-streams). Choose fewer --streams.',
  },
  session: { code: 'session', message: 'This session has ended.' },
}

/** A worker's line to the seats of its server, which are in another thread or process. */
export class SeatLine {
  /** Whether the server limits sessions or streams. Otherwise nobody needs a seat. */
  readonly limited: boolean
  readonly #post: (ask: SeatAsk) => void
  readonly #taken = new Map<number, (word: SeatWord) => void>()
  #last = 0

  constructor(post: (ask: SeatAsk) => void, limited: boolean) {
    this.#post = post
    this.limited = limited
  }

  /**
   * Asks for a seat. What is said about it goes to `hear`, from the next turn on.
   * @returns gives it up; idempotent
   */
  take(session: string, as: 'session' | 'stream' | 'either', hear: (word: SeatWord) => void): () => void {
    this.#last += 1
    const seat = this.#last
    this.#taken.set(seat, hear)
    this.#post({ type: 'seat', seat, ask: 'take', session, as })
    return () => {
      if (this.#taken.delete(seat)) this.#post({ type: 'seat', seat, ask: 'leave' })
    }
  }

  /** Takes what the connection of a seat hears. */
  hear(reply: SeatReply): void {
    this.#taken.get(reply.seat)?.(reply)
  }
}
