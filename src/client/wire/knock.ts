import type { Socket as UdpSocket } from 'node:dgram'

import { systemCodeOf } from '../../errors.ts'
import { performance } from '../../host/clock.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { helloDatagram, readNonce } from '../../protocol/datagram.ts'

/** The nonce of the answer to a hello; without one, why there is none. */
export interface KnockOutcome {
  readonly nonce: Buffer | null
  readonly why: 'refused' | 'silence'
  /** Number of hellos. */
  readonly sent: number
}

/**
 * Pauses (ms) between hellos. Of 64 one is answered even if the path loses half of them and half of the answers. The second one
 * follows soon, because a router may drop the first while it looks for its neighbor.
 */
const PAUSE = { second: 100, least: 20, perTimeout: 64 } as const

/**
 * After as many refused hellos (ICMP: port unreachable), and as much time (ms), nothing is there: a proxy may still be starting.
 */
const REFUSED = { most: 5, time: 1000 } as const

/**
 * Sends hellos until one is answered.
 * @param timeout ms after which UDP counts as blocked
 */
export async function knock(socket: UdpSocket, token: Buffer, timeout: number): Promise<KnockOutcome> {
  const hello = helloDatagram(token)
  const startedAt = performance.now()
  const pace = Math.max(PAUSE.least, timeout / PAUSE.perTimeout)
  let timer: NodeJS.Timeout | undefined
  let sent = 0
  let refused = 0
  try {
    return await new Promise<KnockOutcome>((resolve) => {
      const giveUp = (): void => resolve({ nonce: null, why: refused > 0 ? 'refused' : 'silence', sent })
      socket.on('message', (bytes: Buffer) => {
        const nonce = readNonce(bytes, token)
        if (nonce !== null) resolve({ nonce, why: 'silence', sent })
      })
      const onError = (error: Error | null): void => {
        if (systemCodeOf(error) !== 'ECONNREFUSED') return
        refused += 1
        if (refused >= REFUSED.most && performance.now() - startedAt >= REFUSED.time) giveUp()
      }
      // The kernel reports each refusal either here or for the next hello.
      socket.on('error', onError)
      // A closed socket belongs to a flow that was given up.
      socket.once('close', giveUp)
      const say = (): void => {
        const left = startedAt + timeout - performance.now()
        if (left <= 0) return giveUp()
        socket.send(hello, onError)
        sent += 1
        const pause = sent === 1 ? Math.min(PAUSE.second, pace) : pace
        timer = setTimeout(say, Math.max(1, Math.min(pause, left)))
      }
      say()
    })
  } finally {
    clearTimeout(timer)
    socket.removeAllListeners('message')
  }
}
