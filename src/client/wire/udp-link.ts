import type { Socket as UdpSocket } from 'node:dgram'
import type { Socket } from 'node:net'

import { performance } from '../../host/clock.ts'
import { clearInterval, setInterval } from '../../host/timers.ts'
import { formatHostPort } from '../../address.ts'
import { asError, messageOf, WyndrvrError } from '../../errors.ts'
import { decodeSecret, encodeSecret, LONGEST_DRAIN } from '../../protocol/flow.ts'
import type { EchoFlowRequest, FlowRequest, FlowWord } from '../../protocol/flow.ts'
import { line } from '../../protocol/native.ts'
import type { NativeAnswer } from '../../protocol/native.ts'
import { watchStill } from '../../transfer/idle-watch.ts'
import { closeUdp, connectUdp, openUdp } from '../../transfer/udp-socket.ts'
import type { Endpoint } from '../../transfer/udp-socket.ts'
import type { NativeSession } from '../session.ts'
import { Answers } from './answers.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'
import type { Channel, Task } from './channel.ts'
import { keepAlivePause } from './handshake.ts'
import { knock } from './knock.ts'
import { letUdpPass } from './let-udp-pass.ts'
import type { LocalEnd } from './local-end.ts'
import type { KnockOutcome } from './knock.ts'
import { counted } from '../../text/count.ts'
import { limitText } from '../../text/time.ts'

/** A UDP flow whose ends have been verified, and the connection on which they talk about it. */
export interface UdpLink {
  readonly socket: UdpSocket
  readonly peer: Endpoint
  readonly token: Buffer
  /** Silence (ms) after which missing datagrams are lost: several round trips. */
  readonly drain: number
  readonly answers: Answers
  readonly say: (word: FlowWord) => void
  /** The server has said its last word about the flow, and needs no more signs of life. */
  readonly ended: () => void
  /** Starts the server; resolves when it is ready for datagrams. */
  readonly start: () => Promise<void>
}

/** How long a receiver waits after the last datagram: round trips, and the least time (ms). */
const DRAIN = { roundTrips: 4, least: 200 } as const

/**
 * Requests a flow, proves this end's address, and runs a measurement over it. Its datagrams go where the connections go,
 * so that they pass through the same proxy. Afterwards nothing of the flow is left at this end, even after a failure, and
 * the server's part ends with its answer or with the connection.
 * @throws {WyndrvrError} `ERR_WYNDRVR_TIMEOUT` if no datagram gets through, `ERR_WYNDRVR_REFUSED` if a server of an
 * earlier release wants them elsewhere
 */
export async function withUdpLink<T>(
  session: NativeSession,
  request: FlowRequest | EchoFlowRequest,
  measure: (link: UdpLink) => Promise<T>,
): Promise<T> {
  const { channel, welcome, target } = session
  const answers = new Answers(channel.name)
  let socket: UdpSocket | null = null
  let over = false
  let endLife: () => void = () => undefined
  try {
    return await channel.run<T>((task) => {
      const say = (word: FlowWord): void => void task.socket.write(line(word))
      const measureAll = async (): Promise<T> => {
        const door = doorOf(channel, await answers.next(within(channel.answerTime)))
        const token = decodeSecret(door.token) ?? Buffer.alloc(0)
        const peer = { address: channel.address, port: target.udpPort ?? target.port }
        if (welcome.onePort !== true && door.port !== peer.port) throw wantsPort(session, door.port)
        const opened = await openTo(channel, task.socket, peer, target.local)
        // If the connection has closed by now, nobody else would close the socket.
        if (over) closeUdp(opened)
        socket = opened
        const outcome = await knock(opened, token, channel.timeout)
        const { nonce } = outcome
        if (nonce === null)
          throw await blocked(channel, { ...peer, serverPort: door.port }, outcome, answers, say)
        let drain: number = DRAIN.least
        const start = async (): Promise<void> => {
          const startedAt = performance.now()
          say({ start: encodeSecret(nonce) })
          const answer = await answers.next(within(channel.answerTime))
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
          ended: endLife,
          start,
        })
      }
      task.socket.write(line(request))
      endLife = keepFlow(session, task, say)
      measureAll().then(task.done, task.fail)
      return (length, buffer) => answers.receive(length, buffer)
    })
  } catch (error) {
    answers.fail(asError(error))
    throw error
  } finally {
    over = true
    endLife()
    if (socket !== null) closeUdp(socket)
  }
}

/** The longest pause (ms) between two signs of life during a flow, which a server ends when it hears none for 10 s. */
const LONGEST_PAUSE = 2000

/**
 * Says again and again that this end is there, and fails the flow if the server does not answer that: loss alone does not show
 * that it is gone.
 */
function keepFlow<T>(
  { channel, welcome, target }: NativeSession,
  { socket, fail }: Task<T>,
  say: (word: FlowWord) => void,
): () => void {
  const pause = Math.min(LONGEST_PAUSE, keepAlivePause(welcome, target.keepAlive))
  const alive = setInterval(() => say({ alive: true, ping: true }), pause)
  const heard = (): number => (welcome.answersPing === true ? socket.bytesRead : performance.now())
  const sentence = `${channel.name} was silent for ${limitText(channel.answerTime)} during a UDP flow. Check the server and the path, or raise the timeout.`
  const unwatch = watchStill(heard, channel.answerTime + pause, () =>
    fail(new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence)),
  )
  return () => {
    clearInterval(alive)
    unwatch()
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
async function openTo(
  channel: Channel,
  connection: Socket,
  peer: Endpoint,
  local: LocalEnd | undefined,
): Promise<UdpSocket> {
  let socket: UdpSocket | null = null
  try {
    const own = { address: connection.localAddress ?? '', port: local?.port ?? 0 }
    socket = await openUdp(own, { buffer: local?.window ?? null })
    await connectUdp(socket, peer)
    return socket
  } catch (error) {
    if (socket !== null) closeUdp(socket)
    const sentence = `A UDP socket to ${channel.name} could not be opened: ${messageOf(error)}.`
    throw new WyndrvrError('ERR_WYNDRVR_CONNECT', sentence, { cause: error })
  }
}

/** The server knows whether hellos arrived, and so in which direction datagrams are lost. */
async function blocked(
  channel: Channel,
  { address, port, serverPort }: Endpoint & { readonly serverPort: number },
  { why, sent }: KnockOutcome,
  answers: Answers,
  say: (word: FlowWord) => void,
): Promise<WyndrvrError> {
  say({ stop: true })
  const { heard } = await answers.next(within(channel.answerTime))
  const time = limitText(channel.timeout)
  const allow = letUdpPass(port, serverPort)
  const reason =
    heard === true
      ? `datagrams reach the server, but no answer to ${counted(sent, 'datagram')} came back within ${time}. Allow UDP in that direction too, or raise the timeout if the path loses most of them.`
      : why === 'refused'
        ? `nothing accepts it there. ${allow}`
        : `none of ${counted(sent, 'datagram')} reached the server within ${time}. ${allow}`
  const there = formatHostPort({ host: address, port })
  return new WyndrvrError('ERR_WYNDRVR_TIMEOUT', `UDP does not get through ${there}: ${reason}`)
}

/** A server of an earlier release gives each flow a port of its own, which a proxy or firewall need not lead to. */
function wantsPort({ channel, welcome }: NativeSession, port: number): WyndrvrError {
  const sentence = `${channel.name} runs wyndrvr ${welcome.version}, which wants datagrams at UDP port ${port} instead of the port that was given. Update the server.`
  return new WyndrvrError('ERR_WYNDRVR_REFUSED', sentence)
}
