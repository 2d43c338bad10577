import { clearTimeout, setTimeout } from '../host/timers.ts'
import { WyndrvrError } from '../errors.ts'
import type { Dialect } from '../results/types.ts'
import { openChannel } from './wire/channel.ts'
import type { Channel, ChannelOptions } from './wire/channel.ts'
import { shifted } from './wire/local-end.ts'
import { nativeHandshake, seedHandshake } from './wire/handshake.ts'
import { nativeSession } from './native-session.ts'
import { seedSession } from './seed-session.ts'
import type { Session } from './session.ts'

/** The dialect to use; `auto`: native if the server has it, else the seed's. */
export type DialectChoice = Dialect | 'auto'

/** All choices, in the order in which help texts list them. */
export const DIALECT_CHOICES: readonly DialectChoice[] = ['auto', 'native', 'seed']

/** Time (ms) without an answer after which a server is taken to be busy, or to ignore unknown input. */
const SILENCE = 1500

/** Opens a session with a server in a dialect. */
export async function openSession(options: ChannelOptions, dialect: DialectChoice): Promise<Session> {
  const channel = await openChannel(options)
  if (dialect === 'seed') return greetSeed(channel, options)
  const first = greet(channel, options)
  if (dialect === 'auto') return withFallback(channel, first, options)
  const session = await first
  if (session.dialect === 'native') return session
  const sentence = `${channel.name} speaks the seed dialect only. Choose the dialect 'auto' or 'seed'.`
  const error = new WyndrvrError('ERR_WYNDRVR_PROTOCOL', sentence)
  channel.destroy(error)
  throw error
}

/** Sends the native hello. A seed server answers with an error, and the connection continues in its dialect. */
async function greet(channel: Channel, options: ChannelOptions): Promise<Session> {
  const welcome = await nativeHandshake(channel, { role: 'control' }, options)
  return welcome === null ? greetSeed(channel, options) : nativeSession(channel, welcome, options)
}

async function greetSeed(channel: Channel, options: ChannelOptions): Promise<Session> {
  await seedHandshake(channel, options.timeout)
  return seedSession(channel)
}

/**
 * Some seed servers hang up on what they do not know, or ignore it. A second connection then tries their dialect, and
 * the first answer wins: a server that was merely busy answers in order of arrival.
 */
async function withFallback(
  channel: Channel,
  first: Promise<Session>,
  options: ChannelOptions,
): Promise<Session> {
  const outcome = await settledWithin(first, SILENCE)
  if (outcome === 'fulfilled' || (outcome !== null && outcome.code !== 'ERR_WYNDRVR_LOST')) return first
  const other = await openChannel({ ...options, local: shifted(options.local, 1) })
  const second = greetSeed(other, options)
  try {
    const session = await Promise.any([first, second])
    const loser = [channel, other].find((candidate) => session.channel !== candidate)
    loser?.destroy(new WyndrvrError('ERR_WYNDRVR_ABORTED', `${channel.name} answered on another connection.`))
    return session
  } catch {
    // Both failed. The first error is the better reason, unless the server hung up.
    return outcome === null ? first : second
  }
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
