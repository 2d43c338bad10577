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

/** A number of a measurement that can be judged. */
export interface Metric {
  /** What was measured, and which figure of it: `latency.p99`. */
  readonly name: string
  /** What was measured alone, which stands for this figure of it: `download`; `null` where it stands for another. */
  readonly short: string | null
  /** The unit in which it stands in a document; `''`: it is a mere number. */
  readonly unit: MetricUnit
  /** The direction in which it is better. */
  readonly better: 'lower' | 'higher'
  /** What it is, in words. */
  readonly what: string
  /** This figure of a measurement, as often as it is in it: of one of another kind, never. */
  readonly read: (measurement: Measurement) => readonly Figure[]
}

/** The units of metrics. A share is 0 to 1, and shown as a percentage. */
export type MetricUnit = 'ms' | 'Mbps' | 'share' | '1/s' | ''

/** A metric's figure in one measurement. */
export interface Figure {
  /** +infinity for a percentile that falls on a lost sample; `null` where it is not known. */
  readonly value: number | null
  /** Why it is `null` or +infinity, in a sentence; `null` where that was not told. */
  readonly why: string | null
}

/** A figure of whatever holds it. */
interface Field<T> extends Pick<Metric, 'name' | 'unit' | 'better' | 'what'> {
  readonly read: (from: T) => Figure
}

/** All times that were summed up: latencies, and connect times. */
type Times = Pick<
  LatencyFigures,
  'min' | 'max' | 'avg' | 'stdev' | 'p50' | 'p90' | 'p95' | 'p99' | 'p999' | 'unknown'
>

const LATENCY: readonly Field<LatencyFigures>[] = [
  ...times<LatencyFigures>(({ received, lost }) => [received, lost]),
  lower('jitter', 'ms', 'jitter of RFC 3550', ({ jitter }) => jitter),
  lower('jitterMean', 'ms', 'mean difference of consecutive times', ({ jitterMean }) => jitterMean),
  lower('loss', 'share', 'share of the probes that was lost', ({ lost, sent }) => shareOf(lost, sent)),
]

const NETWORK: readonly Field<LatencyMeasurement>[] = (['p50', 'avg', 'min', 'max'] as const).map((name) =>
  lower(`network.${name}`, 'ms', `${name} without the time at the server`, ({ network }) =>
    network === null ? null : network[name],
  ),
)

const THROUGHPUT: readonly Field<ThroughputMeasurement>[] = [
  higher('mbps', 'Mbps', 'payload that arrived', ({ mbps }) => mbps),
  higher(
    'steady.mbps',
    'Mbps',
    'payload that arrived in the steady state',
    ({ steady }) => steady?.mbps ?? null,
    ({ unknown }) => unknown['steady'],
  ),
  higher('fairness', '', "Jain's index of the streams' rates, 1 at best", ({ fairness }) => fairness),
  lower(
    'retransmits',
    '',
    'segments that were sent again',
    ({ streams }) => sumOf(streams.map(({ tcp }) => tcp?.retransmits ?? null)),
    ({ unknown }) => unknown['tcp'],
  ),
]

const DATAGRAMS: readonly Field<DatagramMeasurement>[] = [
  higher('mbps', 'Mbps', 'payload that arrived', ({ mbps }) => mbps),
  lower('loss', 'share', 'share of the datagrams that was lost', ({ loss }) => loss),
  lower('jitter', 'ms', 'jitter of RFC 3550', ({ jitter }) => jitter),
  lower('jitterMean', 'ms', 'mean difference of consecutive transit times', ({ jitterMean }) => jitterMean),
  lower('reordered', '', 'datagrams that arrived behind a later one', ({ reordered }) => reordered),
  lower('duplicates', '', 'datagrams that arrived once more', ({ duplicates }) => duplicates),
  lower('droppedByHost', '', 'datagrams that the receiving host dropped', (flow) => flow.droppedByHost),
]

const LOADED: readonly Field<LoadedPhase>[] = [
  ...LATENCY,
  ...(['p50', 'p95', 'p99'] as const).map((name) =>
    lower<LoadedPhase>(
      `${name}.increase`,
      'ms',
      `how much more than without load, ${name}`,
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
  higher('rate', '1/s', 'connections opened, served and closed', ({ rate }) => rate),
  ...times<ConnectMeasurement>(({ connected, attempted }) => [connected, attempted - connected]),
  ...(['p50', 'p99', 'avg', 'min', 'max'] as const).map((name) =>
    lower<ConnectMeasurement>(`whole.${name}`, 'ms', `${name} of whole connections`, ({ whole }) =>
      whole === null ? null : whole[name],
    ),
  ),
  lower('failed', '', 'connections that failed', ({ failed }) => failed),
  lower('failedShare', 'share', 'share of the connections that failed', ({ failed, attempted }) =>
    shareOf(failed, attempted),
  ),
]

const BOTH: readonly Direction[] = ['download', 'upload']
const PHASES = ['download', 'upload', 'bidirectional'] as const

/** All metrics. What the command line, the docs and the JSON Schema say of metrics is made from this list. */
export const METRICS: readonly Metric[] = [
  ...metricsOf('latency', 'Latency over TCP', [...LATENCY, ...NETWORK], latencyOver('tcp'), 'p50'),
  ...BOTH.flatMap((way) => metricsOf(way, capital(way), THROUGHPUT, transfers(way, false), 'mbps')),
  ...BOTH.flatMap((way) =>
    metricsOf(
      `bidirectional.${way}`,
      `${capital(way)} in both directions at once`,
      THROUGHPUT,
      transfers(way, true),
      'mbps',
    ),
  ),
  ...metricsOf(
    'connect',
    'Connecting',
    CONNECT,
    (found) => (found.kind === 'connect' ? [found] : []),
    'rate',
  ),
  ...metricsOf('udp.latency', 'Latency over UDP', LATENCY, latencyOver('udp'), 'p50'),
  ...metricsOf('udp', 'UDP, either direction', DATAGRAMS, flows(BOTH)),
  ...BOTH.flatMap((way) => metricsOf(`udp.${way}`, `UDP ${way}`, DATAGRAMS, flows([way]), 'mbps')),
  ...metricsOf('loaded.idle', 'Latency before the load', LATENCY, (found) =>
    found.kind === 'loaded' ? [found.idle] : [],
  ),
  ...metricsOf('loaded', 'Latency under load, any direction', LOADED, (found) =>
    found.kind === 'loaded' ? PHASES.map((phase) => found[phase]) : [],
  ),
  ...PHASES.flatMap((phase) =>
    metricsOf(`loaded.${phase}`, `Latency under load, ${phase}`, [...LOADED, ...loadOf(phase)], (found) =>
      found.kind === 'loaded' ? [found[phase]] : [],
    ),
  ),
]

/** @param main the field that the subject alone stands for */
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

/** What the load itself came to. */
function loadOf(phase: (typeof PHASES)[number]): readonly Field<LoadedPhase>[] {
  const name = (way: Direction): string => (phase === 'bidirectional' ? `${way}.mbps` : 'mbps')
  const load = {
    download: higher<LoadedPhase>(
      name('download'),
      'Mbps',
      'the load, download',
      ({ downloadMbps }) => downloadMbps,
    ),
    upload: higher<LoadedPhase>(name('upload'), 'Mbps', 'the load, upload', ({ uploadMbps }) => uploadMbps),
  }
  return phase === 'bidirectional' ? [load.download, load.upload] : [load[phase]]
}

/** @param counts of samples that came, and of those that never did */
function times<T extends Times>(counts: (from: T) => readonly [number, number]): readonly Field<T>[] {
  const percentile = (name: Percentile, share: string): Field<T> => ({
    name,
    unit: 'ms',
    better: 'lower',
    what: `${share} of the times are no longer`,
    read: (from) => ({
      value:
        from[name] === null && fallsOnLost(name, ...counts(from)) ? Number.POSITIVE_INFINITY : from[name],
      why: from.unknown[name] ?? null,
    }),
  })
  return [
    percentile('p50', '50 %'),
    percentile('p90', '90 %'),
    percentile('p95', '95 %'),
    percentile('p99', '99 %'),
    percentile('p999', '99.9 %'),
    lower('avg', 'ms', 'mean', ({ avg }) => avg),
    lower('min', 'ms', 'least', ({ min }) => min),
    lower('max', 'ms', 'largest', ({ max }) => max),
    lower('stdev', 'ms', 'standard deviation', ({ stdev }) => stdev),
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
