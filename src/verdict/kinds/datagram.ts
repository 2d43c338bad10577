import type { DatagramMeasurement, Direction } from '../../results/types.ts'
import { all, higher, inKind, lower, metricsOf } from '../metric.ts'
import type { Field } from '../metric.ts'
import type { MetricsOf } from './kind-metrics.ts'

const DATAGRAMS: readonly Field<DatagramMeasurement>[] = [
  higher('mbps', 'Mbps', 'goodput (payload received)', ({ mbps }) => mbps),
  lower('loss', 'share', 'share of datagrams lost', ({ loss }) => loss),
  lower('jitter', 'ms', 'jitter (RFC 3550)', ({ jitter }) => jitter),
  lower(
    'jitterMean',
    'ms',
    'mean absolute difference of consecutive transit times',
    ({ jitterMean }) => jitterMean,
    ({ unknown }) => unknown['jitterMean'],
  ),
  lower(
    'reordered',
    '',
    'datagrams received out of order',
    ({ reordered }) => reordered,
    ({ unknown }) => unknown['reordered'],
  ),
  lower(
    'duplicates',
    '',
    'duplicate datagrams received',
    ({ duplicates }) => duplicates,
    ({ unknown }) => unknown['duplicates'],
  ),
  lower(
    'droppedByHost',
    '',
    'datagrams dropped by the receiving host',
    (flow) => flow.droppedByHost,
    ({ unknown }) => unknown['droppedByHost'],
  ),
]

export const datagramMetrics: MetricsOf<'datagram'> = {
  heading: 'UDP',
  metrics: [
    ...metricsOf('udp', 'UDP, any direction', DATAGRAMS, inKind('datagram', all)),
    ...metricsOf('udp.download', 'UDP download', DATAGRAMS, flows('download'), 'mbps'),
    ...metricsOf('udp.upload', 'UDP upload', DATAGRAMS, flows('upload'), 'mbps'),
  ],
  conditions: () => [],
}

function flows(direction: Direction) {
  return inKind('datagram', (found) => (found.direction === direction ? [found] : []))
}
