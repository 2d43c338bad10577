import { isIP } from 'node:net'
import type { Socket as UdpSocket } from 'node:dgram'

import { usageError } from '../../check.ts'
import { WyndrvrError } from '../../errors.ts'
import { after } from '../../host/timers.ts'
import { routeMtu } from '../../host/route-mtu.ts'
import { LARGEST_DATAGRAM, markOf, readMark, UDP_PROBE_HEADER } from '../../protocol/datagram.ts'
import type { PathMtu } from '../../results/types.ts'
import { requireEcho, useUdp } from '../connection.ts'
import type { Connection } from '../connection.ts'
import type { NativeSession } from '../session.ts'
import { withUdpLink, within } from '../wire/udp-link.ts'
import type { UdpLink } from '../wire/udp-link.ts'
import { searchMtu } from './search.ts'

/** Bytes of the headers of IP and UDP. */
const HEADERS = { 4: 28, 6: 48 } as const

/** Datagrams that are sent before a size counts as too large: one may get lost for another reason. */
const TRIES = 4

/**
 * Finds the largest datagram that passes unfragmented. The kernel forbids routers to fragment a datagram that fits the MTU that it
 * knows of (RFC 1191), and fragments larger ones itself, so sizes above that MTU are not tried.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` in another dialect than the native one, through a proxy without a UDP port, or if the kernel cannot be asked;
 * `ERR_WYNDRVR_TIMEOUT` if UDP does not get through
 */
export async function probePathMtu(connection: Connection): Promise<PathMtu> {
  requireEcho(connection, 'The path MTU')
  return useUdp(connection, async (session) => {
    const { address } = session.channel
    const headers = isIP(address) === 6 ? HEADERS[6] : HEADERS[4]
    const { device } = await kernelMtu(session)
    const found = await searchMtu({
      least: UDP_PROBE_HEADER + headers,
      most: LARGEST_DATAGRAM + headers,
      device,
      passes: async (size) => passes(session, size - headers),
      known: async () => (await kernelMtu(session)).mtu,
    })
    if (found !== null) return { payload: found.mtu - headers, ...found }
    const sentence = `UDP gets through to ${session.channel.name}, but none of the datagrams that probe the path MTU was answered. The path loses too many; try again.`
    throw new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence)
  })
}

async function kernelMtu({
  channel,
}: NativeSession): Promise<Exclude<Awaited<ReturnType<typeof routeMtu>>, string>> {
  const known = await routeMtu(channel.localAddress, channel.address)
  if (typeof known !== 'string') return known
  throw usageError(`The path MTU cannot be probed. ${known}`)
}

/** Whether a datagram of this payload is answered. */
async function passes(session: NativeSession, payload: number): Promise<boolean> {
  const request = { request: 'udp', direction: 'echo', payload, busyPoll: false } as const
  return withUdpLink(session, request, async (link) => {
    await link.start()
    const answered = await isAnswered(link, payload)
    link.say({ stop: true })
    await link.answers.next(within(session.channel.answerTime))
    return answered
  })
}

async function isAnswered({ socket, token, drain }: UdpLink, payload: number): Promise<boolean> {
  const answered = answerTo(socket, payload, markOf('answer', token))
  for (let sequence = 0; sequence < TRIES; sequence += 1) {
    const probe = Buffer.alloc(payload)
    probe.writeUInt32BE(markOf('probe', token), 0)
    probe.writeUInt32BE(sequence, 4)
    // A kernel that has just learned of a smaller MTU may refuse it.
    socket.send(probe, () => undefined)
    if (await Promise.race([answered, after(drain, false)])) return true
  }
  return false
}

async function answerTo(socket: UdpSocket, payload: number, mark: number): Promise<true> {
  return new Promise((resolve) => {
    socket.on('message', (answer: Buffer) => {
      if (answer.length === payload && readMark(answer) === mark) resolve(true)
    })
  })
}
