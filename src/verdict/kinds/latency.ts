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

/** The first part of the names of a latency's metrics, by what carried its probes. */
export type LatencySubject = 'latency' | 'http.latency' | 'udp.latency' | 'call'

/** What is named differently in latencies by what carried the probes. */
interface LatencyNames {
  readonly subject: LatencySubject
  readonly what: string
  /** When its metrics have these names, to continue a sentence with. */
  readonly when: string
  readonly fields: readonly Field<LatencyMeasurement>[]
}

const LATENCY_NAMES: Readonly<Record<LatencyMeasurement['transport'], LatencyNames>> = {
  tcp: {
    subject: 'latency',
    what: 'Latency over TCP',
    when: 'over TCP and WebSocket',
    fields: [...LATENCY, ...NETWORK],
  },
  http: {
    subject: 'http.latency',
    what: 'Latency over HTTP',
    when: 'over HTTP',
    fields: [...LATENCY, ...NETWORK],
  },
  udp: { subject: 'udp.latency', what: 'Latency over UDP', when: 'over UDP', fields: LATENCY },
  call: { subject: 'call', what: 'Function calls', when: 'of function calls', fields: CALLS },
}

/** The first parts of the names of latencies' metrics, and when a metric is called so. */
export const LATENCY_SUBJECTS: readonly Pick<LatencyNames, 'subject' | 'when'>[] =
  Object.values(LATENCY_NAMES)

/** The first part of the names of a latency's metrics: `latency`, `http.latency`. */
export function latencySubject({ transport }: Pick<LatencyMeasurement, 'transport'>): LatencySubject {
  return LATENCY_NAMES[transport].subject
}

export const latencyMetrics: MetricsOf<'latency'> = {
  heading: 'Latency',
  metrics: (['tcp', 'http', 'udp', 'call'] as const).flatMap((transport) => {
    const { subject, what, fields } = LATENCY_NAMES[transport]
    return metricsOf(subject, what, fields, over(transport), 'p50')
  }),
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
