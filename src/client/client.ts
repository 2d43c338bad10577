import { formatHostPort } from '../address.ts'
import { WyndrvrError } from '../errors.ts'
import type { HostFacts, LatencyMeasurement, Target, ThroughputMeasurement } from '../results/types.ts'
import { milliseconds } from '../units.ts'
import type { Duration } from '../units.ts'
import { latencyPlan } from './latency-plan.ts'
import type { LatencyOptions } from './latency-plan.ts'
import { reportLatency } from './latency-report.ts'
import { DIALECT_CHOICES, openSession } from './open-session.ts'
import type { DialectChoice } from './open-session.ts'
import { checkWhole } from './options.ts'
import type { Bidirectional, Session } from './session.ts'
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
  const session = await openSession({ host, port, timeout, signal }, dialect)
  let closing: Promise<void> | null = null
  const close = async (): Promise<void> => {
    closing ??= end(session, formatHostPort({ host, port }))
    await closing
  }
  return {
    target: { host, port, dialect: session.dialect },
    server: session.server,
    latency: async (latency = {}) => reportLatency(latencyPlan(latency), session.latency),
    download: async (download = {}) => session.throughput('download', throughputPlan(download)),
    upload: async (upload = {}) => session.throughput('upload', throughputPlan(upload)),
    bidirectional: async (both = {}) => session.bidirectional(throughputPlan(both)),
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** How long a server may take to say goodbye before the connections are closed all the same (ms). */
const GOODBYE_TIME = 500

async function end(session: Session, name: string): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, GOODBYE_TIME)
  })
  // A server that has gone already needs no goodbye.
  await Promise.race([session.goodbye().catch(() => undefined), patience])
  clearTimeout(timer)
  session.destroy(
    new WyndrvrError('ERR_WYNDRVR_ABORTED', `The connection to ${name} was closed by this client.`),
  )
}
