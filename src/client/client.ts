import { formatHostPort } from '../address.ts'
import { WyndrvrError } from '../errors.ts'
import type {
  ConnectMeasurement,
  DatagramMeasurement,
  Direction,
  HostFacts,
  LatencyMeasurement,
  LoadedMeasurement,
  Target,
  ThroughputMeasurement,
} from '../results/types.ts'
import { milliseconds } from '../units.ts'
import type { Duration } from '../units.ts'
import { connectRatePlan } from './connect-rate/plan.ts'
import type { ConnectRateOptions } from './connect-rate/plan.ts'
import { measureConnectRate } from './connect-rate/run.ts'
import { datagramPlan } from './datagrams/plan.ts'
import type { DatagramOptions } from './datagrams/plan.ts'
import type { FlowDirection } from './datagrams/native.ts'
import { latencyPlan } from './latency/plan.ts'
import type { LatencyOptions } from './latency/plan.ts'
import { reportLatency } from './latency/report.ts'
import { loadedPlan } from './loaded/plan.ts'
import type { LoadedOptions } from './loaded/plan.ts'
import { DIALECT_CHOICES, openSession } from './open-session.ts'
import type { DialectChoice } from './open-session.ts'
import { checkHost, checkOneOf, checkPort, usageError } from '../check.ts'
import { checkProxy } from './wire/proxy.ts'
import type { ClientProxy } from './wire/proxy.ts'
import type { Bidirectional, BidirectionalDatagrams, Session } from './session.ts'
import { SessionKeeper } from './session-keeper.ts'
import { throughputPlan } from './throughput/plan.ts'
import type { ThroughputOptions } from './throughput/plan.ts'

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
  /** A proxy that is asked for the connections to the server. UDP and the connect rate can't be measured through one. */
  readonly proxy?: ClientProxy | undefined
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
  /** UDP datagrams from the server to here: loss, duplicates, reordering, jitter. Native dialect only. */
  udpDownload(options?: DatagramOptions): Promise<DatagramMeasurement>
  /** UDP datagrams from here to the server, counted by it. Native dialect only. */
  udpUpload(options?: DatagramOptions): Promise<DatagramMeasurement>
  /** UDP datagrams both ways at once, each at the rate that is asked for. Native dialect only. */
  udpBidirectional(options?: DatagramOptions): Promise<BidirectionalDatagrams>
  /** Round-trip time without load, then while the link is full in either direction and in both. Native dialect only. */
  loadedLatency(options?: LoadedOptions): Promise<LoadedMeasurement>
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
  checkHost('host', host)
  checkOneOf('dialect', dialect, DIALECT_CHOICES)
  const port = checkPort('port', options.port ?? 5001)
  const timeout = milliseconds(options.timeout ?? '10s')
  const proxy = options.proxy && checkProxy(options.proxy)
  const name = formatHostPort({ host, port })
  const first = await openSession({ host, port, timeout, signal, proxy }, dialect)
  const reopen = async (stop: AbortSignal): Promise<Session> =>
    openSession({ host, port, timeout, signal: stop, proxy }, first.dialect)
  const keeper = new SessionKeeper(name, first, reopen, signal)
  const datagrams = async (
    direction: FlowDirection,
    asked: DatagramOptions,
  ): Promise<readonly DatagramMeasurement[]> => {
    if (proxy) throw onlyDirect('UDP', proxy)
    return keeper.use(async (session) => session.datagrams(direction, datagramPlan(asked)))
  }
  const close = async (): Promise<void> => keeper.close()
  return {
    target: { host, port, dialect: first.dialect, mode: first.mode },
    server: first.server,
    latency: async (latency = {}) => {
      if (proxy && latency.transport === 'udp') throw onlyDirect('UDP', proxy)
      return keeper.use(async (session) => reportLatency(latencyPlan(latency), session.latency))
    },
    download: async (download = {}) =>
      keeper.use(async (session) => session.throughput('download', throughputPlan(download))),
    upload: async (upload = {}) =>
      keeper.use(async (session) => session.throughput('upload', throughputPlan(upload))),
    bidirectional: async (both = {}) =>
      keeper.use(async (session) => session.bidirectional(throughputPlan(both))),
    udpDownload: async (down = {}) => measuredOf('download', await datagrams('download', down)),
    udpUpload: async (up = {}) => measuredOf('upload', await datagrams('upload', up)),
    udpBidirectional: async (both = {}) => {
      const all = await datagrams('both', both)
      return { download: measuredOf('download', all), upload: measuredOf('upload', all) }
    },
    loadedLatency: async (loaded = {}) =>
      keeper.use(async (session) => session.loadedLatency(loadedPlan(loaded))),
    connectRate: async (rate = {}) => {
      const plan = connectRatePlan(rate)
      if (proxy) throw onlyDirect('The connect rate', proxy)
      const target = { host: first.address, port }
      return keeper.without(async (stop) => measureConnectRate(target, plan, name, stop))
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

function onlyDirect(what: string, proxy: ClientProxy): WyndrvrError {
  return usageError(`${what} cannot be measured through the proxy ${formatHostPort(proxy)}.`)
}

function measuredOf(wanted: Direction, all: readonly DatagramMeasurement[]): DatagramMeasurement {
  const found = all.find(({ direction }) => direction === wanted)
  if (found === undefined) throw new Error(`No ${wanted} was measured.`)
  return found
}
