import type {
  CapacityMeasurement,
  ConnectMeasurement,
  DatagramMeasurement,
  HostFacts,
  LatencyMeasurement,
  LoadedMeasurement,
  MeasurementKind,
  PathMtu,
  Target,
  ThroughputMeasurement,
} from '../results/types.ts'
import { capacityPlan } from './capacity/plan.ts'
import type { CapacityOptions } from './capacity/plan.ts'
import { measureCapacity } from './capacity/run.ts'
import { probePathMtu } from './path-mtu/run.ts'
import { connectRatePlan } from './connect-rate/plan.ts'
import type { ConnectRateOptions } from './connect-rate/plan.ts'
import { measureConnectRate } from './connect-rate/run.ts'
import type { Connection } from './connection.ts'
import { datagramPlan } from './datagrams/plan.ts'
import type { DatagramOptions } from './datagrams/plan.ts'
import { measureBidirectionalDatagrams, measureDatagrams } from './datagrams/run.ts'
import type { BidirectionalDatagrams } from './datagrams/run.ts'
import { latencyPlan } from './latency/plan.ts'
import type { LatencyOptions } from './latency/plan.ts'
import { measureLatency } from './latency/run.ts'
import { loadedPlan } from './loaded/plan.ts'
import type { LoadedOptions } from './loaded/plan.ts'
import { measureLoadedLatency } from './loaded/run.ts'
import { throughputPlan } from './throughput/plan.ts'
import type { ThroughputOptions } from './throughput/plan.ts'
import { measureBidirectional, measureThroughput } from './throughput/run.ts'
import type { Bidirectional } from './throughput/run.ts'

/** A connected client, which runs one measurement at a time. */
export interface Client extends AsyncDisposable {
  /** The server that it measures. */
  readonly target: Target
  /** The server's machine; `null` in the seed and iperf3 dialects and over HTTP. */
  readonly server: HostFacts | null
  /** Round-trip time of small messages, in ms. Not in the iperf3 dialect. */
  latency(options?: LatencyOptions): Promise<LatencyMeasurement>
  /** Throughput from the server to this client. */
  download(options?: ThroughputOptions): Promise<ThroughputMeasurement>
  /** Throughput from this client to the server, counted by the server, except in the seed dialect. */
  upload(options?: ThroughputOptions): Promise<ThroughputMeasurement>
  /** Throughput in both directions at once, with the same number of streams each way. Not in the seed dialect. */
  bidirectional(options?: ThroughputOptions): Promise<Bidirectional>
  /** UDP datagrams from the server to this client: loss, duplicates, reordering, jitter. Not in the seed dialect. */
  udpDownload(options?: DatagramOptions): Promise<DatagramMeasurement>
  /** UDP datagrams from this client to the server, which counts them. Not in the seed dialect. */
  udpUpload(options?: DatagramOptions): Promise<DatagramMeasurement>
  /** UDP datagrams in both directions at once, each at the given rate. Not in the seed dialect. */
  udpBidirectional(options?: DatagramOptions): Promise<BidirectionalDatagrams>
  /** The highest UDP rate at which little is lost, by bisection. Not in the seed dialect and over HTTP. */
  udpCapacity(options?: CapacityOptions): Promise<CapacityMeasurement>
  /** Round-trip time without load, then while the link is full in either direction and in both. Not in the seed and iperf3 dialects. */
  loadedLatency(options?: LoadedOptions): Promise<LoadedMeasurement>
  /**
   * Connections opened, served one exchange and closed per second. The session is closed during the measurement, because
   * a sequential server would serve no other connection, and reopened for the next one.
   */
  connectRate(options?: ConnectRateOptions): Promise<ConnectMeasurement>
  /**
   * Finds the largest datagram that passes unfragmented, and whose answer of the same size returns. Native dialect, UDP, and Linux
   * with its tool ip only.
   */
  pathMtu(): Promise<PathMtu>
  /** Ends the session and closes its connections. Idempotent; never throws. */
  close(): Promise<void>
}

/** The client of a connection. */
export function clientOf(connection: Connection): Client {
  const close = async (): Promise<void> => connection.close()
  // A kind without methods does not compile.
  const methods = {
    latency: {
      latency: async (given = {}) => measureLatency(connection, latencyPlan(given)),
    },
    throughput: {
      download: async (given = {}) => measureThroughput(connection, 'download', throughputPlan(given)),
      upload: async (given = {}) => measureThroughput(connection, 'upload', throughputPlan(given)),
      bidirectional: async (given = {}) => measureBidirectional(connection, throughputPlan(given)),
    },
    datagram: {
      udpDownload: async (given = {}) => measureDatagrams(connection, 'download', datagramPlan(given)),
      udpUpload: async (given = {}) => measureDatagrams(connection, 'upload', datagramPlan(given)),
      udpBidirectional: async (given = {}) => measureBidirectionalDatagrams(connection, datagramPlan(given)),
    },
    capacity: {
      udpCapacity: async (given = {}) => measureCapacity(connection, capacityPlan(given)),
    },
    loaded: {
      loadedLatency: async (given = {}) => measureLoadedLatency(connection, loadedPlan(given)),
    },
    connect: {
      connectRate: async (given = {}) => measureConnectRate(connection, connectRatePlan(given)),
    },
  } satisfies Record<MeasurementKind, Partial<Client>>
  return {
    target: connection.target,
    server: connection.server,
    ...methods.latency,
    ...methods.throughput,
    ...methods.datagram,
    ...methods.capacity,
    ...methods.loaded,
    ...methods.connect,
    pathMtu: async () => probePathMtu(connection),
    close,
    [Symbol.asyncDispose]: close,
  }
}
