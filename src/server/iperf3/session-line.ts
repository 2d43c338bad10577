import type { SessionAsk, SessionReply, SessionWord, StreamNews, StreamOrder } from './session-messages.ts'

/** A worker's line to the sessions of its server, which are in another thread or process. */
export class SessionLine {
  readonly #post: (ask: SessionAsk) => void
  readonly #members = new Map<number, (word: SessionWord) => void>()
  #joined = 0

  constructor(post: (ask: SessionAsk) => void) {
    this.#post = post
  }

  /** Joins the session with this cookie. What is said to the connection goes to `hear`, from the next turn on. */
  join(cookie: string, hear: (word: SessionWord) => void): SessionPlace {
    this.#joined += 1
    const connection = this.#joined
    this.#members.set(connection, hear)
    this.#post({ type: 'session', connection, ask: 'join', cookie })
    return {
      order: (stream, order) => this.#post({ type: 'session', connection, ask: 'order', stream, order }),
      tell: (news) => this.#post({ type: 'session', connection, ask: 'tell', news }),
      leave: () => {
        if (this.#members.delete(connection)) this.#post({ type: 'session', connection, ask: 'leave' })
      },
    }
  }

  /** Takes what a connection hears. */
  hear(reply: SessionReply): void {
    this.#members.get(reply.connection)?.(reply)
  }
}

/** The place of a connection in its session. */
export interface SessionPlace {
  /** Of a control connection: gives an order to a stream. */
  readonly order: (stream: number, order: StreamOrder) => void
  /** Of a stream: tells the control connection. */
  readonly tell: (news: StreamNews) => void
  /** The connection is over. Idempotent. */
  readonly leave: () => void
}
