import { formatHostPort } from '../address.ts'
import { checkPort, usageError, valueError } from '../check.ts'
import type { OptionNames } from '../check.ts'
import { WyndrvrError } from '../errors.ts'
import type { HostFacts, Target } from '../results/types.ts'
import { milliseconds, timeoutOf } from '../units.ts'
import type { Duration } from '../units.ts'
import { namedToken } from './named-token.ts'
import { openSession } from './open-session.ts'
import type { DialectChoice } from './open-session.ts'
import { planServer } from './planned-server.ts'
import type { MeasuredServer } from './planned-server.ts'
import { SessionKeeper } from './session-keeper.ts'
import { nativeOnly } from './session.ts'
import type { NativeSession, Session } from './session.ts'
import { checkOver, checkWindow, LOCAL_OPTIONS, localSockets, planLocal, tryLocal } from './wire/local-end.ts'
import type { LocalEnd, LocalOptions } from './wire/local-end.ts'
import type { QueuePlace } from './wire/client-greeting.ts'
import type { ClientTls } from './wire/client-tls.ts'
import { checkProxy } from './wire/proxy.ts'
import type { ClientProxy } from './wire/proxy.ts'

/** Which server to measure, and how to reach it. */
export interface ConnectionOptions extends LocalOptions, MeasuredServer {
  /** Connection timeout, and timeout of the server's answers, over UDP too. Default `'10s'`. */
  readonly timeout?: Duration | undefined
  /** Ends the connection, and the measurement that runs on it, when aborted. */
  readonly signal?: AbortSignal | undefined
  /**
   * A proxy that opens the connections to the server. The connect rate cannot be measured through one, and UDP only if
   * `udpPort` names a port of the proxy's host that leads to the server.
   */
  readonly proxy?: ClientProxy | undefined
  /** UDP port, 1 to 65535. Default: the TCP port. */
  readonly udpPort?: number | undefined
  /** Longest silence on an open connection, so that nothing on the path closes it. Default `'2s'`. */
  readonly keepAlive?: Duration | undefined
  /** Longest wait for other clients, if the server limits how many measure at once. Default `'10min'`. */
  readonly patience?: Duration | undefined
  /** Called when the place in the server's queue has changed. */
  readonly onWaiting?: ((place: QueuePlace) => void) | undefined
  /** The token of the server, 16 to 1024 characters; a server without one ignores it. Default: `WYNDRVR_TOKEN`, if it is set. */
  readonly token?: string | undefined
}

/** The options of {@link openConnection}. */
export const CONNECTION_OPTIONS: OptionNames<ConnectionOptions> = {
  host: true,
  port: true,
  timeout: true,
  dialect: true,
  url: true,
  httpVersion: true,
  headers: true,
  resolve: true,
  signal: true,
  proxy: true,
  udpPort: true,
  keepAlive: true,
  token: true,
  tls: true,
  patience: true,
  onWaiting: true,
  ...LOCAL_OPTIONS,
}

/** Default of `timeout`. */
export const CONNECT_TIMEOUT = '10s'

/** What a measurement waits for before it begins. */
export type Gate = () => Promise<void>

/** A connected client, as each kind's `run.ts` uses it. It runs one measurement at a time. */
export interface Connection extends AsyncDisposable {
  /** The server that it measures. */
  readonly target: Target
  /** The server as messages call it: `host:port`. */
  readonly name: string
  /** The numeric address at which the server, or its proxy, was reached. */
  readonly address: string
  /** The host whose address was looked up; `null` if {@link MeasuredServer.resolve} gave it. */
  readonly lookedUp: string | null
  /** The server's machine; `null` in the seed and iperf3 dialects and over HTTP/1.1. */
  readonly server: HostFacts | null
  /** Round-trip time (ms) of the first exchange, in a dialect without probes; else `null`. */
  readonly roundTrip: number | null
  /** How its sockets are opened; `undefined`: as the system chooses. */
  readonly local: LocalEnd | undefined
  /** How its connections are secured; `undefined`: without TLS. */
  readonly tls: ClientTls | undefined
  /**
   * Runs a measurement on the session.
   * @param over what carries its payload or probes; default `'tcp'`
   */
  use<T>(measure: (session: Session) => Promise<T>, over?: 'tcp' | 'udp'): Promise<T>
  /** Runs a measurement while no session is open, until its signal is aborted. */
  without<T>(measure: (signal: AbortSignal) => Promise<T>): Promise<T>
  /**
   * Refuses what cannot be measured through a proxy.
   * @param what begins the sentence
   * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
   */
  requireDirect(what: string): void
  /**
   * Refuses UDP if it does not get to the server.
   * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` over WebSocket, and through a proxy without a UDP port
   */
  requireUdp(): void
  /** Has the next measurement wait when it is ready; `null`: no longer. */
  readonly hold: (gate: Gate | null) => void
  /** Waits if the measurement was told to. Called once by each, right before the first packet that it is about. */
  readonly ready: () => Promise<void>
  /** Ends the session and closes its connections. Idempotent; never throws. */
  close(): Promise<void>
}

/**
 * Connects to a server and makes sure that it answers.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`, `ERR_WYNDRVR_CONNECT`, `ERR_WYNDRVR_TIMEOUT`, `ERR_WYNDRVR_LOST`,
 * `ERR_WYNDRVR_PROTOCOL` if something else listens there, or `ERR_WYNDRVR_ABORTED`
 */
export async function openConnection(options: ConnectionOptions = {}): Promise<Connection> {
  const { signal } = options
  const { host, port, dialect, tls, http, resolved } = planServer(options)
  const timeout = timeoutOf(options.timeout ?? CONNECT_TIMEOUT)
  const keepAlive = checkKeepAlive(options.keepAlive ?? KEEP_ALIVE)
  const udpPort = options.udpPort === undefined ? undefined : checkPort('udpPort', options.udpPort)
  const proxy = options.proxy && checkProxy(options.proxy)
  const local = planLocal(options)
  if (proxy !== undefined && udpPort === undefined)
    checkWindow(local, `UDP does not go through the proxy ${formatHostPort(proxy)} without udpPort`)
  checkWindow(local, withoutUdp(dialect))
  if (local !== undefined) await tryLocal(local)
  const token = namedToken(options.token)
  const route = { host, port, resolved, udpPort, timeout, keepAlive, proxy, token, local, tls, http }
  const name = formatHostPort({ host, port })
  const { onWaiting = () => undefined } = options
  const queue = { patience: milliseconds(options.patience ?? PATIENCE), onWaiting }
  const first = await openSession({ ...route, signal }, dialect, queue)
  // What is in WebSockets is the native dialect.
  const spoken = dialect === 'ws' ? dialect : first.dialect
  const reopen = async (stop: AbortSignal): Promise<Session> =>
    openSession({ ...route, signal: stop }, spoken, queue)
  const keeper = new SessionKeeper(name, first, reopen, signal)
  const close = async (): Promise<void> => keeper.close()
  try {
    checkWindow(local, withoutUdp(spoken))
  } catch (error) {
    await close()
    throw error
  }
  const requireDirect = (what: string): void => {
    if (proxy === undefined) return
    throw usageError(`${what} cannot be measured through the proxy ${formatHostPort(proxy)}.`)
  }
  let held: Gate | null = null
  return {
    target: {
      host,
      port,
      dialect: spoken,
      mode: first.mode,
      ...(http === undefined ? {} : { url: http.url }),
      ...(local === undefined ? {} : { local: localSockets(options) }),
      ...(first.tls === null ? {} : { tls: first.tls }),
    },
    local,
    tls,
    name,
    address: first.address,
    lookedUp: resolved === undefined ? host : null,
    server: first.server,
    roundTrip: first.roundTrip(),
    use: async (measure, over = 'tcp') => {
      checkOver(local, over)
      return keeper.use(measure)
    },
    without: async (measure) => {
      checkOver(local, 'tcp')
      return keeper.without(measure)
    },
    hold: (gate) => {
      held = gate
    },
    ready: async () => {
      const gate = held
      held = null
      await gate?.()
      // It may have been closed meanwhile.
      keeper.checkOpen()
    },
    requireDirect,
    requireUdp: () => {
      if (dialect === 'ws')
        throw usageError(
          'UDP does not go through WebSocket. Give host and port of the server instead of a URL.',
        )
      if (udpPort === undefined) requireDirect('UDP')
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function withoutUdp(dialect: DialectChoice): string | null {
  switch (dialect) {
    case 'seed':
      return 'the seed dialect has no UDP'
    case 'http1':
    case 'http2':
    case 'ws':
      return 'HTTP has no UDP'
    case 'auto':
    case 'native':
    case 'iperf3':
      return null
  }
}

/** As long as a measurement waits for others on the same machine. */
export const PATIENCE = '10min'

/** Longest silence on an open connection: shorter than what proxies allow, and too rare to disturb. */
const KEEP_ALIVE = '2s'

function checkKeepAlive(value: Duration): number {
  const pause = milliseconds(value)
  if (pause >= LEAST_KEEP_ALIVE) return pause
  throw valueError(`keepAlive must be at least ${LEAST_KEEP_ALIVE}ms`, value)
}

const LEAST_KEEP_ALIVE = 50

/**
 * Refuses what needs an echo if the server has none.
 * @param what cannot be measured, as the sentence begins
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function requireEcho({ target, name }: Connection, what: string): void {
  if (target.dialect !== 'iperf3') return
  const sentence = `${what} cannot be measured with ${name}: it is an iperf3 server, and the iperf3 protocol has no echo. Start a wyndrvr server there, or leave it out.`
  throw usageError(sentence)
}

/**
 * Runs a measurement over UDP on the session.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` through a proxy without a UDP port, over WebSocket or in the seed dialect, `ERR_WYNDRVR_REFUSED` if the server
 * is of a release without UDP
 */
export async function useUdp<T>(
  connection: Connection,
  measure: (session: NativeSession) => Promise<T>,
): Promise<T> {
  connection.requireUdp()
  return connection.use(async (session) => {
    const native = nativeOnly(session, 'UDP needs')
    const { udp, version } = native.welcome
    if (udp === true) return measure(native)
    // A server of an earlier release would take the request for a mistake.
    const sentence = `${connection.name} runs wyndrvr ${version}, which cannot measure over UDP. Update the server.`
    throw new WyndrvrError('ERR_WYNDRVR_REFUSED', sentence)
  }, 'udp')
}
