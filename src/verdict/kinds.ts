import type { Measurement, MeasurementKind } from '../results/types.ts'
import { capacityMetrics } from './kinds/capacity.ts'
import { connectMetrics } from './kinds/connect.ts'
import { datagramMetrics } from './kinds/datagram.ts'
import type { KindMetrics, MetricsOf } from './kinds/kind-metrics.ts'
import { latencyMetrics } from './kinds/latency.ts'
import { loadedMetrics } from './kinds/loaded.ts'
import { throughputMetrics } from './kinds/throughput.ts'

const METRICS_OF: { readonly [Kind in MeasurementKind]: MetricsOf<Kind> } = {
  latency: latencyMetrics,
  throughput: throughputMetrics,
  connect: connectMetrics,
  datagram: datagramMetrics,
  capacity: capacityMetrics,
  loaded: loadedMetrics,
}

/** The metrics of each kind, in the order in which they are listed. */
export const KIND_METRICS: readonly KindMetrics[] = Object.values(METRICS_OF)

/** What can be judged in a measurement. */
export function metricsIn({ kind }: Measurement): KindMetrics {
  return METRICS_OF[kind]
}
