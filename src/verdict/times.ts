import type { LatencyFigures, TimeFigures } from '../results/types.ts'
import { fallsOnLost } from '../stats/summary.ts'
import { PERCENTILES } from '../text/percentile.ts'
import type { Percentile } from '../text/percentile.ts'
import { lower } from './metric.ts'
import type { Field } from './metric.ts'

/** Summarized times: round-trip times or connect times. */
type Times = TimeFigures & Pick<LatencyFigures, 'unknown'>

/** Names of statistics, in words. */
export const STATISTICS: Readonly<Record<Percentile | 'avg' | 'min' | 'max', string>> = {
  p50: 'median',
  p90: '90th percentile',
  p95: '95th percentile',
  p99: '99th percentile',
  p999: '99.9th percentile',
  avg: 'mean',
  min: 'minimum',
  max: 'maximum',
}

/**
 * The fields of summarized times.
 * @param counts how many samples arrived, and how many were lost
 * @param of what was timed, unless the test's name says so
 */
export function times<T extends Times>(
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
    ...PERCENTILES.map(percentile),
    ...(['avg', 'min', 'max'] as const).map((name) =>
      lower<T>(name, 'ms', `${of}${STATISTICS[name]}`, (from) => from[name]),
    ),
    lower('stdev', 'ms', `${of}standard deviation`, ({ stdev }) => stdev),
  ]
}
