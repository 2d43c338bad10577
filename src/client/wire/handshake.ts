import { clearTimeout, setTimeout } from '../../host/timers.ts'
import { WyndrvrError } from '../../errors.ts'
import { IPERF3_STATE } from '../../protocol/iperf3.ts'
import { decoded, line, NATIVE_MARK, NATIVE_MAX_LINE } from '../../protocol/native.ts'
import type { NativeHello, NativeWelcome } from '../../protocol/native.ts'
import { SEED_REPLY } from '../../protocol/seed.ts'
import { performance } from '../../host/clock.ts'
import { ClientGreeting } from './client-greeting.ts'
import type { QueuePlace } from './client-greeting.ts'
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
  queue?: Queueing,
): Promise<NativeWelcome | 'seed' | 'iperf3'> {
  const answer = await exchange<NativeWelcome | 'seed' | 'iperf3'>(
    channel,
    timeout,
    'a wyndrvr',
    ({ socket, done }, again) => {
      let text = ''
      const wait = queue === undefined ? null : new Wait(channel.name, queue)
      const asked = hello.role === 'control' && wait !== null ? { ...hello, q: 1 as const } : hello
      const greeting = new ClientGreeting(channel.name, asked, token)
      socket.write(greeting.hello)
      return (length, buffer) => {
        text += buffer.toString('latin1', 0, length)
        if (text === SEED_REPLY.unknown) return done('seed')
        if (IPERF3_ANSWERS.has(text)) return done('iperf3')
        if (SEED_REPLY.unknown.startsWith(text) || NATIVE_MARK.startsWith(text)) return
        if (!text.startsWith(NATIVE_MARK)) throw unexpectedAnswer(channel.name, text, 'PONG or WYNDRVR/2')
        if (text.length > NATIVE_MAX_LINE) throw unexpectedAnswer(channel.name, text, 'a line')
        for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n')) {
          const heard = greeting.hear(decoded(text.slice(0, end + 1)))
          text = text.slice(end + 1)
          if (typeof heard === 'string') socket.write(heard)
          else if ('place' in heard) {
            // Whoever did not ask for its place would wait for ever.
            if (wait === null) throw unexpectedAnswer(channel.name, JSON.stringify(heard), 'a welcome')
            wait.hear(heard)
            again()
          } else done(heard)
        }
      }
    },
  )
  if (answer !== 'seed' && answer !== 'iperf3') {
    // Between requests a server ignores a stop.
    channel.keepAlive(line({ stop: true }), keepAlivePause(answer, keepAlive))
  }
  return answer
}

/** How a client waits for others to end. */
export interface Queueing {
  /** ms */
  readonly patience: number
  /** Called when its place has changed. */
  readonly onWaiting: (place: QueuePlace) => void
}

/** The wait for other clients of a server. */
class Wait {
  readonly #name: string
  readonly #queue: Queueing
  readonly #since = performance.now()
  #last = ''

  constructor(name: string, queue: Queueing) {
    this.#name = name
    this.#queue = queue
  }

  /** @throws {WyndrvrError} `ERR_WYNDRVR_BUSY` when it has taken too long */
  hear({ place, of }: QueuePlace): void {
    const { patience, onWaiting } = this.#queue
    if (performance.now() - this.#since >= patience) {
      const sentence = `Waiting for other clients of ${this.#name} took longer than ${limitText(patience)} (place ${place} of ${of} at the end). Try again later, or raise the patience.`
      throw new WyndrvrError('ERR_WYNDRVR_BUSY', sentence)
    }
    const said = `${place}/${of}`
    if (said !== this.#last) onWaiting({ place, of })
    this.#last = said
  }
}

/** What an iperf3 server answers to any first bytes: that it takes them for a cookie, or that it is busy. */
const IPERF3_ANSWERS: ReadonlySet<string> = new Set([
  String.fromCharCode(IPERF3_STATE.exchangeParameters),
  String.fromCharCode(IPERF3_STATE.accessDenied),
])

/**
 * The first exchange of a connection.
 * @param kind of server that is expected, for errors
 * @param begin its second argument starts the time limit of the answer again
 */
export async function exchange<T>(
  channel: Channel,
  timeout: number,
  kind: string,
  begin: (task: Task<T>, again: () => void) => Receiver,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  try {
    return await channel.run<T>((task) => {
      const sentence = `${channel.name} accepted the connection and sent no answer for ${limitText(timeout)}. Is it ${kind} server, or is it busy with another client?`
      const again = (): void => {
        clearTimeout(timer)
        timer = setTimeout(() => task.fail(new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence)), timeout)
      }
      again()
      return begin(task, again)
    })
  } finally {
    clearTimeout(timer)
  }
}
