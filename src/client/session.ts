import { usageError } from '../check.ts'
import type { WyndrvrError } from '../errors.ts'
import type { NativeWelcome } from '../protocol/native.ts'
import type { Dialect, HostFacts, ServerMode, TargetTls } from '../results/types.ts'
import type { Stream } from './throughput/stream.ts'
import type { TcpFactsPolicy } from './throughput/tcp-facts.ts'
import type { Channel, ChannelOptions } from './wire/channel.ts'
import type { HttpLink } from './wire/http-link.ts'
import type { HttpClientProof } from './wire/http-proof.ts'
import type { HttpTarget } from './wire/http-target.ts'

/** What a client has between its hello and its goodbye, in one of the dialects. Each kind's `run.ts` measures on it. */
export type Session = NativeSession | SeedSession | Iperf3Session | HttpSession

/** A session in the seed dialect: one connection, one measurement at a time. */
export interface SeedSession extends AnySession {
  readonly dialect: 'seed'
  /** The connection on which the dialect was agreed. */
  readonly channel: Channel
}

/**
 * A session in the native dialect: a control connection, which also carries a single stream. Several streams have
 * connections of their own in worker threads, opened when they are first needed.
 */
export interface NativeSession extends AnySession {
  readonly dialect: 'native'
  /** The connection on which the dialect was agreed. */
  readonly channel: Channel
  readonly welcome: NativeWelcome
  /** Where further connections of the session go. */
  readonly target: Omit<ChannelOptions, 'signal'>
  /** The stream on the control connection. */
  readonly own: Stream
  /** This many streams in worker threads. */
  readonly threads: (count: number) => Promise<readonly Stream[]>
  readonly tcpFacts: TcpFactsPolicy
}

/** A session in the iperf3 dialect. Each of its tests has connections of its own, because a server ends them with the test. */
export interface Iperf3Session extends AnySession {
  readonly dialect: 'iperf3'
  readonly roundTrip: () => number
  /** Where its connections go. */
  readonly target: Omit<ChannelOptions, 'signal'>
  /** Runs a test, and then closes its connections. */
  readonly test: <T>(run: (start: Iperf3Start) => Promise<T>) => Promise<T>
}

/** A test that begins: its server waits for the parameters. */
export interface Iperf3Start {
  readonly control: Channel
  /** What each TCP connection of the test starts with. */
  readonly cookie: Buffer
  /** Opens a further connection of the test. */
  readonly open: () => Promise<Channel>
}

/** The dialects of HTTP. */
export type HttpDialect = Extract<Dialect, 'http1' | 'http2'>

/** Whether a session is over HTTP. */
export function isOverHttp(session: Session): session is HttpSession {
  return session.dialect === 'http1' || session.dialect === 'http2'
}

/** A session over HTTP: over HTTP/1.1 connections with one request at a time, over HTTP/2 one connection with several. */
export interface HttpSession extends AnySession {
  readonly dialect: HttpDialect
  /** For each of this many requests at a time its connection: the one that the session keeps open, and over HTTP/1.1 new ones. */
  readonly links: (count: number) => Promise<readonly HttpLink[]>
  /** A new connection, which its user ends. It needs no name lookup. */
  readonly another: (options?: Pick<ChannelOptions, 'timeout' | 'signal'>) => Promise<HttpLink>
  /** Where requests go. */
  readonly target: HttpTarget
  /** How it proves the token. */
  readonly proof: HttpClientProof
}

interface AnySession {
  /** The server as messages call it: `host:port`. */
  readonly name: string
  /** The numeric address at which the server, or its proxy, was reached. */
  readonly address: string
  /** Shortest time (ms) that a server took for its first answer, in a dialect without probes; else `null`. */
  readonly roundTrip: () => number | null
  /** Whether the other end or something on the path ended it while nothing ran on it. */
  readonly lostIdle: () => boolean
  /** The server's machine; `null` if the dialect does not tell. */
  readonly server: HostFacts | null
  /** How the server spreads connections; `null` if the dialect does not tell. */
  readonly mode: ServerMode | null
  /** How its connections are secured; `null` without TLS. */
  readonly tls: TargetTls | null
  /** Tells the server that the session is over. It may fail or hang, and is not required. */
  readonly goodbye: () => Promise<void>
  /** Ends its connections, and what runs on them. */
  readonly destroy: (reason: WyndrvrError) => void
}

/**
 * The session as a native one.
 * @param what whatever needs it, and its verb, as the sentence begins: `UDP needs`
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if it is in another dialect
 */
export function nativeOnly(session: Session, what: string): NativeSession {
  if (session.dialect === 'native') return session
  throw otherDialect(what, session)
}

/** The session as one in the iperf3 dialect, which the connection said that it has. */
export function iperf3Only(session: Session): Iperf3Session {
  if (session.dialect === 'iperf3') return session
  throw new Error(`The connection to ${session.name} changed its dialect.`)
}

/** The error of a measurement or an option that the seed dialect does not have. */
export function seedCannot(what: string, { name }: Channel): WyndrvrError {
  return otherDialect(what, { name, dialect: 'seed' })
}

/** The error of a measurement or an option that needs the native dialect. */
function otherDialect(what: string, { name, dialect }: Pick<Session, 'name' | 'dialect'>): WyndrvrError {
  return usageError(`${what} the native dialect, but the connection to ${name} uses the ${dialect} dialect.`)
}
