import type { LatencyFigures, Verdict } from '../../results/types.ts'
import { PERCENTILES } from '../../text/percentile.ts'
import type { TimeLimit } from './spread-with-limits.ts'

/** Figures on the scale of times, which jitter and differences are not. */
const ON_THE_SCALE = [...PERCENTILES, 'avg', 'min', 'max'] as const

/** The broken limits on times, or all of them if none is broken. */
export function timeLimits(verdicts: readonly Verdict[]): readonly TimeLimit[] {
  const broken = verdicts.filter(({ verdict }) => verdict === 'fail')
  const limits = (broken.length > 0 ? broken : verdicts).flatMap(({ metric, limit, threshold }) => {
    const name = metric.split('.').at(-1)
    const isTime = ON_THE_SCALE.some((figure) => figure === name) && !/\.(network|whole)\./.test(metric)
    return isTime && limit !== null && limit > 0
      ? [{ bound: limit, ceiling: !(threshold ?? '').includes('>') }]
      : []
  })
  return limits.filter(({ bound }, index) => limits.findIndex((other) => other.bound === bound) === index)
}

/** A figure on the scale of times; `null` if it is none. */
export function figureOf(times: LatencyFigures, name: string): number | null {
  const key = ON_THE_SCALE.find((figure) => figure === name)
  return key === undefined ? null : times[key]
}
