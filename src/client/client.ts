import { formatHostPort } from '../address.ts'
import { WyndrvrError } from '../errors.ts'
import type {
  ConnectMeasurement,
  HostFacts,
  LatencyMeasurement,
  Target,
  ThroughputMeasurement,
} from '../results/types.ts'
import { milliseconds } from '../units.ts'
import type { Duration } from '../units.ts'
import { connectRatePlan } from './connect-plan.ts'
import type { ConnectRateOptions } from './connect-plan.ts'
import { measureConnectRate } from './connect-rate.ts'
import { latencyPlan } from './latency-plan.ts'
import type { LatencyOptions } from './latency-plan.ts'
import { reportLatency } from './latency-report.ts'
import { DIALECT_CHOICES, openSession } from './open-session.ts'
import type { DialectChoice } from './open-session.ts'
import { checkWhole } from './options.ts'
import type { Bidirectional, Session } from './session.ts'
import { SessionKeeper } from './session-keeper.ts'
import { throughputPlan } from './throughput-plan.ts'
import type { ThroughputOptions } from './throughput-plan.ts'

/** Which server to measure, and how to reach it. */
export interface ConnectOptions {
  /** Name or address. Default `'localhost'`. */
  readonly host?: string | undefined
  /** TCP port, 1 to 65535. Default 5001. */
  readonly port?: number | undefined
  /** How long to wait for the connection, and then for the server's first answer. Default `'10s'`. */
  readonly timeout?: Duration | undefined
  /** Default `'auto'`. */
  readonly dialect?: DialectChoice | undefined
  /** Ends the connection, and whatever is measured on it, when aborted. */
  readonly signal?: AbortSignal | undefined
}

/** A connected client. It measures one thing at a time. */
export interface Client extends AsyncDisposable {
  /** The server that it measures. */
  readonly target: Target
  /** The server's machine; `null` where the dialect can't tell. */
  readonly server: HostFacts | null
  /** Round-trip time of small messages, in ms. */
  latency(options?: LatencyOptions): Promise<LatencyMeasurement>
  /** Payload from the server to here. */
  download(options?: ThroughputOptions): Promise<ThroughputMeasurement>
  /** Payload from here to the server, confirmed by it. */
  upload(options?: ThroughputOptions): Promise<ThroughputMeasurement>
  /** Payload both ways at once, on as many streams each. Native dialect only. */
  bidirectional(options?: ThroughputOptions): Promise<Bidirectional>
  /**
   * Connections opened, served one exchange and closed per second. The session is closed meanwhile, since a sequential
   * server would serve no other connection, and opened again when something else is measured.
   */
  connectRate(options?: ConnectRateOptions): Promise<ConnectMeasurement>
  /** Says goodbye and closes the connections. Idempotent; never throws. */
  close(): Promise<void>
}

/**
 * Connects to a server and makes sure that it answers.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`, `ERR_WYNDRVR_CONNECT`, `ERR_WYNDRVR_TIMEOUT`, `ERR_WYNDRVR_LOST`,
 * `ERR_WYNDRVR_PROTOCOL` where something else listens there, or `ERR_WYNDRVR_ABORTED`
 */
export async function connect(options: ConnectOptions = {}): Promise<Client> {
  const { host = 'localhost', signal, dialect = 'auto' } = options
  if (typeof host !== 'string' || host === '') {
    throw new WyndrvrError('ERR_WYNDRVR_VALUE', `host must be a name or an address, got '${host}'.`)
  }
  if (!DIALECT_CHOICES.includes(dialect)) {
    const sentence = `dialect must be one of ${DIALECT_CHOICES.join(', ')}, got '${dialect}'.`
    throw new WyndrvrError('ERR_WYNDRVR_VALUE', sentence)
  }
  const port = checkWhole('port', options.port ?? 5001, 1, 65_535)
  const timeout = milliseconds(options.timeout ?? '10s')
  const name = formatHostPort({ host, port })
  const first = await openSession({ host, port, timeout, signal }, dialect)
  const reopen = async (stop: AbortSignal): Promise<Session> =>
    openSession({ host, port, timeout, signal: stop }, first.dialect)
  const keeper = new SessionKeeper(name, first, reopen, signal)
  const close = async (): Promise<void> => keeper.close()
  return {
    target: { host, port, dialect: first.dialect, mode: first.mode },
    server: first.server,
    latency: async (latency = {}) =>
      keeper.use(async (session) => reportLatency(latencyPlan(latency), session.latency)),
    download: async (download = {}) =>
      keeper.use(async (session) => session.throughput('download', throughputPlan(download))),
    upload: async (upload = {}) =>
      keeper.use(async (session) => session.throughput('upload', throughputPlan(upload))),
    bidirectional: async (both = {}) =>
      keeper.use(async (session) => session.bidirectional(throughputPlan(both))),
    connectRate: async (rate = {}) => {
      const plan = connectRatePlan(rate)
      const target = { host: first.address, port }
      return keeper.without(async (stop) => measureConnectRate(target, plan, name, stop))
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
