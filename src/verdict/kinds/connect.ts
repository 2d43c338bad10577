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

/** Handshakes, and the number of connections that were to have one. */
type Handshakes = HandshakeFigures & Pick<ConnectMeasurement, 'connected'>

const HANDSHAKE = times<Handshakes>(({ completed, connected }) => [completed, connected - completed])

function handshakes({ handshake, connected }: ConnectMeasurement): readonly Handshakes[] {
  return handshake === undefined ? [] : [{ ...handshake, connected }]
}

export const connectMetrics: MetricsOf<'connect'> = {
  heading: 'Connect rate',
  metrics: [
    ...metricsOf('connect', 'Connect test', CONNECT, inKind('connect', all), 'rate'),
    ...metricsOf('tls.handshake', 'TLS handshake', HANDSHAKE, inKind('connect', handshakes)),
  ],
  conditions: () => [],
}
