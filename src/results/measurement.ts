import * as v from 'valibot'

import { connectSchema } from './connect.ts'
import type { ConnectMeasurement } from './connect.ts'
import { datagramSchema } from './datagram.ts'
import type { DatagramMeasurement } from './datagram.ts'
import { latencySchema } from './latency.ts'
import type { LatencyMeasurement } from './latency.ts'
import { loadedSchema } from './loaded.ts'
import type { LoadedMeasurement } from './loaded.ts'
import { throughputSchema } from './throughput.ts'
import type { ThroughputMeasurement } from './throughput.ts'

/** One test's result. `kind` tells the kinds apart; a new one starts here. */
export type Measurement =
  | LatencyMeasurement
  | ThroughputMeasurement
  | DatagramMeasurement
  | LoadedMeasurement
  | ConnectMeasurement

/** The kinds of measurement. */
export type MeasurementKind = Measurement['kind']

const SCHEMAS = {
  latency: latencySchema,
  throughput: throughputSchema,
  datagram: datagramSchema,
  loaded: loadedSchema,
  connect: connectSchema,
} satisfies { readonly [Kind in MeasurementKind]: v.GenericSchema<unknown, Measurement & { kind: Kind }> }

export const measurementSchema: v.GenericSchema<unknown, Measurement> = v.variant(
  'kind',
  Object.values(SCHEMAS),
)
