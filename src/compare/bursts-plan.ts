import { checkNames, checkWhole, usageError, valueError } from '../check.ts'
import { datagramPlan } from '../client/datagrams/plan.ts'
import type { Measure } from '../results/types.ts'
import type { Rate } from '../units.ts'
import type { LatencySubject } from '../verdict/kinds/latency.ts'
import {
  leastProbes,
  MEASURE_NAMES,
  measureOf,
  MEASURES,
  metricOf,
  metricOver,
  unusedOption,
  USUAL,
  usualStreams,
} from './measures.ts'
import type { MeasureName } from './measures.ts'

/** What to measure in bursts, and how. */
export interface BurstsOptions {
  readonly measure?: readonly MeasureName[] | undefined
  readonly bursts?: BurstSizes | undefined
  readonly streams?: number | undefined
  readonly rate?: Rate | undefined
}

/** Burst sizes by measure. */
export type BurstSizes = Readonly<Partial<Record<Measure, number | undefined>>>

/** The options with their defaults. */
export interface BurstsPlan {
  readonly measure: readonly Measure[]
  /** Full names of the metrics that are judged; the others inform. */
  readonly judged: readonly string[]
  /** What the metrics of latency are called. */
  readonly latency: LatencySubject
  readonly bursts: BurstSizes
  /** `null`: as many as each measure has by default. */
  readonly streams: number | null
  /** bit/s */
  readonly rate: number
}

const BYTES = [65_536, 1_000_000_000] as const

/** Minimum and maximum size of a burst. */
const SIZES: Readonly<Record<Measure, readonly [least: number, most: number]>> = {
  download: BYTES,
  latency: [10, 10_000],
  upload: BYTES,
  connect: [32, 10_000],
  requests: [32, 100_000],
  'loaded.download': [20, 10_000],
  'loaded.upload': [20, 10_000],
  'udp.download': [20, 10_000],
  'udp.upload': [20, 10_000],
}

const USUAL_RATE = '10Mbit/s'

/**
 * Checks the options and fills in their defaults.
 * @param latency what the metrics of latency are called. That of functions, `call`, is all that they have
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`, also for an option that no measure uses
 */
export function burstsPlan(
  { measure: given, bursts = {}, streams, rate }: BurstsOptions,
  latency: LatencySubject,
): BurstsPlan {
  const calls = latency === 'call'
  const asked = given ?? (calls ? ['latency' as const] : USUAL)
  const unknown = asked.find((name) => !MEASURE_NAMES.includes(name))
  if (unknown !== undefined || asked.length === 0) {
    throw valueError(`measure must be one or more of ${MEASURE_NAMES.join(', ')}`, asked)
  }
  if (calls && asked.some((name) => measureOf(name) !== 'latency' || name.startsWith('http.')))
    throw valueError('measure must be latency to compare functions', asked)
  const measure = MEASURES.filter((one) => asked.some((name) => measureOf(name) === one))
  const judged = [...new Set(asked.map((name) => metricOver(metricOf(name), latency)))]
  checkSizes(bursts, judged)
  const unused = unusedOption(measure, { streams, rate })
  if (unused !== null)
    throw usageError(`${unused.name} ${unused.applies}, but measure is ${asked.join(', ')}. Remove it.`)
  return {
    measure,
    judged,
    latency,
    bursts,
    streams: streams === undefined ? null : checkWhole('streams', streams, 1, 128),
    rate: datagramPlan({ rate: rate ?? USUAL_RATE }).rate,
  }
}

function checkSizes(bursts: BurstSizes, judged: readonly string[]): void {
  checkNames('bursts has no measure', Object.keys(bursts), MEASURES)
  for (const measure of MEASURES) {
    const size = bursts[measure]
    if (size !== undefined) checkWhole(`a burst of ${measure}`, size, ...SIZES[measure])
  }
  for (const metric of judged) {
    const least = leastProbes(metric)
    if (bursts.latency !== undefined && bursts.latency < least)
      throw valueError(
        `a burst of latency must have at least ${least} probes to judge ${metric}`,
        bursts.latency,
      )
  }
}

/** The least size of a burst for what is judged. */
export function leastSize(measure: Measure, { judged }: Pick<BurstsPlan, 'judged'>): number {
  if (measure !== 'latency') return 0
  return Math.max(...judged.map(leastProbes))
}

/** The streams of a measure's bursts. */
export function streamsOf(measure: Measure, { streams }: Pick<BurstsPlan, 'streams'>): number {
  return streams ?? usualStreams(measure)
}
