import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { WyndrvrError } from '../../errors.ts'
import { IPERF3_STATE } from '../../protocol/iperf3.ts'
import { decoded, line, NATIVE_MARK, NATIVE_MAX_LINE } from '../../protocol/native.ts'
import type { NativeHello, NativeWelcome } from '../../protocol/native.ts'
import { SEED_REPLY } from '../../protocol/seed.ts'
import { ClientGreeting } from './client-greeting.ts'
import { unexpectedAnswer } from './unexpected-answer.ts'
import type { Channel, ChannelOptions, Receiver, Task } from './channel.ts'
import { ReplyReader } from './reply.ts'
import { limitText } from '../../text/time.ts'

/**
 * One exchange before any measurement: it shows that a wyndrvr server answers, waits for the turn on a sequential
 * server, and keeps the connection's first, slower exchange out of the figures.
 */
export async function seedHandshake(channel: Channel, timeout: number): Promise<void> {
  await exchange<void>(channel, timeout, 'a wyndrvr', ({ socket, done }) => {
    const reply = new ReplyReader(channel.name, SEED_REPLY.pong)
    socket.write('PING')
    return (length, buffer) => {
      if (reply.read(length, buffer) !== null) done()
    }
  })
}

/** Keepalives within the idle limit of the server, and the shortest pause between two (ms). */
const KEEP_ALIVE = { perLimit: 4, least: 50 } as const

/** The pause (ms) between the keepalives of a connection. */
export function keepAlivePause({ idle }: Pick<NativeWelcome, 'idle'>, keepAlive: number): number {
  return Math.max(KEEP_ALIVE.least, Math.min(keepAlive, idle / KEEP_ALIVE.perLimit))
}

/**
 * Opens a connection in the native dialect, and keeps it alive: the server or a proxy would drop a control connection
 * while streams work, and streams while the control connection does.
 * @returns the server's first line, or the dialect that the server speaks instead: a connection to a seed server can then be
 * used in its dialect, one to an iperf3 server cannot be used
 * @throws {WyndrvrError} `ERR_WYNDRVR_REFUSED` if the server refuses the version or the session
 */
export async function nativeHandshake(
  channel: Channel,
  hello: NativeHello,
  { timeout, keepAlive, token }: Pick<ChannelOptions, 'timeout' | 'keepAlive' | 'token'>,
): Promise<NativeWelcome | 'seed' | 'iperf3'> {
  const answer = await exchange<NativeWelcome | 'seed' | 'iperf3'>(
    channel,
    timeout,
    'a wyndrvr',
    ({ socket, done }) => {
      let text = ''
      const greeting = new ClientGreeting(channel.name, hello, token)
      socket.write(greeting.hello)
      return (length, buffer) => {
        text += buffer.toString('latin1', 0, length)
        if (text === SEED_REPLY.unknown) return done('seed')
        if (IPERF3_ANSWERS.has(text)) return done('iperf3')
        if (SEED_REPLY.unknown.startsWith(text) || NATIVE_MARK.startsWith(text)) return
        if (!text.startsWith(NATIVE_MARK)) throw unexpectedAnswer(channel.name, text, 'PONG or WYNDRVR/2')
        if (text.length > NATIVE_MAX_LINE) throw unexpectedAnswer(channel.name, text, 'a line')
        if (!text.endsWith('\n')) return
        const heard = greeting.hear(decoded(text))
        text = ''
        if (typeof heard === 'string') socket.write(heard)
        else done(heard)
      }
    },
  )
  if (answer !== 'seed' && answer !== 'iperf3') {
    // Between requests a server ignores a stop.
    channel.keepAlive(line({ stop: true }), keepAlivePause(answer, keepAlive))
  }
  return answer
}

/** What an iperf3 server answers to any first bytes: that it takes them for a cookie, or that it is busy. */
const IPERF3_ANSWERS: ReadonlySet<string> = new Set([
  String.fromCharCode(IPERF3_STATE.exchangeParameters),
  String.fromCharCode(IPERF3_STATE.accessDenied),
])

/**
 * The first exchange of a connection.
 * @param kind of server that is expected, for errors
 */
export async function exchange<T>(
  channel: Channel,
  timeout: number,
  kind: string,
  begin: (task: Task<T>) => Receiver,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  try {
    return await channel.run<T>((task) => {
      const sentence = `${channel.name} accepted the connection and sent no answer for ${limitText(timeout)}. Is it ${kind} server, or is it busy with another client?`
      timer = setTimeout(() => task.fail(new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence)), timeout)
      return begin(task)
    })
  } finally {
    clearTimeout(timer)
  }
}
