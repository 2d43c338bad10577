import type { SessionAsk, SessionReply, SessionWord } from './session-messages.ts'

/** A connection that has joined a session, in one of the server's workers. */
interface Member {
  readonly session: Session
  readonly say: (word: SessionWord) => void
  /** Its number among the streams of its session, in order of arrival; `null`: the control connection. */
  readonly stream: number | null
}

interface Session {
  readonly cookie: string
  readonly control: Member
  readonly streams: Map<number, Member>
  arrived: number
}

/** How many cookies of ended sessions are remembered: a stream may arrive after its session has ended. */
const ENDED = 1000

/**
 * The sessions of a server by their cookie. Connections of one session may land in several workers, in any order, so one
 * place decides what each of them is, and passes on what they say to each other.
 */
export class SessionHub {
  readonly #sessions = new Map<string, Session>()
  readonly #ended = new Set<string>()
  readonly #workers = new Map<object, Map<number, Member>>()

  /** Serves a connection of a worker, which hears by `post`. */
  take(worker: object, ask: SessionAsk, post: (reply: SessionReply) => void): void {
    const { type, connection } = ask
    const member = this.#workers.get(worker)?.get(connection)
    switch (ask.ask) {
      case 'join': {
        if (this.#ended.has(ask.cookie)) {
          post({ type, connection, hear: 'role', role: 'stream' })
          return post({ type, connection, hear: 'order', order: { order: 'leave' } })
        }
        const joined = this.#join(ask.cookie, (word) => post({ type, connection, ...word }))
        const members = this.#workers.get(worker) ?? new Map<number, Member>()
        this.#workers.set(worker, members.set(connection, joined))
        return
      }
      case 'order':
        if (member?.stream === null) {
          member.session.streams.get(ask.stream)?.say({ hear: 'order', order: ask.order })
        }
        return
      case 'tell':
        if (member !== undefined) tellControl(member, ask.news)
        return
      case 'leave':
        this.#workers.get(worker)?.delete(connection)
        if (member !== undefined) this.#leave(member)
    }
  }

  /** Ends what the connections of a dead worker took part in. */
  forget(worker: object): void {
    const members = this.#workers.get(worker)
    this.#workers.delete(worker)
    for (const member of members?.values() ?? []) this.#leave(member)
  }

  #join(cookie: string, say: Member['say']): Member {
    const session = this.#sessions.get(cookie)
    if (session === undefined) return this.#begin(cookie, say)
    const stream = session.arrived
    session.arrived += 1
    const member: Member = { session, say, stream }
    session.streams.set(stream, member)
    say({ hear: 'role', role: 'stream' })
    tellControl(member, { news: 'joined' })
    return member
  }

  #begin(cookie: string, say: Member['say']): Member {
    const streams = new Map<number, Member>()
    const session: Session = {
      cookie,
      streams,
      arrived: 0,
      get control() {
        return member
      },
    }
    const member: Member = { session, say, stream: null }
    this.#sessions.set(cookie, session)
    say({ hear: 'role', role: 'control' })
    return member
  }

  #leave(member: Member): void {
    const { session, stream } = member
    if (stream !== null) {
      if (session.streams.delete(stream)) tellControl(member, { news: 'left' })
      return
    }
    this.#sessions.delete(session.cookie)
    this.#ended.add(session.cookie)
    const [oldest] = this.#ended
    if (oldest !== undefined && this.#ended.size > ENDED) this.#ended.delete(oldest)
    for (const each of session.streams.values()) each.say({ hear: 'order', order: { order: 'leave' } })
    session.streams.clear()
  }
}

function tellControl({ session, stream }: Member, news: (SessionAsk & { ask: 'tell' })['news']): void {
  if (stream !== null) session.control.say({ hear: 'news', stream, news })
}
