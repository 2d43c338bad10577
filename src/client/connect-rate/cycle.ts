import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'

import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { systemCodeOf } from '../../errors.ts'
import type { ConnectFailure } from '../../results/types.ts'
import { nanoseconds } from '../../host/clock.ts'
import { connectFrom } from '../../host/dial.ts'
import type { DialFrom } from '../../host/dial.ts'
import type { OnRead } from '../../transfer/read-into.ts'
import type { ClientTls } from '../wire/client-tls.ts'
import { isExpected, secureOver, shownBy } from '../wire/secure-socket.ts'
import { failureOf } from './failure-of.ts'
import type { CycleTalk, Heard, HeldTalk } from './talk.ts'

/** Times of a connection, ms. */
export interface Opened {
  /** From just before it was requested until it was open; `null` if it never was. */
  readonly connect: number | null
  /** From then until the TLS handshake was complete; `null` if it never was, and without TLS. */
  readonly handshake: number | null
  /** Whether that handshake resumed an earlier session. */
  readonly isResumed: boolean
}

/** The result of one connection. Times in ms. */
export interface CycleResult extends Opened {
  /** From when it could send until the first byte of the answer; `null` if none came. */
  readonly firstByte: number | null
  /** From just before it was requested until the server had closed it, over HTTP/2 until its answer was complete; `null` if it failed. */
  readonly whole: number | null
  /** `null` if it was opened, served and closed. */
  readonly failure: ConnectFailure | null
  /** What an unexpected answer said; empty for any other failure. */
  readonly said: string
  /** Complete exchanges that the listener was told of. */
  readonly exchanges: number
  /** Whether it ended before the server began with its last exchange, and after others: a new connection may have that one. */
  readonly isUnserved: boolean
}

/** One exchange of a connection that has several. Times in ms, from when its request was sent. */
export interface Exchange {
  /** Until the first byte of the answer. */
  readonly firstByte: number
  /** Until the answer was complete. */
  readonly whole: number
  /** Of the connection, if it is its first exchange; else `null`. */
  readonly opened: Opened | null
}

/** What is called as a connection goes on. */
export interface CycleListener {
  /** Called once when the connection is gone, but not if {@link again} has refused another exchange. */
  readonly onEnd: (result: CycleResult) => void
  /**
   * Called after each exchange of a connection that can have several; returns whether to begin another one on it. If not, it is
   * closed. Missing: a connection has one exchange, and the server closes it.
   */
  readonly again?: (exchange: Exchange, isLast: boolean) => boolean
}

/** The TLS session that the next connection resumes. Each connection replaces it. */
export interface TlsSessions {
  latest: Buffer | undefined
}

/** Where the connections go: a numeric address, so that none needs a name lookup. */
export interface CycleTarget {
  readonly host: string
  readonly port: number
  /** Where they start, if the system is not to choose. */
  readonly from?: DialFrom | undefined
  /** How they are secured. Default: without TLS. */
  readonly tls?: ClientTls | undefined
  /** The sessions of TLS that they resume. Default: each has a full handshake. */
  readonly sessions?: TlsSessions | undefined
  /** Whether each exchange is a message on a WebSocket. */
  readonly messages?: boolean
  /** Begins what a connection says in an exchange. */
  readonly talk: () => CycleTalk | HeldTalk
}

/** Read before the next bytes arrive. */
const BUFFER = Buffer.allocUnsafeSlow(1024)

/**
 * Opens one connection, has one exchange served, or several, and closes it.
 * After one exchange the server closes first, so that TIME_WAIT is at its end and occupies none of this host's ports. Over HTTP/2, no
 * request makes it close: there, this end resets the connection, which leaves no TIME_WAIT either.
 * @param timeout ms of the connection and its first exchange, and of each further one
 * @returns the socket; destroying it ends the connection without a result
 */
export function openCycle(target: CycleTarget, timeout: number, listener: CycleListener): Socket {
  return new Cycle(target, timeout, listener).open()
}

class Cycle {
  readonly #target: CycleTarget
  readonly #listener: CycleListener
  readonly #timer: NodeJS.Timeout
  readonly #startedAt = nanoseconds()
  readonly #onread: OnRead = {
    buffer: () => BUFFER,
    callback: (length, buffer) => {
      this.#hear(length, buffer)
      return true
    },
  }
  /** The TCP connection. */
  #transport: Socket | null = null
  /** What runs on it: TLS, or itself. */
  #socket: Socket | null = null
  #talk: CycleTalk | HeldTalk
  readonly #heard: Heard = {
    first: () => this.#began(),
    whole: (isLast) => {
      if (this.#listener.again !== undefined) return this.#answered(isLast)
      this.#isWhole = true
      this.#whole ??= this.#since()
      this.#transport?.resetAndDestroy()
    },
    wrong: (said) => this.#wrong(said),
    unserved: () => {
      if (this.#exchanges === 0) return this.#fail('closed')
      this.#isUnserved = true
      this.#socket?.destroy()
    },
    fail: (error) => this.#fail(error === null ? 'closed' : failureOf(systemCodeOf(error) ?? '')),
  }
  #said = ''
  /** When (ms since it was requested) the exchange began. */
  #askedAt = 0
  #isWhole = false
  /** The listener refused another exchange. */
  #isRefused = false
  #isUnserved = false
  #exchanges = 0
  #connect: number | null = null
  #handshake: number | null = null
  #isResumed = false
  #firstByte: number | null = null
  #whole: number | null = null
  #failure: ConnectFailure | null = null

  constructor(target: CycleTarget, timeout: number, listener: CycleListener) {
    this.#target = target
    this.#listener = listener
    this.#talk = target.talk()
    this.#timer = setTimeout(() => this.#fail('timeout'), timeout)
  }

  open(): Socket {
    const { host, port, from, tls } = this.#target
    const noDelay = tls !== undefined || this.#listener.again !== undefined
    // Closing answers the server's FIN. It needs no shutdown before.
    const opened = connectFrom({ host, port, noDelay, allowHalfOpen: true, onread: this.#onread }, from)
    this.#transport = opened
    this.#attend(opened)
    opened.on('connect', () => {
      this.#connect = this.#since()
      if (tls === undefined) this.#ask(opened)
      else this.#secure(opened, tls)
    })
    return opened
  }

  #secure(opened: Socket, tls: ClientTls): void {
    const { sessions } = this.#target
    const secure: TLSSocket = secureOver(opened, tls, this.#onread, sessions?.latest)
    this.#attend(secure)
    let session: Buffer | undefined
    secure.on('session', (next: Buffer) => {
      session = next
      if (sessions !== undefined && this.#handshake !== null) sessions.latest = next
    })
    secure.on('secureConnect', () => {
      const time = this.#since() - (this.#connect ?? 0)
      this.#isResumed = secure.isSessionReused()
      // Who resumes a session has shown its certificate in an earlier one, which was checked.
      if (!this.#isResumed && !isExpected(shownBy(secure), tls)) return this.#fail('protocol')
      this.#handshake = time
      if (sessions !== undefined) sessions.latest = session ?? sessions.latest
      this.#ask(secure)
    })
  }

  #attend(socket: Socket): void {
    this.#socket = socket
    socket.on('end', () => {
      if (!this.#isWhole) return this.#fail('closed')
      this.#whole = this.#since()
      socket.destroy()
    })
    socket.on('error', (error) => {
      // After its goodbye a server may close in any way.
      if (this.#isWhole) this.#whole ??= this.#since()
      else this.#failure ??= failureOf(systemCodeOf(error) ?? '')
    })
    socket.on('close', () => {
      // The end of what TLS runs on is followed by that of TLS.
      if (socket !== this.#socket) return
      clearTimeout(this.#timer)
      const hasEnded = this.#whole !== null || this.#failure !== null || this.#isUnserved
      if (!this.#isRefused && hasEnded) this.#listener.onEnd(this.#result())
    })
  }

  #ask(socket: Socket): void {
    this.#begin()
    if ('hold' in this.#talk) this.#talk.hold(socket, this.#heard)
    else socket.write(this.#talk.opening, 'latin1')
  }

  /** An exchange begins. */
  #begin(): void {
    this.#said = ''
    this.#firstByte = null
    this.#askedAt = this.#since()
  }

  /** Its answer begins. */
  #began(): void {
    this.#firstByte ??= this.#since() - this.#askedAt
  }

  #hear(length: number, buffer: Buffer): void {
    this.#began()
    if ('hold' in this.#talk) return
    this.#said += buffer.toString('latin1', 0, length)
    const heard = this.#talk.hear(this.#said)
    if (heard === 'part') return
    if (heard === 'whole' || heard === 'last') return this.#answered(heard === 'last')
    if (heard === 'wrong') return this.#wrong(this.#said)
    if (heard === 'closed') return this.#fail('closed')
    if ('wrong' in heard) return this.#wrong(heard.wrong)
    if (heard.begins === true) this.#begin()
    this.#socket?.write(heard.say, 'latin1')
  }

  /** An answer is complete. */
  #answered(isLast: boolean): void {
    const { again } = this.#listener
    if (again === undefined) {
      this.#isWhole = true
      return
    }
    if (this.#isRefused) return
    const whole = this.#since() - this.#askedAt
    const opened = this.#exchanges === 0 ? this.#opened() : null
    this.#exchanges += 1
    if (!again({ firstByte: this.#firstByte ?? whole, whole, opened }, isLast)) {
      this.#isRefused = true
      this.#socket?.destroy()
      return
    }
    this.#timer.refresh()
    if (!('hold' in this.#talk)) this.#talk = this.#talk.next?.() ?? this.#target.talk()
    if (this.#socket !== null) this.#ask(this.#socket)
  }

  #wrong(said: string): void {
    if (this.#failure === null) this.#said = said
    this.#fail('protocol')
  }

  #fail(reason: ConnectFailure): void {
    this.#failure ??= reason
    this.#socket?.destroy()
  }

  #opened(): Opened {
    return { connect: this.#connect, handshake: this.#handshake, isResumed: this.#isResumed }
  }

  #result(): CycleResult {
    const failure = this.#failure
    return {
      ...this.#opened(),
      firstByte: this.#firstByte,
      whole: this.#whole,
      failure,
      said: failure === 'protocol' ? this.#said : '',
      exchanges: this.#exchanges,
      isUnserved: this.#isUnserved,
    }
  }

  /** Milliseconds since the connection was requested. */
  #since(): number {
    return (nanoseconds() - this.#startedAt) / 1e6
  }
}
