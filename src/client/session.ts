import type { WyndrvrError } from '../errors.ts'
import type {
  DatagramMeasurement,
  Dialect,
  Direction,
  HostFacts,
  LatencyMeasurement,
  LoadedMeasurement,
  ServerMode,
  ThroughputMeasurement,
} from '../results/types.ts'
import type { Channel } from './wire/channel.ts'
import type { DatagramPlan } from './datagrams/plan.ts'
import type { FlowDirection } from './datagrams/native.ts'
import type { LatencyPlan } from './latency/plan.ts'
import type { LoadedPlan } from './loaded/plan.ts'
import type { ThroughputPlan } from './throughput/plan.ts'

/** What a client does between its hello and its goodbye, in one of the dialects. */
export interface Session {
  readonly dialect: Dialect
  /** The numeric address at which the server was reached. */
  readonly address: string
  /** The machine that the server runs on; `null` where the dialect can't tell. */
  readonly server: HostFacts | null
  /** How the server spreads connections; `null` where the dialect can't tell. */
  readonly mode: ServerMode | null
  readonly latency: (plan: LatencyPlan) => Promise<LatencyMeasurement>
  readonly throughput: (direction: Direction, plan: ThroughputPlan) => Promise<ThroughputMeasurement>
  readonly bidirectional: (plan: ThroughputPlan) => Promise<Bidirectional>
  /** Datagrams in one direction, or in both at once: download before upload. */
  readonly datagrams: (
    direction: FlowDirection,
    plan: DatagramPlan,
  ) => Promise<readonly DatagramMeasurement[]>
  readonly loadedLatency: (plan: LoadedPlan) => Promise<LoadedMeasurement>
  /** Tells the server that it is over; may fail or take its time, and need not. */
  readonly goodbye: () => Promise<void>
  /** Ends its connections, and with them whatever runs on them. */
  readonly destroy: (reason: WyndrvrError) => void
  /** Whether it goes over that connection. */
  readonly has: (channel: Channel) => boolean
}

/** Both directions, measured at the same time. */
export interface Bidirectional {
  readonly download: ThroughputMeasurement
  readonly upload: ThroughputMeasurement
}

/** Datagrams in both directions, measured at the same time. */
export interface BidirectionalDatagrams {
  readonly download: DatagramMeasurement
  readonly upload: DatagramMeasurement
}
