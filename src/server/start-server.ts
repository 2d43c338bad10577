import { availableParallelism } from 'node:os'

import { DEFAULT_SERVER } from '../address.ts'
import { checkHost, checkOneOf, checkOptions, checkPort, checkWhole, valueError } from '../check.ts'
import type { OptionNames } from '../check.ts'
import { clearInterval, setInterval } from '../host/timers.ts'
import { SHARING } from '../transfer/udp-socket.ts'
import type { Sharing } from '../transfer/udp-socket.ts'
import { milliseconds } from '../units.ts'
import type { Duration } from '../units.ts'
import { planAccess } from './access.ts'
import type { AccessOptions } from './access.ts'
import { planCaps } from './caps.ts'
import type { CapOptions } from './caps.ts'
import { SessionHub } from './iperf3/session-hub.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import type { Limits } from './limits.ts'
import type { Address } from './listen.ts'
import { MODES } from './mode.ts'
import type { Mode, Plan, RunningMode, ServerParts } from './mode.ts'
import { startProcesses } from './processes.ts'
import { watchLife } from './life.ts'
import type { Lifetime, ServerEnd } from './life.ts'
import { sessionSecret } from './session.ts'
import { Seats } from './seats.ts'
import { Tally } from './tally.ts'
import type { Served } from './tally.ts'
import { ServerTraffic } from './traffic.ts'
import type { Traffic } from './traffic.ts'
import { TRAFFIC_PERIOD } from './traffic-teller.ts'
import { startSequential, startThreads } from './threads.ts'
import { planServerTls, serverFingerprint } from './tls/server-tls.ts'
import type { ServerTlsOptions } from './tls/server-tls.ts'
import { UdpPort } from './udp-port.ts'
import { Warnings } from './warnings.ts'
import { ServerUsage } from './usage.ts'

/** How a server runs. */
export interface ServerOptions extends AccessOptions, CapOptions, ServerTlsOptions {
  /** Address or host name to listen on. Default `'0.0.0.0'`. */
  readonly host?: string
  /** TCP port, 0 to 65535; 0 picks a free one. Default 5001. */
  readonly port?: number
  /** How connections are spread over workers. Default `'thread'`. */
  readonly mode?: Mode
  /** Number of worker threads or processes, 1 to 256. Default: the number of CPUs, at least 2. Sequential mode has one. */
  readonly workers?: number
  /** The server drops a connection after this time without traffic. Default `'60s'`. */
  readonly idleTimeout?: Duration
  /**
   * Called with a sentence when something goes wrong while the server runs: a worker ended or hung and is being replaced, or no
   * file descriptor is left. At most 20 sentences a minute.
   */
  readonly onWarning?: ((sentence: string) => void) | undefined
  /**
   * Called every second with what clients do, and with the tests that have ended since: for a page about the server. Not with
   * `from`.
   */
  readonly onTraffic?: ((traffic: Traffic) => void) | undefined
  /** The server drops a connection that has asked for nothing yet after this time. Default `'30s'`. */
  readonly handshakeTimeout?: Duration
  /** Whether the server closes on its own when its first session has ended and, for 1 s, no other has run. Default false. */
  readonly oneOff?: boolean
  /** The server closes on its own after this time without a session, at least `'1ms'`. Default: never. */
  readonly exitAfterIdle?: Duration
}

/** A running server. */
export interface Server extends AsyncDisposable {
  readonly address: Address
  readonly mode: Mode
  /** Its certificate, with which `connect` trusts it: `connect({ ...address, tls })`. `null` without TLS. */
  readonly tls: ServerIdentity | null
  /** Sentences about restrictions, such as a platform that cannot share a port; usually empty. */
  readonly warnings: readonly string[]
  /** Ids of the current worker threads, or process ids of the worker processes. */
  readonly workers: readonly number[]
  /** Totals of connections and bytes served so far. */
  readonly served: Served
  /** Resolves with the reason when it has closed. */
  readonly ended: Promise<ServerEnd>
  /** Closes the listener, finishes or drops every connection within 2 s, and ends all workers. Idempotent. */
  close(): Promise<void>
}

/** What tells a server with TLS from every other one. */
export interface ServerIdentity {
  /** SHA-256 fingerprint of its certificate, as `openssl x509 -fingerprint -sha256` prints it. */
  readonly fingerprint: string
}

/** Its options. */
export const SERVER_OPTIONS: OptionNames<ServerOptions> = {
  host: true,
  port: true,
  mode: true,
  workers: true,
  idleTimeout: true,
  onWarning: true,
  onTraffic: true,
  oneOff: true,
  exitAfterIdle: true,
  token: true,
  allowSeed: true,
  allow: true,
  deny: true,
  tls: true,
  tlsOnly: true,
  maxConnections: true,
  maxConnectionsPerAddress: true,
  maxSessions: true,
  maxWaiting: true,
  maxStreams: true,
  handshakeTimeout: true,
  maxDuration: true,
  maxBytes: true,
  maxRate: true,
  maxDatagram: true,
}

/**
 * Starts a server and resolves when it accepts connections. It prints nothing and never ends the process.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if an option is out of range, `ERR_WYNDRVR_LISTEN` if the address is not
 * available, `ERR_WYNDRVR_WORKER` if a worker could not be started
 */
export async function startServer(options: ServerOptions = {}): Promise<Server> {
  checkOptions('startServer', options, SERVER_OPTIONS)
  return startServerWith(options, DEFAULT_LIMITS)
}

/** @internal {@link startServer} with other limits, so that tests need not wait for the default ones. */
export async function startServerWith(
  options: ServerOptions,
  limits: Limits,
  sharing: Sharing = SHARING,
): Promise<Server> {
  const mode = checkOneOf("The server's mode", options.mode ?? 'thread', MODES)
  const lifetime = lifetimeOf(options)
  const tally = new Tally()
  const usage = new ServerUsage()
  const warnings = new Warnings(options.onWarning ?? ((): void => undefined))
  const traffic = new ServerTraffic()
  const parts = { tally, usage, traffic, warnings }
  const plan = await planOf(options, limits)
  const running = await startWithUdp(mode, plan, parts, sharing)
  let closing: Promise<void> | null = null
  let onClosed: (why: ServerEnd) => void = () => undefined
  const ended = new Promise<ServerEnd>((resolve) => {
    onClosed = resolve
  })
  const stopReports = reportTraffic(traffic, options.onTraffic)
  const end = async (why: ServerEnd): Promise<void> => {
    stopReports()
    closing ??= running.close().finally(() => onClosed(why))
    await closing
  }
  const unwatch = watchLife(lifetime, usage, (why) => void end(why))
  const close = async (): Promise<void> => {
    unwatch()
    await end('closed')
  }
  return {
    address: running.address,
    mode,
    tls: plan.tls && { fingerprint: serverFingerprint(plan.tls) },
    warnings: running.warnings,
    get workers() {
      return running.workers()
    },
    get served() {
      return tally.served
    },
    ended,
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** How often a free port is looked for whose number is also free for UDP. */
const MOST_PORTS = 10

/** Starts a mode and takes the UDP port of the same number. */
async function startWithUdp(
  mode: Mode,
  plan: Plan,
  parts: Omit<ServerParts, 'udp' | 'sessions' | 'seats'>,
  sharing: Sharing,
): Promise<RunningMode> {
  for (let left = MOST_PORTS; ; left -= 1) {
    const udp = new UdpPort(sharing)
    const seats = new Seats(plan.limits.caps, plan.limits.turn)
    const running = await start(mode, plan, { ...parts, udp, seats, sessions: new SessionHub() })
    const obstacle = await udp.bind(running.address)
    const close = async (): Promise<void> => {
      seats.close()
      await running.close().finally(() => udp.close())
    }
    if (obstacle === null) return { ...running, close }
    if (plan.port !== 0 || left === 1) {
      return { ...running, close, warnings: [...running.warnings, `${obstacle} ${UNTIL_THEN}`] }
    }
    await close()
  }
}

const UNTIL_THEN = 'Tests over UDP are refused until it is free.'

async function start(mode: Mode, plan: Plan, parts: ServerParts): Promise<RunningMode> {
  switch (mode) {
    case 'thread':
      return startThreads(plan, parts)
    case 'process':
      return startProcesses(plan, parts)
    case 'sequential':
      return startSequential(plan, parts)
  }
}

async function planOf(options: ServerOptions, limits: Limits): Promise<Plan> {
  const {
    host = '0.0.0.0',
    port = DEFAULT_SERVER.port,
    workers = Math.max(2, availableParallelism()),
  } = options
  checkHost("The server's host", host)
  checkPort("The server's port", port, 0)
  checkWhole("The server's workers", workers, 1, 256)
  const idle = milliseconds(options.idleTimeout ?? limits.idle)
  const handshake = milliseconds(options.handshakeTimeout ?? limits.handshake)
  if (idle < 1) throw valueError("The server's idleTimeout must be at least 1ms", options.idleTimeout)
  if (handshake < 1)
    throw valueError("The server's handshakeTimeout must be at least 1ms", options.handshakeTimeout)
  const access = planAccess(options)
  return {
    host,
    port,
    workers,
    limits: { ...limits, idle, handshake, caps: planCaps(options, limits.caps) },
    secret: sessionSecret(),
    access,
    tls: await planServerTls(options, host),
    traffic: options.onTraffic !== undefined,
  }
}

/** Tells a listener regularly what all workers have reported. Returns what ends that. */
function reportTraffic(traffic: ServerTraffic, listener: ServerOptions['onTraffic']): () => void {
  if (listener === undefined) return () => undefined
  const timer = setInterval(() => listener(traffic.take()), TRAFFIC_PERIOD).unref()
  return () => clearInterval(timer)
}

function lifetimeOf({ oneOff = false, exitAfterIdle }: ServerOptions): Lifetime {
  const idle = exitAfterIdle === undefined ? null : milliseconds(exitAfterIdle)
  if (idle !== null && idle < 1)
    throw valueError("The server's exitAfterIdle must be at least 1ms", exitAfterIdle)
  return { oneOff, idle }
}
