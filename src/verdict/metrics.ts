import type {
  ConnectMeasurement,
  DatagramMeasurement,
  Direction,
  LatencyFigures,
  LatencyMeasurement,
  LoadedPhase,
  Measurement,
  ThroughputMeasurement,
} from '../results/types.ts'
import { fallsOnLost } from '../stats/summary.ts'
import type { Percentile } from '../stats/summary.ts'
import type { MetricUnit } from '../text/figure.ts'

/** A figure of a measurement that can be judged. */
export interface Metric {
  /** The test and its figure: `latency.p99`. */
  readonly name: string
  /** The test alone, for its main figure: `download` is `download.mbps`. `null` for other figures. */
  readonly short: string | null
  /** The unit in a document; `''` for a plain number. */
  readonly unit: MetricUnit
  /** The direction in which it is better. */
  readonly better: 'lower' | 'higher'
  /** What it is, in words: `Latency over TCP: 99th percentile`. */
  readonly what: string
  /** Its figures in a measurement: several if the measurement has several, none if it is of another kind. */
  readonly read: (measurement: Measurement) => readonly Figure[]
}

/** A metric's figure in one measurement. */
export interface Figure {
  /** +infinity for a percentile that falls on a lost sample; `null` if unknown. */
  readonly value: number | null
  /** Why it is `null` or +infinity, as a sentence; `null` without a reason. */
  readonly why: string | null
}

/** A metric without its test: a figure of a measurement or of a part of one. */
interface Field<T> extends Pick<Metric, 'name' | 'unit' | 'better' | 'what'> {
  readonly read: (from: T) => Figure
}

/** Summarized times: round-trip times or connect times. */
type Times = Pick<
  LatencyFigures,
  'min' | 'max' | 'avg' | 'stdev' | 'p50' | 'p90' | 'p95' | 'p99' | 'p999' | 'unknown'
>

const STATISTICS: Readonly<Record<Percentile | 'avg' | 'min' | 'max', string>> = {
  p50: 'median',
  p90: '90th percentile',
  p95: '95th percentile',
  p99: '99th percentile',
  p999: '99.9th percentile',
  avg: 'mean',
  min: 'minimum',
  max: 'maximum',
}

const LATENCY: readonly Field<LatencyFigures>[] = [
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

const THROUGHPUT: readonly Field<ThroughputMeasurement>[] = [
  higher('mbps', 'Mbps', 'goodput (payload received)', ({ mbps }) => mbps),
  higher(
    'steady.mbps',
    'Mbps',
    'goodput in the steady state',
    ({ steady }) => steady?.mbps ?? null,
    ({ unknown }) => unknown['steady'],
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

const DATAGRAMS: readonly Field<DatagramMeasurement>[] = [
  higher('mbps', 'Mbps', 'goodput (payload received)', ({ mbps }) => mbps),
  lower('loss', 'share', 'share of datagrams lost', ({ loss }) => loss),
  lower('jitter', 'ms', 'jitter (RFC 3550)', ({ jitter }) => jitter),
  lower(
    'jitterMean',
    'ms',
    'mean absolute difference of consecutive transit times',
    ({ jitterMean }) => jitterMean,
  ),
  lower('reordered', '', 'datagrams received out of order', ({ reordered }) => reordered),
  lower('duplicates', '', 'duplicate datagrams received', ({ duplicates }) => duplicates),
  lower('droppedByHost', '', 'datagrams dropped by the receiving host', (flow) => flow.droppedByHost),
]

const LOADED: readonly Field<LoadedPhase>[] = [
  ...LATENCY,
  ...(['p50', 'p95', 'p99'] as const).map((name) =>
    lower<LoadedPhase>(
      `${name}.increase`,
      'ms',
      `${STATISTICS[name]}, increase over idle`,
      ({ increase }) => increase[name],
      ({ unknown }) => unknown[name],
    ),
  ),
  higher(
    'rpm',
    '',
    'round trips per minute (responsiveness)',
    ({ responsiveness }) => responsiveness.rpm,
    ({ responsiveness }) => responsiveness.reason ?? undefined,
  ),
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

const BOTH: readonly Direction[] = ['download', 'upload']
const PHASES = ['download', 'upload', 'bidirectional'] as const

/** All metrics: the source for `wyndrvr metrics`, the reference page and the JSON Schema. */
export const METRICS: readonly Metric[] = [
  ...metricsOf('latency', 'Latency over TCP', [...LATENCY, ...NETWORK], latencyOver('tcp'), 'p50'),
  ...BOTH.flatMap((way) => metricsOf(way, capital(way), THROUGHPUT, transfers(way, false), 'mbps')),
  ...BOTH.flatMap((way) =>
    metricsOf(`bidirectional.${way}`, `Bidirectional test, ${way}`, THROUGHPUT, transfers(way, true), 'mbps'),
  ),
  ...metricsOf(
    'connect',
    'Connect test',
    CONNECT,
    (found) => (found.kind === 'connect' ? [found] : []),
    'rate',
  ),
  ...metricsOf('udp.latency', 'Latency over UDP', LATENCY, latencyOver('udp'), 'p50'),
  ...metricsOf('udp', 'UDP, any direction', DATAGRAMS, flows(BOTH)),
  ...BOTH.flatMap((way) => metricsOf(`udp.${way}`, `UDP ${way}`, DATAGRAMS, flows([way]), 'mbps')),
  ...metricsOf('loaded.idle', 'Idle latency before the load', LATENCY, (found) =>
    found.kind === 'loaded' ? [found.idle] : [],
  ),
  ...metricsOf('loaded', 'Latency under load, any phase', LOADED, (found) =>
    found.kind === 'loaded' ? PHASES.map((phase) => found[phase]) : [],
  ),
  ...PHASES.flatMap((phase) =>
    metricsOf(`loaded.${phase}`, `Latency under load, ${phase}`, [...LOADED, ...loadOf(phase)], (found) =>
      found.kind === 'loaded' ? [found[phase]] : [],
    ),
  ),
]

/** @param main the field that has the subject as its short name */
function metricsOf<T>(
  subject: string,
  what: string,
  fields: readonly Field<T>[],
  find: (measurement: Measurement) => readonly T[],
  main: string | null = null,
): readonly Metric[] {
  return fields.map((field) => ({
    ...field,
    name: `${subject}.${field.name}`,
    short: field.name === main ? subject : null,
    what: `${what}: ${field.what}`,
    read: (measurement) => find(measurement).map((found) => field.read(found)),
  }))
}

function latencyOver(transport: LatencyMeasurement['transport']) {
  return (found: Measurement): readonly LatencyMeasurement[] =>
    found.kind === 'latency' && found.transport === transport ? [found] : []
}

function transfers(direction: Direction, bidirectional: boolean) {
  return (found: Measurement): readonly ThroughputMeasurement[] =>
    found.kind === 'throughput' && found.direction === direction && found.bidirectional === bidirectional
      ? [found]
      : []
}

function flows(directions: readonly Direction[]) {
  return (found: Measurement): readonly DatagramMeasurement[] =>
    found.kind === 'datagram' && directions.includes(found.direction) ? [found] : []
}

/** The throughput of the load itself. */
function loadOf(phase: (typeof PHASES)[number]): readonly Field<LoadedPhase>[] {
  const name = (way: Direction): string => (phase === 'bidirectional' ? `${way}.mbps` : 'mbps')
  const load = {
    download: higher<LoadedPhase>(
      name('download'),
      'Mbps',
      'goodput of the load, download',
      ({ downloadMbps }) => downloadMbps,
    ),
    upload: higher<LoadedPhase>(
      name('upload'),
      'Mbps',
      'goodput of the load, upload',
      ({ uploadMbps }) => uploadMbps,
    ),
  }
  return phase === 'bidirectional' ? [load.download, load.upload] : [load[phase]]
}

/**
 * @param counts how many samples arrived, and how many were lost
 * @param of what was timed, unless the test's name says so
 */
function times<T extends Times>(
  counts: (from: T) => readonly [number, number],
  of = '',
): readonly Field<T>[] {
  const percentile = (name: Percentile): Field<T> => ({
    name,
    unit: 'ms',
    better: 'lower',
    what: `${of}${STATISTICS[name]}`,
    read: (from) => ({
      value:
        from[name] === null && fallsOnLost(name, ...counts(from)) ? Number.POSITIVE_INFINITY : from[name],
      why: from.unknown[name] ?? null,
    }),
  })
  return [
    ...(['p50', 'p90', 'p95', 'p99', 'p999'] as const).map(percentile),
    ...(['avg', 'min', 'max'] as const).map((name) =>
      lower<T>(name, 'ms', `${of}${STATISTICS[name]}`, (from) => from[name]),
    ),
    lower('stdev', 'ms', `${of}standard deviation`, ({ stdev }) => stdev),
  ]
}

function lower<T>(
  name: string,
  unit: MetricUnit,
  what: string,
  value: (from: T) => number | null,
  why: (from: T) => string | undefined = () => undefined,
): Field<T> {
  const read = (from: T): Figure => ({ value: value(from), why: why(from) ?? null })
  return { name, unit, better: 'lower', what, read }
}

function higher<T>(...field: Parameters<typeof lower<T>>): Field<T> {
  return { ...lower<T>(...field), better: 'higher' }
}

function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}

function sumOf(values: readonly (number | null)[]): number | null {
  return values.reduce((sum, value) => (sum === null || value === null ? null : sum + value), 0)
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1)
}
