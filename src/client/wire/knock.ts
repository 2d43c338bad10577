import type { Socket as UdpSocket } from 'node:dgram'

import { systemCodeOf } from '../../errors.ts'
import { performance } from '../../host/clock.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { helloDatagram, readNonce } from '../../protocol/datagram.ts'

/** The nonce of the answer to a hello; without one, why there is none. */
export interface KnockOutcome {
  readonly nonce: Buffer | null
  readonly why: 'refused' | 'silence'
}

/**
 * Pauses (ms) between hellos: any of them, or its answer, may get lost, for instance while a router looks for its
 * neighbor. The longest is a share of the timeout, because a server answers a limited number.
 */
const PAUSE = { first: 100, longest: 1000, perTimeout: 16 } as const

/** Refused hellos (ICMP: port unreachable) after which nothing is there: a proxy may still be starting. */
const MOST_REFUSED = 5

/**
 * Sends hellos until one is answered.
 * @param timeout ms after which UDP counts as blocked
 */
export async function knock(socket: UdpSocket, token: Buffer, timeout: number): Promise<KnockOutcome> {
  const hello = helloDatagram(token)
  const until = performance.now() + timeout
  const longest = Math.max(PAUSE.longest, timeout / PAUSE.perTimeout)
  let timer: NodeJS.Timeout | undefined
  let refused = 0
  try {
    return await new Promise<KnockOutcome>((resolve) => {
      const giveUp = (): void => resolve({ nonce: null, why: refused > 0 ? 'refused' : 'silence' })
      socket.on('message', (bytes: Buffer) => {
        const nonce = readNonce(bytes, token)
        if (nonce !== null) resolve({ nonce, why: 'silence' })
      })
      const onError = (error: Error | null): void => {
        if (systemCodeOf(error) !== 'ECONNREFUSED') return
        refused += 1
        if (refused >= MOST_REFUSED) giveUp()
      }
      // The kernel reports each refusal either here or for the next hello.
      socket.on('error', onError)
      // A closed socket belongs to a flow that was given up.
      socket.once('close', giveUp)
      const say = (pause: number): void => {
        const left = until - performance.now()
        if (left <= 0) return giveUp()
        socket.send(hello, onError)
        timer = setTimeout(() => say(Math.min(pause * 2, longest)), Math.max(1, Math.min(pause, left)))
      }
      say(PAUSE.first)
    })
  } finally {
    clearTimeout(timer)
    socket.removeAllListeners('message')
  }
}
