import type { Socket } from 'node:net'

import { COOKIE_SIZE, IPERF3_ERROR, readCookie, serverErrorBytes } from '../protocol/iperf3.ts'
import { servesWithoutToken } from './access.ts'
import type { Conversation, Identity, SessionListener } from './dialect.ts'
import type { SessionPlace } from './iperf3/session-line.ts'
import type { SessionWord } from './iperf3/session-messages.ts'
import { SessionControl } from './iperf3/session-control.ts'
import { TcpStream } from './iperf3/tcp-stream.ts'
import type { Limits } from './limits.ts'

/** What a conversation tells of its connection. */
interface Iperf3Connection extends SessionListener {
  /** Called when its idle limit applies, or no longer. */
  readonly limitIdle: (limited: boolean) => void
}

/**
 * One connection's conversation in the iperf3 dialect. Its cookie does not tell whether it is the control connection of a
 * session or one of its streams, so it waits until the server's sessions say so.
 */
export class Iperf3Conversation implements Conversation {
  readonly #socket: Socket
  readonly #limits: Limits
  readonly #identity: Identity
  readonly #connection: Iperf3Connection
  #cookie: string | null = null
  #place: SessionPlace | null = null
  #control: SessionControl | null = null
  #stream: TcpStream | null = null
  /** What came together with the cookie. */
  #early = Buffer.alloc(0)
  #isOver = false

  constructor(socket: Socket, limits: Limits, identity: Identity, connection: Iperf3Connection) {
    this.#socket = socket
    this.#limits = limits
    this.#identity = identity
    this.#connection = connection
  }

  receive(length: number, buffer: Buffer): void {
    const part = this.#control ?? this.#stream
    if (part !== null) return part.receive(length, buffer)
    this.#early = Buffer.concat([this.#early, buffer.subarray(0, length)])
    if (this.#cookie === null) this.#join()
  }

  inputEnd(): void {
    const part = this.#control ?? this.#stream
    if (part === null) this.#socket.destroySoon()
    else part.inputEnd()
  }

  drained(): void {
    // Whoever writes a lot looks after it.
  }

  close(): void {
    const part = this.#control ?? this.#stream
    if (part === null) this.#socket.destroySoon()
    else part.close()
  }

  over(): void {
    this.#isOver = true
    const part = this.#control ?? this.#stream
    part?.over()
    this.#place?.leave()
  }

  #join(): void {
    const cookie = readCookie(this.#early)
    if (cookie === null) return void this.#socket.destroy()
    const { access, sessions } = this.#identity
    if (!servesWithoutToken(access)) return this.#refuse()
    this.#cookie = cookie
    this.#early = this.#early.subarray(COOKIE_SIZE)
    // Until its role is clear, what it sends stays in the kernel.
    this.#socket.pause()
    this.#place = sessions.join(cookie, (word) => this.#hear(word))
  }

  /** The dialect has no way to prove a token. */
  #refuse(): void {
    this.#isOver = true
    this.#socket.write(serverErrorBytes(IPERF3_ERROR.unauthorized))
    this.#socket.resume()
    this.#socket.destroySoon()
  }

  #hear(word: SessionWord): void {
    if (this.#isOver) return
    switch (word.hear) {
      case 'role':
        return this.#begin(word.role)
      case 'order':
        return this.#stream?.obey(word.order)
      case 'news':
        return this.#control?.hear(word.stream, word.news)
    }
  }

  #begin(role: 'control' | 'stream'): void {
    const [socket, place, cookie] = [this.#socket, this.#place, this.#cookie]
    if (place === null || cookie === null) return
    let part: Conversation
    this.#connection.asked()
    this.#connection.joined(cookie)
    this.#connection.testBegins('iperf3')
    if (role === 'control') {
      this.#connection.begun(cookie)
      const [limits, identity] = [this.#limits, this.#identity]
      part = this.#control = new SessionControl({
        socket,
        limits,
        identity,
        place,
        cookie,
        limitIdle: this.#connection.limitIdle,
      })
    } else part = this.#stream = new TcpStream(socket, place, cookie)
    if (this.#early.length > 0) part.receive(this.#early.length, this.#early)
    this.#early = Buffer.alloc(0)
  }
}
