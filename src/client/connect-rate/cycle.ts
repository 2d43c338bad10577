import type { Socket, TcpNetConnectOpts } from 'node:net'

import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { systemCodeOf } from '../../errors.ts'
import { SEED_REPLY } from '../../protocol/seed.ts'
import type { ConnectFailure } from '../../results/types.ts'
import { nanoseconds } from '../../host/clock.ts'
import { connectFrom } from '../../host/dial.ts'
import type { DialFrom } from '../../host/dial.ts'

/** The result of one connection. Times in ms. */
export interface CycleResult {
  /** From just before it was requested until it was open; `null` if it never was. */
  readonly connect: number | null
  /** From just before it was requested until the server had closed it; `null` if it failed. */
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
}

/** Read before the next bytes arrive. Longer than any valid reply, so that a reply that is too long is noticed at once. */
const BUFFER = Buffer.allocUnsafeSlow(64)

const SERVED = SEED_REPLY.pong
const CLOSED = SEED_REPLY.pong + SEED_REPLY.bye

/**
 * Opens one connection, exchanges PING, PONG, QUIT and BYE, which every server of either dialect answers, and closes it.
 * The server closes first, so that TIME_WAIT is at its end and occupies none of this host's ports.
 * @param onEnd called once, when the connection is gone
 * @returns the socket; destroying it ends the connection without a result
 */
export function openCycle(
  { host, port, from }: CycleTarget,
  timeout: number,
  onEnd: (result: CycleResult) => void,
): Socket {
  const startedAt = nanoseconds()
  const since = (): number => (nanoseconds() - startedAt) / 1e6
  let said = ''
  let expected = ''
  let connected: number | null = null
  let whole: number | null = null
  let failure: ConnectFailure | null = null
  const fail = (reason: ConnectFailure): void => {
    failure ??= reason
    socket.destroy()
  }
  const say = (command: string, answer: string): void => {
    expected = answer
    socket.write(command)
  }
  const options: TcpNetConnectOpts & { readonly host: string } = {
    host,
    port,
    // Closing answers the server's FIN. It needs no shutdown before.
    allowHalfOpen: true,
    onread: {
      buffer: BUFFER,
      callback: (length) => {
        said += BUFFER.toString('latin1', 0, length)
        if (!expected.startsWith(said)) fail('protocol')
        else if (said === SERVED) say('QUIT', CLOSED)
        return true
      },
    },
  }
  const socket = connectFrom(options, from)
  const timer = setTimeout(() => fail('timeout'), timeout)
  socket.on('connect', () => {
    connected = since()
    say('PING', SERVED)
  })
  socket.on('end', () => {
    if (said !== CLOSED) return fail('closed')
    whole = since()
    socket.destroy()
  })
  socket.on('error', (error) => {
    // After its goodbye a server may close in any way.
    if (said === CLOSED) whole ??= since()
    else failure ??= FAILURES[systemCodeOf(error) ?? ''] ?? 'other'
  })
  socket.on('close', () => {
    clearTimeout(timer)
    if (whole !== null || failure !== null) onEnd({ connect: connected, whole, failure })
  })
  return socket
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
