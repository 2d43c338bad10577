import type { Direction, ThroughputMeasurement } from '../../results/types.ts'
import { higher, inKind, lower, metricsOf } from '../metric.ts'
import type { Field } from '../metric.ts'
import type { MetricsOf } from './kind-metrics.ts'

const THROUGHPUT: readonly Field<ThroughputMeasurement>[] = [
  higher('mbps', 'Mbps', 'goodput (payload received)', ({ mbps }) => mbps),
  higher(
    'steady.mbps',
    'Mbps',
    'goodput in the steady state',
    ({ steady }) => steady?.mbps ?? null,
    ({ unknown }) => unknown['steady'],
  ),
  higher(
    'burst.mbps',
    'Mbps',
    'goodput in the first second',
    ({ burst }) => burst?.mbps ?? null,
    ({ unknown }) => unknown['burst'],
  ),
  lower(
    'burst.excess',
    'MB',
    'payload of the first second beyond that of another second',
    ({ burst }) => (burst == null ? null : burst.excess / 1e6),
    ({ unknown }) => unknown['burst'],
  ),
  higher(
    'sustained.mbps',
    'Mbps',
    'goodput after the first second',
    ({ burst }) => burst?.sustained ?? null,
    ({ unknown }) => unknown['burst'],
  ),
  higher('fairness', '', "Jain's fairness index of the streams, 1 is best", ({ fairness }) => fairness),
  lower(
    'retransmits',
    '',
    'TCP segments retransmitted',
    ({ streams }) => sumOf(streams.map(({ tcp }) => tcp?.retransmits ?? null)),
    ({ unknown }) => unknown['tcp'],
  ),
]

/** Of uploads over HTTP only. */
const CONFIRMED: readonly Field<ThroughputMeasurement>[] = [
  lower(
    'confirmation',
    'ms',
    "time from the last byte sent to the server's confirmation, over HTTP",
    ({ confirmation }) => confirmation ?? null,
    ({ confirmation }) =>
      confirmation === undefined
        ? 'The time until an upload is confirmed is known over HTTP only.'
        : undefined,
  ),
]

export const throughputMetrics: MetricsOf<'throughput'> = {
  heading: 'Throughput',
  metrics: [
    ...metricsOf('download', 'Download', THROUGHPUT, transfers('download', false), 'mbps'),
    ...metricsOf('upload', 'Upload', [...THROUGHPUT, ...CONFIRMED], transfers('upload', false), 'mbps'),
    ...(['download', 'upload'] as const).flatMap((way) =>
      metricsOf(
        `bidirectional.${way}`,
        `Bidirectional test, ${way}`,
        THROUGHPUT,
        transfers(way, true),
        'mbps',
      ),
    ),
  ],
  conditions: () => [],
}

function transfers(direction: Direction, bidirectional: boolean) {
  return inKind('throughput', (found) =>
    found.direction === direction && found.bidirectional === bidirectional ? [found] : [],
  )
}

function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0)
}
