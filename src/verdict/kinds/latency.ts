import type { LatencyFigures, LatencyMeasurement } from '../../results/types.ts'
import { inKind, lower, metricsOf, shareOf } from '../metric.ts'
import type { Field } from '../metric.ts'
import { STATISTICS, times } from '../times.ts'
import type { MetricsOf } from './kind-metrics.ts'

/** The metrics of round-trip times, also of those under load. */
export const LATENCY: readonly Field<LatencyFigures>[] = [
  ...times<LatencyFigures>(({ received, lost }) => [received, lost]),
  lower('jitter', 'ms', 'jitter (RFC 3550)', ({ jitter }) => jitter),
  lower('jitterMean', 'ms', 'mean absolute difference of consecutive times', ({ jitterMean }) => jitterMean),
  lower('loss', 'share', 'share of probes lost', ({ lost, sent }) => shareOf(lost, sent)),
]

const NETWORK: readonly Field<LatencyMeasurement>[] = (['p50', 'avg', 'min', 'max'] as const).map((name) =>
  lower(`network.${name}`, 'ms', `${STATISTICS[name]} without the time in the server`, ({ network }) =>
    network === null ? null : network[name],
  ),
)

export const latencyMetrics: MetricsOf<'latency'> = {
  heading: 'Latency',
  metrics: [
    ...metricsOf('latency', 'Latency over TCP', [...LATENCY, ...NETWORK], over('tcp'), 'p50'),
    ...metricsOf('udp.latency', 'Latency over UDP', LATENCY, over('udp'), 'p50'),
  ],
  conditions: ({ loop, busyPoll }) => [
    ['loop of the latency test', loop],
    ['busy polling of the client', String(busyPoll.client)],
    ['busy polling of the server', String(busyPoll.server)],
  ],
}

function over(transport: LatencyMeasurement['transport']) {
  return inKind('latency', (found) => (found.transport === transport ? [found] : []))
}
