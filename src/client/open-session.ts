import { after, clearTimeout, setTimeout } from '../host/timers.ts'
import { WyndrvrError } from '../errors.ts'
import type { Dialect } from '../results/types.ts'
import { openChannel } from './wire/open-channel.ts'
import type { Channel, ChannelOptions } from './wire/channel.ts'
import type { HttpTarget } from './wire/http-target.ts'
import { shifted } from './wire/local-end.ts'
import { nativeHandshake, seedHandshake } from './wire/handshake.ts'
import type { Queueing } from './wire/handshake.ts'
import { httpSession } from './http-session.ts'
import { iperf3Session } from './iperf3-session.ts'
import { nativeSession } from './native-session.ts'
import { seedSession } from './seed-session.ts'
import type { Session } from './session.ts'

/** The dialect to use; `auto`: native if the server has it, else the one that it answers in, but never HTTP. */
export type DialectChoice = Dialect | 'auto'

/** All choices, in the order in which help texts list them. */
export const DIALECT_CHOICES: readonly DialectChoice[] = [
  'auto',
  'native',
  'seed',
  'iperf3',
  'http1',
  'http2',
  'ws',
]

/** Time (ms) without an answer after which a server is taken to be busy, or to ignore unknown input. */
const SILENCE = 1500

/** Pause (ms) before a server that hung up gets another hello. */
const PAUSE = 50

/** How to open a session. */
export interface SessionOptions extends ChannelOptions {
  /** Where requests go, over HTTP and WebSocket. */
  readonly http?: HttpTarget | undefined
}

/** Opens a session with a server in a dialect. */
export async function openSession(
  { http, ...options }: SessionOptions,
  dialect: DialectChoice,
  queue: Queueing,
): Promise<Session> {
  if (dialect === 'ws') return greetWebSocket({ ...options, webSocket: http }, queue)
  if (http !== undefined) return httpSession(options, http)
  if (dialect === 'http1' || dialect === 'http2')
    throw new Error(`The dialect ${dialect} needs to know where requests go.`)
  if (dialect === 'iperf3') return iperf3Session(options)
  const channel = await openChannel(options)
  if (dialect === 'seed') return greetSeed(channel, options)
  return dialect === 'auto' ? withFallback(channel, options, queue) : greet(channel, options, dialect, queue)
}

/**
 * Sends the native hello. A seed server answers with an error, and the connection continues in its dialect. An iperf3 server
 * takes the hello for the start of a test, and needs another connection.
 */
async function greet(
  channel: Channel,
  options: ChannelOptions,
  dialect: 'auto' | 'native',
  queue: Queueing,
): Promise<Session> {
  const welcome = await nativeHandshake(channel, { role: 'control' }, options, queue)
  if (welcome !== 'seed' && welcome !== 'iperf3') return nativeSession(channel, welcome, options)
  if (dialect === 'native') {
    const sentence = `${channel.name} speaks the ${welcome} dialect only. Choose the dialect 'auto' or '${welcome}'.`
    const error = new WyndrvrError('ERR_WYNDRVR_PROTOCOL', sentence)
    channel.destroy(error)
    throw error
  }
  if (welcome === 'seed') return greetSeed(channel, options)
  channel.destroy(answeredElsewhere(channel))
  return iperf3Session(options, 1)
}

/** The native dialect over WebSocket. */
async function greetWebSocket(options: ChannelOptions, queue: Queueing): Promise<Session> {
  return greet(await openChannel(options), options, 'native', queue)
}

async function greetSeed(channel: Channel, options: ChannelOptions): Promise<Session> {
  await seedHandshake(channel, options.timeout)
  return seedSession(channel)
}

/**
 * Some seed servers hang up on what they do not know, or ignore it. A second connection then tries their dialect, and
 * the first answer wins: a server that was merely busy answers in order of arrival.
 * @param isFirst whether the hello was the first one
 */
async function withFallback(
  channel: Channel,
  options: ChannelOptions,
  queue: Queueing,
  isFirst = true,
): Promise<Session> {
  let heard = (): void => undefined
  const waiting = new Promise<'fulfilled'>((resolve) => {
    heard = () => resolve('fulfilled')
  })
  const onWaiting: Queueing['onWaiting'] = (place) => {
    heard()
    queue.onWaiting(place)
  }
  const first = greet(channel, options, 'auto', { ...queue, onWaiting })
  // A server that names a place in its queue has answered.
  const outcome = await Promise.race([settledWithin(first, SILENCE), waiting])
  if (outcome === 'fulfilled' || (outcome !== null && outcome.code !== 'ERR_WYNDRVR_LOST')) return first
  if (outcome !== null && isFirst) {
    // An iperf3 server drops connections when a test has just ended.
    await after(PAUSE)
    const again = await openChannel(options)
    return withFallback(again, options, queue, false)
  }
  const other = await openChannel({ ...options, local: shifted(options.local, 1) })
  const second = greetSeed(other, options)
  try {
    const session = await Promise.any([first, second])
    const used = session.dialect === 'native' || session.dialect === 'seed' ? session.channel : null
    for (const each of [channel, other]) if (each !== used) each.destroy(answeredElsewhere(each))
    return session
  } catch {
    // Both failed. The first error is the better reason, unless the server hung up.
    return outcome === null ? first : second
  }
}

function answeredElsewhere({ name }: Channel): WyndrvrError {
  return new WyndrvrError('ERR_WYNDRVR_ABORTED', `${name} answered on another connection.`)
}

async function settledWithin(
  session: Promise<Session>,
  time: number,
): Promise<'fulfilled' | WyndrvrError | null> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), time)
  })
  const settled = session.then(
    () => 'fulfilled' as const,
    (error: unknown) => (error instanceof WyndrvrError ? error : 'fulfilled'),
  )
  const outcome = await Promise.race([settled, silence])
  clearTimeout(timer)
  return outcome
}
