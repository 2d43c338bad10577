import type { Socket } from 'node:net'

import { clearTimeout, setTimeout } from '../host/timers.ts'
import { IPERF3_STATE, readCookie } from '../protocol/iperf3.ts'
import { joinedByRequest } from '../protocol/http.ts'
import { joinedSession, NATIVE_MAX_LINE } from '../protocol/native.ts'
import { TLS_FIRST_BYTE } from '../protocol/certificate.ts'
import { readSeedCommand, SEED_REPLY } from '../protocol/seed.ts'
import { adopt, READ_SIZE } from '../transfer/adopt.ts'
import { watchIdle } from '../transfer/idle-watch.ts'
import { servesWithoutToken } from './access.ts'
import type { Conversation, Identity, SessionListener } from './dialect.ts'
import { dialectOf } from './first-bytes.ts'
import type { FirstBytes } from './first-bytes.ts'
import { HttpConversation } from './http-conversation.ts'
import { Http2Conversation } from './http2-conversation.ts'
import { Iperf3Conversation } from './iperf3-conversation.ts'
import type { Limits } from './limits.ts'
import { NativeConversation } from './native-conversation.ts'
import { newSession } from './session.ts'
import { SeedConversation } from './seed-conversation.ts'
import { plainRefusal } from './tls/plain-refusal.ts'

/** A connection that is being served or waits for its turn. */
export interface Served {
  /** The socket that replaces the accepted one. */
  readonly socket: Socket
  /** To be called when the turn of a waiting connection has come. */
  readonly begin: () => void
  /** Ends the conversation: at once between commands, else when the running transfer is complete. */
  readonly close: () => void
  /** Whether the idle limit applies, as it does from the beginning. */
  readonly limitIdle: (limited: boolean) => void
  /** Whether it runs a test. */
  readonly busy: () => boolean
}

/** How one connection takes turns with the others of its server. */
export interface Turn extends Omit<SessionListener, 'greeted'> {
  /** Whether it has to wait until {@link Served.begin}. What it sends until then is kept and not answered. */
  readonly waits: boolean
  /** Called when the first bytes of a waiting connection join a session; returns whether its wait is over. */
  readonly admits: (session: string) => boolean
  /** Called for each request of a client that could not prove the token, but may ask whether the server is there. */
  readonly visited: () => void
  /** Called when a waiting connection has said something. `complete`: it has asked for something. */
  readonly heard: (complete: boolean) => void
}

/** Serves one connection in the dialect of its first bytes. */
export function serve(accepted: Socket, limits: Limits, identity: Identity, turn: Turn): Served {
  /** Bytes that arrived while it waits, or that may be the beginning of the native mark. */
  let held = Buffer.alloc(0)
  let { waits } = turn
  let conversation: Conversation | null = null
  let inputEnded = false
  /** Whether it has asked for something while it waits. */
  let asked = false
  let timer: NodeJS.Timeout | undefined
  /** Gives up its seat, if it has asked for one. */
  let leaveSeat: (() => void) | null = null
  let hurry: NodeJS.Timeout | undefined
  let unwatch = (): void => undefined

  // From a waiting connection no more than a first line is read. The rest stays in the kernel.
  const room = (): number =>
    waits && held.length < NATIVE_MAX_LINE ? NATIVE_MAX_LINE - held.length : READ_SIZE
  /** The connection itself, whatever it carries. */
  const transport = adopt(
    accepted,
    (length, buffer) => (isOpen ? take(length, buffer) : enter(length, buffer)),
    room,
  )
  /** What the client talks over: the connection, or TLS on it. */
  let socket = transport
  /** Whether it is known if the client uses TLS. */
  let isOpen = identity.tls === null

  /** Takes the first bytes of the connection, which tell whether the client uses TLS. */
  const enter = (length: number, buffer: Buffer): void => {
    isOpen = true
    const { tls } = identity
    const first = Buffer.from(buffer.subarray(0, length))
    if (tls !== null && first[0] === TLS_FIRST_BYTE) {
      socket = tls.open(transport, first, take)
      return attend(socket)
    }
    if (tls?.only === true) refuse(plainRefusal(first))
    else take(length, buffer)
  }

  const take = (length: number, buffer: Buffer): void => {
    if (conversation !== null) return conversation.receive(length, buffer)
    held = Buffer.concat([held, buffer.subarray(0, length)])
    if (waits) wait()
    else detect()
  }

  /** Answers, and drops what else the client sends. */
  const refuse = (answer: string | Buffer): void => {
    conversation = DEAF
    transport.write(answer)
    transport.destroySoon()
  }

  /** Limits the time until the client has said what it wants. */
  const expectGreeting = (): void => {
    clearTimeout(hurry)
    hurry = setTimeout(() => transport.destroy(), limits.handshake)
  }
  const greeted = (): void => clearTimeout(hurry)
  const listener: SessionListener = {
    begun: (session) => {
      greeted()
      turn.begun(session)
    },
    greeted,
    asked: () => {
      greeted()
      turn.asked()
    },
    joined: turn.joined,
    testBegins: turn.testBegins,
    testEnds: turn.testEnds,
  }

  const limitIdle = (limited: boolean): void => {
    unwatch()
    unwatch = limited ? watchIdle(transport, limits.idle, () => transport.destroy()) : (): void => undefined
  }

  const wait = (): void => {
    if (held.length >= NATIVE_MAX_LINE) socket.pause()
    if (asked) return
    // It waits for the server now, not the server for it.
    limitIdle(false)
    asked = hasAsked(held, limits)
    if (asked) greeted()
    const session = asked ? sessionOf(held) : null
    if (session !== null && turn.admits(session)) begin()
    else turn.heard(asked)
  }

  const goOn = (next: () => void): void => {
    waits = false
    limitIdle(true)
    expectGreeting()
    socket.resume()
    next()
    // It may have to wait again, for a seat.
    if (inputEnded && !waits) endInput()
  }

  const begin = (): void =>
    goOn(() => {
      if (held.length > 0) detect()
    })

  const detect = (): void => {
    const dialect = dialectOf(held, limits)
    if (typeof dialect === 'string') choose(dialect)
    else timer ??= setTimeout(() => choose('seed'), dialect)
  }

  /** These dialects have no answer for a client that has to wait, so nothing is answered until it has a seat. */
  const sit = (dialect: 'seed' | 'iperf3'): void => {
    waits = true
    asked = true
    limitIdle(false)
    greeted()
    const session = readCookie(held) ?? newSession(identity.secret)
    leaveSeat = identity.seats.take(session, 'either', ({ hear }) => {
      if (hear === 'go') goOn(() => choose(dialect))
      else if (hear === 'refused' && dialect === 'iperf3') {
        limitIdle(true)
        socket.end(Buffer.from([IPERF3_STATE.accessDenied]))
      } else if (hear !== 'wait') socket.destroy()
    })
  }

  /** Whether clients may measure that cannot prove that they know the token. Others need no seat, and may not stay. */
  const tokenless = servesWithoutToken(identity.access)

  const choose = (dialect: FirstBytes): void => {
    clearTimeout(timer)
    // A web page can choose lines of a browser's handshake, such as the session ticket of its own server.
    if (held[0] === TLS_FIRST_BYTE) return refuse(SEED_REPLY.unknown)
    const isOther = dialect === 'seed' || dialect === 'iperf3'
    if (isOther && tokenless && identity.seats.limited && leaveSeat === null) return sit(dialect)
    const bytes = held
    held = Buffer.alloc(0)
    conversation = open(dialect)
    conversation.receive(bytes.length, bytes)
  }

  const open = (dialect: FirstBytes): Conversation => {
    switch (dialect) {
      case 'native':
        return new NativeConversation(socket, limits, identity, listener)
      case 'iperf3':
        return new Iperf3Conversation(socket, limits, identity, { ...listener, limitIdle })
      case 'seed':
        return new SeedConversation(socket, limits, identity.access, {
          ...listener,
          asked: tokenless ? listener.asked : turn.visited,
        })
      case 'http':
        return new HttpConversation(socket, limits, identity, { ...listener, limitIdle })
      case 'http2':
        return new Http2Conversation(socket, limits, identity, { ...listener, limitIdle })
    }
  }

  const endInput = (): void => {
    if (conversation === null && held.length > 0) choose('seed')
    if (conversation === null) socket.destroySoon()
    else conversation.inputEnd()
  }

  const attend = (one: Socket): void => {
    one.on('end', () => {
      inputEnded = true
      if (!waits) endInput()
      // It has left. In the seed dialect the same may be a client that has sent all its commands and reads the answers.
      else if (held.length === 0 || isSessions(dialectOf(held, limits))) socket.destroySoon()
      else turn.heard(true)
    })
    one.on('drain', () => conversation?.drained())
    // A peer that resets or vanishes, or fails at TLS, is not an error of this server; 'close' follows and cleans up.
    one.on('error', () => undefined)
  }

  transport.setNoDelay(true)
  attend(transport)
  transport.on('close', () => {
    clearTimeout(timer)
    clearTimeout(hurry)
    leaveSeat?.()
    unwatch()
    conversation?.over()
  })
  if (waits) {
    limitIdle(true)
    expectGreeting()
    socket.resume()
  } else begin()
  return {
    socket: transport,
    begin,
    close: () => {
      if (conversation === null) socket.destroySoon()
      else conversation.close()
    },
    limitIdle,
    busy: () => conversation?.busy ?? true,
  }
}

/** What is left of a conversation with a client that was refused. */
const DEAF: Conversation = {
  receive: () => undefined,
  inputEnd: () => undefined,
  drained: () => undefined,
  close: () => undefined,
  over: () => undefined,
}

/** Whether a client of this dialect has left if it sends nothing more. */
function isSessions(dialect: FirstBytes | number): boolean {
  return typeof dialect === 'string' && dialect !== 'seed'
}

/** The session that the first line of a connection joins; in the iperf3 dialect, the one that it names. */
function sessionOf(start: Buffer): string | null {
  const end = start.indexOf(10)
  if (end === -1) return readCookie(start)
  const line = start.toString('utf8', 0, end)
  return readCookie(start) ?? joinedSession(line) ?? joinedByRequest(line)
}

/** Whether the first bytes of a connection ask for something: a whole line, cookie or command. */
function hasAsked(held: Buffer, limits: Limits): boolean {
  switch (dialectOf(held, limits)) {
    case 'native':
    // Its first line tells whether it joins a session.
    case 'http':
      return held.includes(10)
    case 'iperf3':
    case 'http2':
      return true
    case 'seed':
      // The number of a command may still grow by digits.
      return ['command', 'number'].includes(readSeedCommand(held.toString('latin1'), false).state)
    default:
      return false
  }
}
