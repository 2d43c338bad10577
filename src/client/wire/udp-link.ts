import type { Socket as UdpSocket } from 'node:dgram'
import type { Socket } from 'node:net'

import { formatHostPort } from '../../address.ts'
import { messageOf, WyndrvrError } from '../../errors.ts'
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

/** A UDP flow that has been proved, and the connection on which its two ends talk about it. */
export interface UdpLink {
  readonly socket: UdpSocket
  readonly peer: Endpoint
  readonly token: Buffer
  /** How long (ms) nothing has to come before what is missing is lost: some round trips. */
  readonly drain: number
  readonly answers: Answers
  readonly say: (word: FlowWord) => void
  /** Lets the server begin; resolves when it is ready for datagrams. */
  readonly start: () => Promise<void>
}

/** How long (ms) a server may take to answer a line. */
const ANSWER_TIME = 10_000

/** How long (ms) a hello may stay without an answer before UDP is taken for blocked. */
const HELLO_TIME = 5000

/** Pauses (ms) between hellos: any of them, or its answer, may be lost. */
const HELLO_PAUSE = { first: 100, longest: 1000 } as const

/** Round trips for which a receiver waits behind the last datagram, and how long (ms) at least. */
const DRAIN = { roundTrips: 4, least: 200 } as const

/** The flow's connection says so often (ms) at most that all is well, and a quarter of the server's limit as a rule. */
const ALIVE = { perLimit: 4, least: 50, most: 60_000 } as const

/**
 * Asks for a flow, proves this end's address, and lets something be measured over it. Whatever becomes of that, nothing is
 * left of the flow at this end, and the server's ends with its answer or with the connection.
 * @param idle ms after which the server drops a connection on which nothing moves
 * @throws {WyndrvrError} `ERR_WYNDRVR_TIMEOUT` where no datagram comes through
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
        // The connection may have gone meanwhile, and nobody else would close it.
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
    answers.fail(error instanceof Error ? error : new Error(messageOf(error)))
    throw error
  } finally {
    over = true
    clearInterval(alive)
    if (socket !== null) closeUdp(socket)
  }
}

/** A time (ms) that begins now. */
export function within(time: number): () => number {
  const until = performance.now() + time
  return () => until - performance.now()
}

function doorOf({ name }: Channel, answer: NativeAnswer): NonNullable<NativeAnswer['door']> {
  if (answer.door === undefined) throw unexpectedAnswer(name, JSON.stringify(answer), 'a UDP port')
  return answer.door
}

/** A socket at the address from which the server is reached, so that datagrams go the same way. */
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

/** Says hello until it is answered; `null` where it is not. */
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
      // A socket that was closed meanwhile belongs to a flow that was given up.
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

/** The server knows whether the hellos have come, and so on which way datagrams are lost. */
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
      : `UDP is blocked on the way to ${name}: nothing reached ${door} within ${HELLO_TIME / 1000} s. Let UDP through to that port, as TCP is.`
  return new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence)
}
