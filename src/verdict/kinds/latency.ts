import type { LatencyFigures, LatencyMeasurement } from '../../results/types.ts'
import { inKind, lower, metricsOf, shareOf } from '../metric.ts'
import type { Field } from '../metric.ts'
import { STATISTICS, times } from '../times.ts'
import type { MetricsOf } from './kind-metrics.ts'

const TIMES: readonly Field<LatencyFigures>[] = [
  ...times<LatencyFigures>(({ received, lost }) => [received, lost]),
  lower('jitter', 'ms', 'jitter (RFC 3550)', ({ jitter }) => jitter),
  lower('jitterMean', 'ms', 'mean absolute difference of consecutive times', ({ jitterMean }) => jitterMean),
]

/** The metrics of round-trip times, also of those under load. */
export const LATENCY: readonly Field<LatencyFigures>[] = [...TIMES, loss('share of probes lost')]

const CALLS: readonly Field<LatencyFigures>[] = [...TIMES, loss('share of calls that failed')]

const NETWORK: readonly Field<LatencyMeasurement>[] = (['p50', 'avg', 'min', 'max'] as const).map((name) =>
  lower(`network.${name}`, 'ms', `time outside the server, ${STATISTICS[name]}`, ({ network }) =>
    network === null ? null : network[name],
  ),
)

export const latencyMetrics: MetricsOf<'latency'> = {
  heading: 'Latency',
  metrics: [
    ...metricsOf('latency', 'Latency over TCP', [...LATENCY, ...NETWORK], over('tcp'), 'p50'),
    ...metricsOf('udp.latency', 'Latency over UDP', LATENCY, over('udp'), 'p50'),
    ...metricsOf('call', 'Function calls', CALLS, over('call'), 'p50'),
  ],
  conditions: ({ loop, asked, busyPoll, call }) => [
    ['loop of the latency test', loop],
    // As asked for: whether an end got a CPU for 90 % of a short test is chance. Earlier releases say only what happened.
    ['busy polling', String(asked.busyPoll ?? (busyPoll.client || busyPoll.server))],
    ...(call === undefined ? [] : [['what was called', call.name] as const]),
  ],
}

function loss(what: string): Field<LatencyFigures> {
  return lower('loss', 'share', what, ({ lost, sent }) => shareOf(lost, sent))
}

function over(transport: LatencyMeasurement['transport']) {
  return inKind('latency', (found) => (found.transport === transport ? [found] : []))
}
