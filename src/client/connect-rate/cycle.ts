import type { Socket } from 'node:net'

import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { systemCodeOf } from '../../errors.ts'
import type { ConnectFailure } from '../../results/types.ts'
import { nanoseconds } from '../../host/clock.ts'
import { connectFrom } from '../../host/dial.ts'
import type { DialFrom } from '../../host/dial.ts'
import type { OnRead } from '../../transfer/read-into.ts'
import type { ClientTls } from '../wire/client-tls.ts'
import { isExpected, secureOver, shownBy } from '../wire/secure-socket.ts'
import type { CycleTalk, HeldTalk } from './talk.ts'

/** The result of one connection. Times in ms. */
export interface CycleResult {
  /** From just before it was requested until it was open; `null` if it never was. */
  readonly connect: number | null
  /** From then until the TLS handshake was complete; `null` if it never was, and without TLS. */
  readonly handshake: number | null
  /** From when it could send until the first byte of the answer; `null` if none came. */
  readonly firstByte: number | null
  /** From just before it was requested until the server had closed it, over HTTP/2 until its answer was complete; `null` if it failed. */
  readonly whole: number | null
  /** `null` if it was opened, served and closed. */
  readonly failure: ConnectFailure | null
}

/** Where the connections go: a numeric address, so that none needs a name lookup. */
export interface CycleTarget {
  readonly host: string
  readonly port: number
  /** Where they start, if the system is not to choose. */
  readonly from?: DialFrom | undefined
  /** How they are secured. Default: without TLS. */
  readonly tls?: ClientTls | undefined
  /** Begins what a connection says. */
  readonly talk: () => CycleTalk | HeldTalk
}

/** Read before the next bytes arrive. */
const BUFFER = Buffer.allocUnsafeSlow(1024)

/**
 * Opens one connection, has one exchange served, and closes it.
 * The server closes first, so that TIME_WAIT is at its end and occupies none of this host's ports. Over HTTP/2, no request makes it close:
 * there, this end resets the connection, which leaves no TIME_WAIT either.
 * @param onEnd called once, when the connection is gone
 * @returns the socket; destroying it ends the connection without a result
 */
export function openCycle(
  { host, port, from, tls, talk: newTalk }: CycleTarget,
  timeout: number,
  onEnd: (result: CycleResult) => void,
): Socket {
  const startedAt = nanoseconds()
  const since = (): number => (nanoseconds() - startedAt) / 1e6
  const talk = newTalk()
  let said = ''
  let isWhole = false
  let connected: number | null = null
  let handshake: number | null = null
  let firstByte: number | null = null
  let whole: number | null = null
  let failure: ConnectFailure | null = null
  const fail = (reason: ConnectFailure): void => {
    failure ??= reason
    socket.destroy()
  }
  const first = (): void => {
    firstByte ??= since() - (connected ?? 0) - (handshake ?? 0)
  }
  const onread: OnRead = {
    buffer: () => BUFFER,
    callback: (length, buffer) => {
      first()
      if ('hold' in talk) return true
      said += buffer.toString('latin1', 0, length)
      const heard = talk.hear(said)
      isWhole = heard === 'whole'
      if (heard === 'wrong') fail('protocol')
      else if (typeof heard === 'object') socket.write(heard.say, 'latin1')
      return true
    },
  }
  const open = (over: Socket): void => {
    if (!('hold' in talk)) return void over.write(talk.opening, 'latin1')
    talk.hold(over, {
      first,
      whole: () => {
        isWhole = true
        whole ??= since()
        opened.resetAndDestroy()
      },
      fail: (error) => fail(error === null ? 'protocol' : failureOf(systemCodeOf(error) ?? '')),
    })
  }
  const begin = (handshakes: ClientTls): void => {
    const secure = secureOver(socket, handshakes, onread)
    socket = secure
    attend(secure)
    secure.on('secureConnect', () => {
      if (!isExpected(shownBy(secure), handshakes)) return fail('protocol')
      handshake = since() - (connected ?? 0)
      open(secure)
    })
  }
  const attend = (one: Socket): void => {
    one.on('end', () => {
      if (!isWhole) return fail('closed')
      whole = since()
      one.destroy()
    })
    one.on('error', (error) => {
      // After its goodbye a server may close in any way.
      if (isWhole) whole ??= since()
      else failure ??= failureOf(systemCodeOf(error) ?? '')
    })
    one.on('close', () => {
      // The end of what TLS runs on is followed by that of TLS.
      if (one !== socket) return
      clearTimeout(timer)
      if (whole !== null || failure !== null) {
        onEnd({ connect: connected, handshake, firstByte, whole, failure })
      }
    })
  }
  // Closing answers the server's FIN. It needs no shutdown before.
  const opened = connectFrom({ host, port, noDelay: tls !== undefined, allowHalfOpen: true, onread }, from)
  let socket = opened
  const timer = setTimeout(() => fail('timeout'), timeout)
  attend(opened)
  opened.on('connect', () => {
    connected = since()
    if (tls === undefined) open(opened)
    else begin(tls)
  })
  return opened
}

/** Errors of OpenSSL and of certificates are those of a handshake. */
function failureOf(code: string): ConnectFailure {
  return FAILURES[code] ?? (/^ERR_(?:SSL|TLS|HTTP2)_|CERT/.test(code) ? 'protocol' : 'other')
}

const FAILURES: Readonly<Record<string, ConnectFailure>> = {
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETDOWN: 'unreachable',
  EADDRNOTAVAIL: 'noPorts',
  EADDRINUSE: 'noPorts',
  EMFILE: 'noDescriptors',
  ENFILE: 'noDescriptors',
}
