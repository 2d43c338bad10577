import type { ConnectMeasurement, HandshakeFigures } from '../../results/types.ts'
import { all, higher, inKind, lower, metricsOf, shareOf } from '../metric.ts'
import type { Field } from '../metric.ts'
import { STATISTICS, times } from '../times.ts'
import type { MetricsOf } from './kind-metrics.ts'

const CONNECT: readonly Field<ConnectMeasurement>[] = [
  higher('rate', '1/s', 'connections opened, served and closed per second', ({ rate }) => rate),
  ...times<ConnectMeasurement>(
    ({ connected, attempted }) => [connected, attempted - connected],
    'connect time, ',
  ),
  ...(['p50', 'p99', 'avg', 'min', 'max'] as const).map((name) =>
    lower<ConnectMeasurement>(`whole.${name}`, 'ms', `whole connection, ${STATISTICS[name]}`, ({ whole }) =>
      whole === null ? null : whole[name],
    ),
  ),
  lower('failed', '', 'failed connections', ({ failed }) => failed),
  lower('failedShare', 'share', 'share of connections that failed', ({ failed, attempted }) =>
    shareOf(failed, attempted),
  ),
]

/** Times of a step, and the number of connections that got to it. */
interface Step extends HandshakeFigures {
  readonly begun: number
}

const STEP = times<Step>(({ completed, begun }) => [completed, begun - completed])

function handshakes({ handshake, connected }: ConnectMeasurement): readonly Step[] {
  return handshake === undefined ? [] : [{ ...handshake, begun: connected }]
}

function firstBytes({ firstByte, handshake, connected }: ConnectMeasurement): readonly Step[] {
  return firstByte === undefined ? [] : [{ ...firstByte, begun: handshake?.completed ?? connected }]
}

export const connectMetrics: MetricsOf<'connect'> = {
  heading: 'Connect rate',
  metrics: [
    ...metricsOf('connect', 'Connect test', CONNECT, inKind('connect', all), 'rate'),
    ...metricsOf('tls.handshake', 'TLS handshake', STEP, inKind('connect', handshakes)),
    ...metricsOf('http.firstByte', 'First byte over HTTP', STEP, inKind('connect', firstBytes)),
  ],
  conditions: () => [],
}
