import { usageError } from '../check.ts'
import type { WyndrvrError } from '../errors.ts'
import type { NativeWelcome } from '../protocol/native.ts'
import type { HostFacts, ServerMode } from '../results/types.ts'
import type { Stream } from './throughput/stream.ts'
import type { TcpFactsPolicy } from './throughput/tcp-facts.ts'
import type { Channel, ChannelOptions } from './wire/channel.ts'

/** What a client has between its hello and its goodbye, in one of the dialects. Each kind's `run.ts` measures on it. */
export type Session = NativeSession | SeedSession

/** A session in the seed dialect: one connection, one measurement at a time. */
export interface SeedSession extends AnySession {
  readonly dialect: 'seed'
}

/**
 * A session in the native dialect: a control connection, which also carries a single stream. Several streams have
 * connections of their own in worker threads, opened when they are first needed.
 */
export interface NativeSession extends AnySession {
  readonly dialect: 'native'
  readonly welcome: NativeWelcome
  /** Where further connections of the session go. */
  readonly target: Omit<ChannelOptions, 'signal'>
  /** The stream on the control connection. */
  readonly own: Stream
  /** This many streams in worker threads. */
  readonly threads: (count: number) => Promise<readonly Stream[]>
  readonly tcpFacts: TcpFactsPolicy
}

interface AnySession {
  /** The connection on which the dialect was agreed. */
  readonly channel: Channel
  /** The server's machine; `null` if the dialect does not tell. */
  readonly server: HostFacts | null
  /** How the server spreads connections; `null` if the dialect does not tell. */
  readonly mode: ServerMode | null
  /** Tells the server that the session is over. It may fail or hang, and is not required. */
  readonly goodbye: () => Promise<void>
  /** Ends its connections, and what runs on them. */
  readonly destroy: (reason: WyndrvrError) => void
}

/**
 * The session as a native one.
 * @param what whatever needs it, and its verb, as the sentence begins: `UDP needs`
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if it is in the seed dialect
 */
export function nativeOnly(session: Session, what: string): NativeSession {
  if (session.dialect === 'native') return session
  throw seedCannot(what, session.channel)
}

/** The error of a measurement or an option that the seed dialect does not have. */
export function seedCannot(what: string, { name }: Channel): WyndrvrError {
  return usageError(`${what} the native dialect, but the connection to ${name} uses the seed dialect.`)
}
