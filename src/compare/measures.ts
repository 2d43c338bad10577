import type { ClientPart } from '../host/placer.ts'
import type { Comparison, Measure } from '../results/types.ts'
import { findMetric } from '../verdict/find-metric.ts'
import type { LatencySubject } from '../verdict/kinds/latency.ts'

/** A percentile of latency that can be asked for. */
export type ComparedPercentile = 'p50' | 'p95' | 'p99'

type Way = 'download' | 'upload'

/**
 * What to compare and judge, in the words of a threshold: a measure by its main metric, or a metric. `latency` is also that over HTTP, whose
 * metrics are `http.latency.…`, and that of functions.
 */
export type MeasureName =
  | Way
  | 'latency'
  | `latency.${ComparedPercentile}`
  | 'http.latency'
  | `http.latency.${ComparedPercentile}`
  | 'connect'
  | 'http.requests'
  | `loaded.${Way}.${'p50' | 'p95'}`
  | `udp.${Way}.${'loss' | 'jitter'}`
  | `cpu.${Way | 'latency' | 'connect'}`

/** Every name. `latency` is `latency.p50`, `connect` is `connect.rate`, `http.requests` is `http.requests.rate`, `cpu.…` is `cost.cpu.…`. */
export const MEASURE_NAMES: readonly MeasureName[] = [
  'download',
  'latency',
  'latency.p50',
  'latency.p95',
  'latency.p99',
  'http.latency',
  'http.latency.p50',
  'http.latency.p95',
  'http.latency.p99',
  'upload',
  'connect',
  'http.requests',
  'loaded.download.p50',
  'loaded.download.p95',
  'loaded.upload.p50',
  'loaded.upload.p95',
  'udp.download.loss',
  'udp.download.jitter',
  'udp.upload.loss',
  'udp.upload.jitter',
  'cpu.download',
  'cpu.latency',
  'cpu.upload',
  'cpu.connect',
]

/** What is compared if nothing is named. */
export const USUAL: readonly MeasureName[] = ['download', 'latency', 'upload']

/** What the bursts of a measure are. */
interface BurstFacts {
  /** A burst has a figure for each, in this order. Those of latency have the names that they have over TCP. */
  readonly metrics: readonly string[]
  /** Where the client measures them, if it is placed on CPUs. */
  readonly place: ClientPart
  /** Whether they take several times as long as those of other measures. */
  readonly long: boolean
  /** How many streams they have unless others are asked for; `null` if they have none. */
  readonly streams: number | null
  /** Whether they are sent at a rate. */
  readonly rate: boolean
  /** Whether the server answers each probe or connection. */
  readonly echo: boolean
}

const ALONE = { long: false, streams: null, rate: false, echo: true } as const
const TRANSFER = { place: 'transfers', long: false, streams: 1, rate: false, echo: false } as const
/** With as many streams as a loaded test has. */
const LOADED = { place: 'transfers', long: true, streams: 4, rate: false, echo: true } as const
const DATAGRAMS = { place: 'transfers', long: true, streams: null, rate: true, echo: false } as const

/** The bursts of each measure, in the order in which measures are listed. */
const BURSTS: Readonly<Record<Measure, BurstFacts>> = {
  download: { ...TRANSFER, metrics: ['download.mbps', 'cost.cpu.download'] },
  latency: {
    ...ALONE,
    place: 'latency',
    metrics: ['latency.p50', 'latency.p95', 'latency.p99', 'cost.cpu.latency'],
  },
  upload: { ...TRANSFER, metrics: ['upload.mbps', 'cost.cpu.upload'] },
  connect: { ...ALONE, place: 'transfers', metrics: ['connect.rate', 'cost.cpu.connect'] },
  requests: { ...ALONE, place: 'transfers', metrics: ['http.requests.rate'] },
  'loaded.download': { ...LOADED, metrics: ['loaded.download.p50', 'loaded.download.p95'] },
  'loaded.upload': { ...LOADED, metrics: ['loaded.upload.p50', 'loaded.upload.p95'] },
  'udp.download': { ...DATAGRAMS, metrics: ['udp.download.loss', 'udp.download.jitter'] },
  'udp.upload': { ...DATAGRAMS, metrics: ['udp.upload.loss', 'udp.upload.jitter'] },
}

/** Everything that can be compared, in the order in which it is listed. */
export const MEASURES: readonly Measure[] = Object.keys(BURSTS).filter((name) => isMeasure(name))

/** A metric of a measure. */
export interface ComparedMetric extends Pick<Comparison, 'metric' | 'unit' | 'better' | 'scale'> {
  /** Its index in the figures of a burst. */
  readonly index: number
}

/** Minimum number of probes for a percentile: with fewer, it would be the slowest probe. */
const LEAST_PROBES: Readonly<Record<ComparedPercentile, number>> = { p50: 10, p95: 20, p99: 100 }

/** Bursts of each arm that every part of a block has, so that their probes can be taken together. */
const POOLED = 2

/** Minimum number of probes of a burst to judge a metric. The tail can be that of several bursts, the median is each burst's own. */
export function leastProbes(metric: string): number {
  const percentile = percentileOf(metric) ?? 'p50'
  return percentile === 'p50' ? LEAST_PROBES.p50 : Math.ceil(LEAST_PROBES[percentile] / POOLED)
}

/** The percentile that bursts of this size are too small for, so that it is taken of all bursts of an arm in a block; else `null`. */
export function pooledPercentile(metric: string, size: number): ComparedPercentile | null {
  const percentile = percentileOf(metric)
  return percentile !== null && size < LEAST_PROBES[percentile] ? percentile : null
}

/** The full name of the metric that a name stands for. */
export function metricOf(name: MeasureName): string {
  return findMetric(name)?.name ?? name
}

/** A metric of latency that is measured over something else, and any other one as it is. */
export function metricOver(metric: string, subject: LatencySubject): string {
  return metric.replace(/^latency\./, `${subject}.`)
}

/** The measure of a name. */
export function measureOf(name: MeasureName): Measure {
  const metric = metricOf(name).replace(/^http\.latency\./, 'latency.')
  const found = MEASURES.find((measure) => BURSTS[measure].metrics.includes(metric))
  if (found === undefined) throw new Error(`No measure has ${name}.`)
  return found
}

/** The options of bursts that only some measures use, and which. */
const OPTIONS = {
  streams: { uses: usesStreams, applies: 'applies only to download, upload and loaded latency' },
  rate: { uses: usesRate, applies: 'applies only to UDP' },
} as const

/** The first of these options that is given and that no measure uses, with a phrase that says so; `null` if there is none. */
export function unusedOption(
  measures: readonly Measure[],
  given: Readonly<Partial<Record<keyof typeof OPTIONS, unknown>>>,
): { readonly name: keyof typeof OPTIONS; readonly applies: string } | null {
  for (const name of ['streams', 'rate'] as const) {
    const { uses, applies } = OPTIONS[name]
    if (given[name] !== undefined && !measures.some(uses)) return { name, applies }
  }
  return null
}

/** Whether bursts of a measure have a number of streams. */
export function usesStreams(measure: Measure): boolean {
  return BURSTS[measure].streams !== null
}

/** The streams of a measure's bursts unless others are asked for. */
export function usualStreams(measure: Measure): number {
  return BURSTS[measure].streams ?? 1
}

/** Whether bursts of a measure have a rate. */
export function usesRate(measure: Measure): boolean {
  return BURSTS[measure].rate
}

/** Whether a measure needs a server that answers probes or connections. */
export function needsEcho(measure: Measure): boolean {
  return BURSTS[measure].echo
}

/** Whether a measure's bursts take several times as long as those of other measures. */
export function isLong(measure: Measure): boolean {
  return BURSTS[measure].long
}

/** Where the client measures it, if it is placed on CPUs. */
export function placeOf(measure: Measure): ClientPart {
  return BURSTS[measure].place
}

/** Whether a metric is CPU time, which is only read if it is named. */
export function isCpu(metric: string): boolean {
  return metric.startsWith('cost.cpu.')
}

/** The names of a measure's metrics, in the order of a burst's figures; those of latency as over TCP. */
export function metricNames(measure: Measure): readonly string[] {
  return BURSTS[measure].metrics
}

/**
 * The metrics of a measure that its bursts can tell: for latency the median, p95, and p99 if the bursts of a block have enough
 * probes for it. CPU time is among them whether it was read or not.
 */
export function metricsOf(
  measure: Measure,
  size: number,
  subject: LatencySubject = 'latency',
): readonly ComparedMetric[] {
  return BURSTS[measure].metrics.flatMap((name, index) => {
    if (measure === 'latency' && !isCpu(name) && size < leastProbes(name)) return []
    const { unit, better } = facts(name)
    const metric = metricOver(name, subject)
    // A relative change from no loss would be infinite.
    const scale = unit === 'share' ? { scale: 'difference' as const } : {}
    return [{ metric, unit, better, ...scale, index }]
  })
}

function isMeasure(name: string): name is Measure {
  return name in BURSTS
}

/** Whether a percentile of latency above the median is judged. */
export function judgesTail(judged: readonly string[]): boolean {
  return judged.some((metric) => !['p50', null].includes(percentileOf(metric)))
}

/** The percentile of latency in a metric's name; `null` for any other metric. */
function percentileOf(metric: string): ComparedPercentile | null {
  const [, name] = /^(?:(?:http\.)?latency|call)\.(p\d+)$/.exec(metric) ?? []
  return name === 'p50' || name === 'p95' || name === 'p99' ? name : null
}

function facts(name: string): Pick<Comparison, 'unit' | 'better'> {
  const metric = findMetric(name)
  if (metric === null || metric.unit === '' || metric.unit === 'MB')
    throw new Error(`${name} cannot be compared.`)
  return { unit: metric.unit, better: metric.better }
}
