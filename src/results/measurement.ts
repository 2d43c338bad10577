import * as v from 'valibot'

import { capacitySchema, capacityTrial } from './capacity.ts'
import type { CapacityMeasurement, CapacityTrial } from './capacity.ts'
import { connectInterval, connectSchema } from './connect.ts'
import type { ConnectInterval, ConnectMeasurement } from './connect.ts'
import { datagramInterval, datagramSchema } from './datagram.ts'
import type { DatagramInterval, DatagramMeasurement } from './datagram.ts'
import { latencyInterval, latencySchema } from './latency.ts'
import type { LatencyInterval, LatencyMeasurement } from './latency.ts'
import { phaseNameSchema, loadedSchema } from './loaded.ts'
import type { LoadedMeasurement, LoadedPhaseName } from './loaded.ts'
import { count, directionSchema } from './parts.ts'
import type { Direction } from './parts.ts'
import { throughputInterval, throughputSchema } from './throughput.ts'
import type { ThroughputInterval, ThroughputMeasurement } from './throughput.ts'

export type * from './capacity.ts'
export type * from './connect.ts'
export type * from './datagram.ts'
export type * from './latency.ts'
export type * from './loaded.ts'
export type * from './throughput.ts'

/** One test's result. `kind` discriminates the union. Add a new kind here first. */
export type Measurement =
  | LatencyMeasurement
  | ThroughputMeasurement
  | DatagramMeasurement
  | LoadedMeasurement
  | ConnectMeasurement
  | CapacityMeasurement

/** The kinds of measurement. */
export type MeasurementKind = Measurement['kind']

/** A slice of a running test, reported when it is over. */
export type Interval = {
  readonly [Kind in MeasurementKind]: { readonly kind: Kind } & OfClient & IntervalFields[Kind]
}[MeasurementKind]

interface OfClient {
  /** Number of the concurrent client that measures it; 1 if it is the only one. */
  readonly client: number
}

/** What an interval of each kind has beside its kind and client. */
interface IntervalFields {
  readonly latency: LatencyInterval
  readonly throughput: { readonly direction: Direction } & ThroughputInterval
  readonly datagram: { readonly direction: Direction } & DatagramInterval
  readonly loaded: { readonly phase: LoadedPhaseName } & LatencyInterval
  readonly connect: ConnectInterval
  readonly capacity: { readonly direction: Direction } & CapacityTrial
}

/** Intervals are reported as events. */
const head = { event: v.literal('interval'), client: count }
const direction = directionSchema
const phase = phaseNameSchema

/** The schemas of each kind: of a measurement and of an interval. */
const SCHEMAS = {
  latency: [latencySchema, v.object({ ...head, kind: v.literal('latency'), ...latencyInterval })],
  throughput: [
    throughputSchema,
    v.object({ ...head, kind: v.literal('throughput'), direction, ...throughputInterval }),
  ],
  datagram: [
    datagramSchema,
    v.object({ ...head, kind: v.literal('datagram'), direction, ...datagramInterval }),
  ],
  loaded: [loadedSchema, v.object({ ...head, kind: v.literal('loaded'), phase, ...latencyInterval })],
  capacity: [capacitySchema, v.object({ ...head, kind: v.literal('capacity'), direction, ...capacityTrial })],
  connect: [connectSchema, v.object({ ...head, kind: v.literal('connect'), ...connectInterval })],
} satisfies {
  readonly [Kind in MeasurementKind]: readonly [
    measurement: v.GenericSchema<unknown, Measurement & { kind: Kind }>,
    interval: v.GenericSchema<unknown, { event: 'interval' } & Interval & { kind: Kind }>,
  ]
}

/** The names of all kinds. */
export const KINDS: readonly string[] = Object.keys(SCHEMAS)

export const measurementSchema: v.GenericSchema<unknown, Measurement> = v.variant(
  'kind',
  Object.values(SCHEMAS).map(([measurement]) => measurement),
)

export const intervalSchema = v.variant(
  'kind',
  Object.values(SCHEMAS).map(([, interval]) => interval),
)
