import { checkNames, checkOptions, usageError } from '../../src/check.ts'
import type { Measurement } from '../../src/results/types.ts'
import { PERCENTILES } from '../../src/text/percentile.ts'
import { nameOf } from './received.ts'

/** A matcher that takes limits by figure, and its shortcuts. */
interface Member {
  /** What it judges, for errors. */
  readonly wanted: string
  /** Limits that work, for errors. */
  readonly example: string
  /** The figures of each kind of measurement, named as their metrics end. */
  readonly figures: { readonly [Kind in Measurement['kind']]?: readonly string[] }
}

const TIMES = [...PERCENTILES, 'avg', 'min', 'max', 'stdev'] as const

const LATENCY = [...TIMES, 'jitter', 'jitterMean', 'loss'] as const

const JITTER = ['jitter', 'jitterMean'] as const

/** The matchers `toHave…({ … })`. */
export const FAMILY = {
  toHaveLatency: {
    wanted: 'measurements of latency',
    example: "{ p99: '< 5ms' }",
    figures: { latency: LATENCY, loaded: LATENCY },
  },
  toHaveThroughput: {
    wanted: 'downloads, uploads, UDP flows and UDP capacities',
    example: "{ mbps: '> 900Mbit/s' }",
    figures: {
      throughput: [
        'mbps',
        'steady.mbps',
        'burst.mbps',
        'burst.excess',
        'sustained.mbps',
        'fairness',
        'retransmits',
      ],
      datagram: ['mbps'],
      capacity: ['mbps'],
    },
  },
  toHaveLoss: {
    wanted: 'measurements of latency or UDP flows',
    example: "{ loss: '< 0.1%' }",
    figures: {
      latency: ['loss'],
      loaded: ['loss'],
      datagram: ['loss', 'reordered', 'duplicates', 'droppedByHost'],
    },
  },
  toHaveJitter: {
    wanted: 'measurements of latency or UDP flows',
    example: "{ jitter: '< 1ms' }",
    figures: { latency: JITTER, loaded: JITTER, datagram: JITTER },
  },
  toHaveConnectRate: {
    wanted: 'measurements of the connect rate',
    example: "{ rate: '> 5000/s' }",
    figures: {
      connect: [
        'rate',
        ...TIMES,
        ...(['p50', 'p99', 'avg', 'min', 'max'] as const).map((name) => `whole.${name}` as const),
        'failed',
        'failedShare',
      ],
    },
  },
  toHaveResponsiveness: {
    wanted: 'measurements of latency under load',
    example: "{ rpm: '> 500' }",
    figures: { loaded: ['rpm', 'p50.increase', 'p95.increase', 'p99.increase'] },
  },
} as const satisfies Record<string, Member>

/** The name of a matcher of the family. */
export type MemberName = keyof typeof FAMILY

/**
 * The limits of a matcher as they follow a metric's subject: `p99 < 5ms`.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for no limit, or a figure that the matcher does not know
 */
export function limitLines(name: MemberName, limits: object | null | undefined): readonly string[] {
  const { example, figures }: Member = FAMILY[name]
  const entries = Object.entries(limits ?? {}).filter(([, limit]) => limit !== undefined)
  if (entries.length === 0) {
    throw usageError(`${name} needs at least one limit, as in ${name}(${example}).`)
  }
  checkNames(
    `${name} has no figure`,
    entries.map(([figure]) => figure),
    [...new Set(Object.values(figures).flat())],
  )
  return entries.map(([figure, limit]) => `${figure} ${String(limit)}`)
}

/**
 * Makes sure that a matcher's limits apply to every measurement.
 * @param matcher the name in errors
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkSubject(
  name: MemberName,
  matcher: string,
  measurements: readonly Measurement[],
  lines: readonly string[],
): void {
  const { wanted, figures }: Member = FAMILY[name]
  for (const measurement of measurements) {
    const mine = figures[measurement.kind]
    if (mine === undefined) {
      throw usageError(
        `${matcher} judges ${wanted}, got ${nameOf(measurement)}. Use toMeet for other metrics.`,
      )
    }
    const other = lines.map((line) => line.split(' ')[0] ?? '').find((figure) => !mine.includes(figure))
    if (other !== undefined) {
      throw usageError(`${matcher}: ${nameOf(measurement)} has no ${other}. It has ${mine.join(', ')}.`)
    }
  }
}

/** Refuses unknown options of a matcher. */
export function checkJudgeOptions(
  matcher: string,
  options: object | undefined,
  ...more: readonly string[]
): void {
  checkOptions(matcher, options ?? {}, Object.fromEntries(['strict', ...more].map((name) => [name, true])))
}
