import type { Socket as UdpSocket } from 'node:dgram'
import type { Socket } from 'node:net'

import { performance } from '../../host/clock.ts'
import { clearInterval, clearTimeout, setInterval, setTimeout } from '../../host/timers.ts'
import { formatHostPort } from '../../address.ts'
import { asError, messageOf, WyndrvrError } from '../../errors.ts'
import { helloDatagram, readNonce } from '../../protocol/datagram.ts'
import { decodeSecret, encodeSecret, LONGEST_DRAIN } from '../../protocol/flow.ts'
import type { EchoFlowRequest, FlowRequest, FlowWord } from '../../protocol/flow.ts'
import { line } from '../../protocol/native.ts'
import type { NativeAnswer } from '../../protocol/native.ts'
import { closeUdp, connectUdp, openUdp } from '../../transfer/udp-socket.ts'
import type { Endpoint } from '../../transfer/udp-socket.ts'
import { Answers } from './answers.ts'
import { unexpectedAnswer } from './channel.ts'
import type { Channel } from './channel.ts'

/** A UDP flow whose ends have been verified, and the connection on which they talk about it. */
export interface UdpLink {
  readonly socket: UdpSocket
  readonly peer: Endpoint
  readonly token: Buffer
  /** Silence (ms) after which missing datagrams are lost: several round trips. */
  readonly drain: number
  readonly answers: Answers
  readonly say: (word: FlowWord) => void
  /** Starts the server; resolves when it is ready for datagrams. */
  readonly start: () => Promise<void>
}

/** Timeout (ms) of the answer to a line. */
const ANSWER_TIME = 10_000

/** Time (ms) without an answer to the hellos after which UDP counts as blocked. */
const HELLO_TIME = 5000

/** Pauses (ms) between hellos: any of them, or its answer, may get lost. */
const HELLO_PAUSE = { first: 100, longest: 1000 } as const

/** How long a receiver waits after the last datagram: round trips, and the least time (ms). */
const DRAIN = { roundTrips: 4, least: 200 } as const

/** Keepalives of the flow's connection: four per idle limit of the server, within these pauses (ms). */
const ALIVE = { perLimit: 4, least: 50, most: 60_000 } as const

/**
 * Requests a flow, proves this end's address, and runs a measurement over it. Afterwards nothing of the flow is left at
 * this end, even after a failure, and the server's part ends with its answer or with the connection.
 * @param idle ms after which the server drops a connection without traffic
 * @throws {WyndrvrError} `ERR_WYNDRVR_TIMEOUT` if no datagram gets through
 */
export async function withUdpLink<T>(
  channel: Channel,
  request: FlowRequest | EchoFlowRequest,
  idle: number,
  measure: (link: UdpLink) => Promise<T>,
): Promise<T> {
  const answers = new Answers(channel.name)
  let socket: UdpSocket | null = null
  let over = false
  let alive: NodeJS.Timeout | undefined
  try {
    return await channel.run<T>((task) => {
      const say = (word: FlowWord): void => void task.socket.write(line(word))
      const measureAll = async (): Promise<T> => {
        const { port, token: encoded } = doorOf(channel, await answers.next(within(ANSWER_TIME)))
        const token = decodeSecret(encoded) ?? Buffer.alloc(0)
        const peer = { address: channel.address, port }
        const opened = await openTo(channel, task.socket, peer)
        // If the connection has closed by now, nobody else would close the socket.
        if (over) closeUdp(opened)
        socket = opened
        const nonce = await knock(opened, token)
        if (nonce === null) throw await blocked(channel, port, answers, say)
        let drain: number = DRAIN.least
        const start = async (): Promise<void> => {
          const startedAt = performance.now()
          say({ start: encodeSecret(nonce) })
          const answer = await answers.next(within(ANSWER_TIME))
          if (answer.go !== true) throw unexpectedAnswer(channel.name, JSON.stringify(answer), 'a go-ahead')
          const trips = (performance.now() - startedAt) * DRAIN.roundTrips
          drain = Math.round(Math.min(LONGEST_DRAIN, Math.max(DRAIN.least, trips)))
        }
        return measure({
          socket: opened,
          peer: { ...peer, address: opened.remoteAddress().address },
          token,
          get drain() {
            return drain
          },
          answers,
          say,
          start,
        })
      }
      task.socket.write(line(request))
      const pause = Math.min(ALIVE.most, Math.max(ALIVE.least, idle / ALIVE.perLimit))
      alive = setInterval(() => say({ alive: true }), pause)
      measureAll().then(task.done, task.fail)
      return (length, buffer) => answers.receive(length, buffer)
    })
  } catch (error) {
    answers.fail(asError(error))
    throw error
  } finally {
    over = true
    clearInterval(alive)
    if (socket !== null) closeUdp(socket)
  }
}

/** A countdown (ms) that starts now. */
export function within(time: number): () => number {
  const until = performance.now() + time
  return () => until - performance.now()
}

function doorOf({ name }: Channel, answer: NativeAnswer): NonNullable<NativeAnswer['door']> {
  if (answer.door === undefined) throw unexpectedAnswer(name, JSON.stringify(answer), 'a UDP port')
  return answer.door
}

/** A socket at the local address of the connection, so that datagrams take the same route. */
async function openTo(channel: Channel, connection: Socket, peer: Endpoint): Promise<UdpSocket> {
  let socket: UdpSocket | null = null
  try {
    socket = await openUdp({ address: connection.localAddress ?? '', port: 0 })
    await connectUdp(socket, peer)
    return socket
  } catch (error) {
    if (socket !== null) closeUdp(socket)
    const sentence = `A UDP socket to ${channel.name} could not be opened: ${messageOf(error)}.`
    throw new WyndrvrError('ERR_WYNDRVR_CONNECT', sentence, { cause: error })
  }
}

/** Sends hellos until one is answered; `null` if none is. */
async function knock(socket: UdpSocket, token: Buffer): Promise<Buffer | null> {
  const hello = helloDatagram(token)
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise<Buffer | null>((resolve) => {
      const left = within(HELLO_TIME)
      socket.on('message', (bytes: Buffer) => {
        const nonce = readNonce(bytes, token)
        if (nonce !== null) resolve(nonce)
      })
      // A closed socket belongs to a flow that was given up.
      socket.once('close', () => resolve(null))
      const say = (pause: number): void => {
        if (left() <= 0) return resolve(null)
        socket.send(hello, () => undefined)
        timer = setTimeout(
          () => say(Math.min(pause * 2, HELLO_PAUSE.longest)),
          Math.max(1, Math.min(pause, left())),
        )
      }
      say(HELLO_PAUSE.first)
    })
  } finally {
    clearTimeout(timer)
    socket.removeAllListeners('message')
  }
}

/** The server knows whether hellos arrived, and so in which direction datagrams are lost. */
async function blocked(
  { name, address }: Channel,
  port: number,
  answers: Answers,
  say: (word: FlowWord) => void,
): Promise<WyndrvrError> {
  say({ stop: true })
  const { heard } = await answers.next(within(ANSWER_TIME))
  const door = formatHostPort({ host: address, port })
  const sentence =
    heard === true
      ? `UDP is blocked on the way back from ${name}: what it sent from ${door} did not arrive within ${HELLO_TIME / 1000} s.`
      : `UDP is blocked on the way to ${name}: nothing reached ${door} within ${HELLO_TIME / 1000} s. Allow UDP to that port as well as TCP.`
  return new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence)
}
