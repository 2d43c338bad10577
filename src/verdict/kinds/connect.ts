import type { ConnectMeasurement, StepFigures } from '../../results/types.ts'
import { isOfRequests } from '../../results/requests.ts'
import { stepsBegun } from '../../stats/connect.ts'
import { higher, inKind, lower, metricsOf, shareOf } from '../metric.ts'
import type { Field } from '../metric.ts'
import { STATISTICS, times } from '../times.ts'
import type { MetricsOf } from './kind-metrics.ts'

const FAILED: readonly Field<ConnectMeasurement>[] = [
  lower('failed', '', 'failed', ({ failed }) => failed),
  lower('failedShare', 'share', 'share that failed', ({ failed, attempted }) => shareOf(failed, attempted)),
]

const REQUESTS: readonly Field<ConnectMeasurement>[] = [
  higher('rate', '1/s', 'answered per second', ({ rate }) => rate),
  ...times<ConnectMeasurement>(({ completed, failed }) => [completed, failed]),
  ...FAILED,
]

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

/** Times of a step, the number of connections that got to it, and the time (s) in which they did. */
interface Step extends StepFigures {
  readonly begun: number
  readonly seconds: number
}

const STEP = times<Step>(({ completed, begun }) => [completed, begun - completed])

const HANDSHAKE: readonly Field<Step>[] = [
  higher('rate', '1/s', 'completed per second', ({ completed, seconds }) => shareOf(completed, seconds)),
  ...STEP,
]

function ofRequests(measurement: ConnectMeasurement): readonly ConnectMeasurement[] {
  return isOfRequests(measurement) ? [measurement] : []
}

function ofConnections(measurement: ConnectMeasurement): readonly ConnectMeasurement[] {
  return isOfRequests(measurement) ? [] : [measurement]
}

function lookups({ lookup, seconds }: ConnectMeasurement): readonly Step[] {
  return lookup === undefined ? [] : [{ ...lookup, begun: lookup.attempted, seconds }]
}

function handshakes(measurement: ConnectMeasurement): readonly Step[] {
  const { handshake, seconds } = measurement
  return handshake === undefined ? [] : [{ ...handshake, begun: begunIn(measurement).handshake, seconds }]
}

function resumedOnes({ resumed, seconds }: ConnectMeasurement): readonly Step[] {
  return resumed === undefined ? [] : [{ ...resumed, begun: resumed.completed, seconds }]
}

function firstBytes(measurement: ConnectMeasurement): readonly Step[] {
  const { firstByte, seconds } = measurement
  return firstByte === undefined ? [] : [{ ...firstByte, begun: begunIn(measurement).firstByte, seconds }]
}

function begunIn(measurement: ConnectMeasurement): ReturnType<typeof stepsBegun> {
  const { attempted, connected, handshake, resumed } = measurement
  return stepsBegun({
    reuse: false,
    attempted,
    connected,
    full: handshake?.completed,
    resumed: resumed?.completed,
  })
}

/** Finds steps of connections: those of requests would be taken for them. */
function ofEach(find: (measurement: ConnectMeasurement) => readonly Step[]) {
  return (measurement: ConnectMeasurement): readonly Step[] => ofConnections(measurement).flatMap(find)
}

export const connectMetrics: MetricsOf<'connect'> = {
  heading: 'Connect rate',
  metrics: [
    ...metricsOf('connect', 'Connect test', CONNECT, inKind('connect', ofConnections), 'rate'),
    ...metricsOf('http.requests', 'Requests over HTTP', REQUESTS, inKind('connect', ofRequests), 'rate'),
    ...metricsOf('dns.lookup', 'Name lookup', STEP, inKind('connect', ofEach(lookups))),
    ...metricsOf('tls.handshake', 'Full TLS handshake', HANDSHAKE, inKind('connect', ofEach(handshakes))),
    ...metricsOf('tls.resumed', 'Resumed TLS handshake', HANDSHAKE, inKind('connect', ofEach(resumedOnes))),
    ...metricsOf('http.firstByte', 'First byte over HTTP', STEP, inKind('connect', ofEach(firstBytes))),
  ],
  conditions: () => [],
}
