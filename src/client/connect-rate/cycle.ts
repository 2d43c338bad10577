import { connect } from 'node:net'
import type { Socket } from 'node:net'

import { systemCodeOf } from '../../errors.ts'
import { SEED_REPLY } from '../../protocol/seed.ts'
import type { ConnectFailure } from '../../results/types.ts'
import { nanoseconds } from '../../host/clock.ts'

/** What became of one connection. Times in ms. */
export interface CycleResult {
  /** From just before it was asked for until it stood; `null` where it never did. */
  readonly connect: number | null
  /** From just before it was asked for until the server had closed it; `null` where it failed. */
  readonly whole: number | null
  /** `null` where it was opened, served and closed. */
  readonly failure: ConnectFailure | null
}

/** Where the connections go: a numeric address, so that no name is looked up for each. */
export interface CycleTarget {
  readonly host: string
  readonly port: number
}

/** All are read before the next bytes come. Longer than what a server may say, so that too much is seen at once. */
const BUFFER = Buffer.allocUnsafeSlow(64)

const SERVED = SEED_REPLY.pong
const CLOSED = SEED_REPLY.pong + SEED_REPLY.bye

/**
 * Opens one connection, has it served one exchange, and closes it: PING, PONG, QUIT, BYE, which every server of either
 * dialect answers. The server closes first, so that the wait for stray segments (TIME_WAIT) is at its end and takes
 * none of this host's ports.
 * @param onEnd told once, when the connection is gone
 * @returns the socket; destroying it ends the connection without a result
 */
export function openCycle(
  { host, port }: CycleTarget,
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
  const socket = connect({
    host,
    port,
    // The server's end is answered by closing, which needs no shutdown before it.
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
  })
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
    // A server that said goodbye may close in whatever way.
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
