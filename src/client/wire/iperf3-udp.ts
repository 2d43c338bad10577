import type { Socket as UdpSocket } from 'node:dgram'

import { formatHostPort } from '../../address.ts'
import { messageOf, systemCodeOf, WyndrvrError } from '../../errors.ts'
import { performance } from '../../host/clock.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { IPERF3_HELLO, isIperf3Reply } from '../../protocol/iperf3-datagram.ts'
import { limitText } from '../../text/time.ts'
import { closeUdp, connectUdp, openUdp } from '../../transfer/udp-socket.ts'
import type { Endpoint } from '../../transfer/udp-socket.ts'
import type { Channel } from './channel.ts'
import type { LocalEnd } from './local-end.ts'
import { letUdpPass } from './let-udp-pass.ts'

/** A UDP stream that the server has accepted. */
export interface Iperf3Flow {
  readonly socket: UdpSocket
  readonly peer: Endpoint
  /**
   * Whether the first datagram was sent again. A stock server that got both takes the second one for payload, and its figures
   * are wrong then.
   */
  readonly repeated: boolean
}

/** Pauses (ms) before the first datagram is sent again: after silence, and after a refusal, which it did not get past. */
const PAUSE = { silence: 3000, refused: 100 } as const

/** Refused datagrams (ICMP: port unreachable) after which nothing is there. */
const MOST_REFUSED = 5

/** Where a UDP stream goes, and how its socket is opened. */
export interface Iperf3FlowTarget {
  readonly port: number
  readonly local: LocalEnd | undefined
}

/**
 * Opens a UDP stream from the local address of the control connection, so that it takes the same route.
 * @throws {WyndrvrError} `ERR_WYNDRVR_TIMEOUT` if no datagram gets through
 */
export async function openIperf3Flow(
  control: Channel,
  { port, local }: Iperf3FlowTarget,
): Promise<Iperf3Flow> {
  let socket: UdpSocket | null = null
  try {
    const own = { address: control.localAddress, port: local?.port ?? 0 }
    socket = await openUdp(own, { buffer: local?.window ?? null })
    await connectUdp(socket, { address: control.address, port })
  } catch (error) {
    if (socket !== null) closeUdp(socket)
    const sentence = `A UDP socket to ${control.name} could not be opened: ${messageOf(error)}.`
    throw new WyndrvrError('ERR_WYNDRVR_CONNECT', sentence, { cause: error })
  }
  const sent = await greet(socket, control.timeout)
  if (typeof sent === 'number') {
    return { socket, peer: { address: socket.remoteAddress().address, port }, repeated: sent > 1 }
  }
  closeUdp(socket)
  const why =
    sent === 'refused' ? 'nothing accepts it there' : `no reply came within ${limitText(control.timeout)}`
  const there = formatHostPort({ host: control.address, port })
  const sentence = `UDP does not get through ${there}: ${why}. ${letUdpPass(port, port)}`
  throw new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence)
}

/** Returns how many first datagrams may have reached the server when it replied, or why it did not. */
async function greet(socket: UdpSocket, timeout: number): Promise<number | 'refused' | 'silence'> {
  const until = performance.now() + timeout
  let timer: NodeJS.Timeout | undefined
  let sent = 0
  let refused = 0
  try {
    return await new Promise((resolve) => {
      socket.on('message', (bytes: Buffer) => {
        // The server's payload may overtake its reply.
        if (isIperf3Reply(bytes)) resolve(sent)
      })
      const say = (): void => {
        const left = until - performance.now()
        if (left <= 0) return resolve('silence')
        sent += 1
        socket.send(IPERF3_HELLO, onError)
        clearTimeout(timer)
        timer = setTimeout(say, Math.max(1, Math.min(PAUSE.silence, left)))
      }
      const onError = (error: Error | null): void => {
        if (systemCodeOf(error) !== 'ECONNREFUSED') return
        refused += 1
        sent = 0
        if (refused >= MOST_REFUSED) return resolve('refused')
        clearTimeout(timer)
        timer = setTimeout(say, PAUSE.refused)
      }
      // The kernel reports a refusal either here or for the next datagram.
      socket.on('error', onError)
      // A closed socket belongs to a test that was given up.
      socket.once('close', () => resolve('silence'))
      say()
    })
  } finally {
    clearTimeout(timer)
    socket.removeAllListeners('message')
  }
}
