import { performance } from '../host/clock.ts'
import { clearInterval, clearTimeout, setInterval, setTimeout } from '../host/timers.ts'
import type { Caps } from './caps.ts'
import type { SeatAsk, SeatReply, SeatWord } from './seat-messages.ts'

/** How often (ms) those who wait hear that they still do, and the turns of the others are watched. */
const REMINDER = 2000

/**
 * How long (ms) those who wait are not told again that they have moved up: each of them hears it, and a client that comes and
 * goes could have a thousand lines sent each time.
 */
const PAUSE = 250

interface Seat {
  readonly session: string
  readonly say: (word: SeatWord) => void
  /** What it heard last. */
  place: number
}

interface Session {
  readonly control: Seat
  readonly streams: Set<Seat>
  readonly since: number
}

/**
 * The seats of a server that limits how many sessions run at once, or how many streams a session has. The connections of
 * a session may be in several workers, so one place decides. Sessions wait in the order in which they asked.
 */
export class Seats {
  readonly #caps: Pick<Caps, 'sessions' | 'waiting' | 'streams'>
  readonly #turn: number
  readonly #sessions = new Map<string, Session>()
  readonly #queue = new Set<Seat>()
  readonly #workers = new Map<object, Map<number, Seat>>()
  #reminder: NodeJS.Timeout | undefined
  #telling: NodeJS.Timeout | undefined
  /** When (ms) those who wait were told that they had moved up. */
  #toldAt = Number.NEGATIVE_INFINITY

  /** @param turn how long (ms) a session may last while others wait */
  constructor(caps: Pick<Caps, 'sessions' | 'waiting' | 'streams'>, turn: number) {
    this.#caps = caps
    this.#turn = turn
  }

  /** Serves a connection of a worker, which hears by `post`. */
  take(worker: object, ask: SeatAsk, post: (reply: SeatReply) => void): void {
    const { type, seat: number } = ask
    const seats = this.#workers.get(worker) ?? new Map<number, Seat>()
    if (ask.ask === 'leave') {
      const seat = seats.get(number)
      seats.delete(number)
      if (seat !== undefined) this.#leave(seat)
      return
    }
    const { session, as } = ask
    const seat: Seat = { session, say: (word) => post({ type, seat: number, ...word }), place: 0 }
    this.#workers.set(worker, seats.set(number, seat))
    const begun = this.#sessions.get(session)
    if (as !== 'session' && begun !== undefined) this.#join(begun, seat)
    else if (as === 'stream') seat.say({ hear: 'refused', why: 'session' })
    else this.#queueUp(seat)
  }

  /** A worker has ended, and its connections with it. */
  forget(worker: object): void {
    const seats = this.#workers.get(worker)
    this.#workers.delete(worker)
    for (const seat of seats?.values() ?? []) this.#leave(seat)
  }

  /** Nobody waits. */
  close(): void {
    clearInterval(this.#reminder)
    this.#reminder = undefined
    clearTimeout(this.#telling)
    this.#telling = undefined
  }

  #join({ streams }: Session, seat: Seat): void {
    const { streams: most } = this.#caps
    if (most !== null && streams.size >= most) return seat.say({ hear: 'refused', why: 'streams' })
    streams.add(seat)
    seat.say({ hear: 'go' })
  }

  #queueUp(seat: Seat): void {
    const isFull = !this.#hasRoom() && this.#queue.size >= this.#caps.waiting
    if (isFull) return seat.say({ hear: 'refused', why: 'busy' })
    this.#queue.add(seat)
    this.#advance()
    if (this.#queue.has(seat) && seat.place === 0) this.#tell(seat, this.#queue.size)
  }

  #leave(seat: Seat): void {
    const session = this.#sessions.get(seat.session)
    if (session?.control === seat) {
      this.#sessions.delete(seat.session)
      for (const stream of session.streams) stream.say({ hear: 'over' })
    } else session?.streams.delete(seat)
    this.#queue.delete(seat)
    this.#advance()
  }

  #hasRoom(): boolean {
    return this.#caps.sessions === null || this.#sessions.size < this.#caps.sessions
  }

  /** Seats those whose turn has come, and soon tells the others their places. */
  #advance(): void {
    for (const seat of this.#queue) {
      if (!this.#hasRoom()) break
      this.#queue.delete(seat)
      const begun = this.#sessions.get(seat.session)
      if (begun !== undefined) {
        this.#join(begun, seat)
        continue
      }
      this.#sessions.set(seat.session, { control: seat, streams: new Set(), since: performance.now() })
      seat.say({ hear: 'go' })
    }
    if (this.#queue.size === 0) return this.close()
    this.#reminder ??= setInterval(() => this.#remind(), REMINDER).unref()
    const pause = this.#toldAt + PAUSE - performance.now()
    if (pause <= 0) this.#tellPlaces(false)
    else this.#telling ??= setTimeout(() => this.#tellPlaces(false), pause).unref()
  }

  #tellPlaces(all: boolean): void {
    clearTimeout(this.#telling)
    this.#telling = undefined
    let place = 0
    for (const seat of this.#queue) {
      place += 1
      if (!all && seat.place === place) continue
      if (seat.place > place) this.#toldAt = performance.now()
      this.#tell(seat, place)
    }
  }

  #tell(seat: Seat, place: number): void {
    seat.place = place
    seat.say({ hear: 'wait', place, of: this.#queue.size })
  }

  #remind(): void {
    const now = performance.now()
    this.#tellPlaces(true)
    for (const { control, since } of this.#sessions.values()) {
      if (now - since >= this.#turn) control.say({ hear: 'over' })
    }
  }
}
