import type { LatencyFigures, LoadedMeasurement, Measurement, Verdict } from '../../results/types.ts'
import { METRICS } from '../../verdict/metrics.ts'
import type { Paint } from '../terminal/paint.ts'
import { ratesWithLimit } from './rates-with-limit.ts'
import { spreadWithLimits } from './spread-with-limits.ts'
import type { TimeLimit } from './spread-with-limits.ts'

/** A picture of a measurement with its limits. Empty if no limit is on a scale that can be drawn. */
export function pictureLines(
  measurement: Measurement,
  verdicts: readonly Verdict[],
  paint: Paint,
): readonly string[] {
  const about = verdicts.filter(
    ({ metric, limit }) => limit !== null && (read(metric, measurement)?.length ?? 0) > 0,
  )
  switch (measurement.kind) {
    case 'throughput':
    case 'datagram': {
      const limit = about.find(({ metric }) => metric.endsWith('.mbps'))?.limit ?? null
      return ratesWithLimit(measurement.intervals ?? [], limit, paint)
    }
    case 'loaded':
      return loadedPictures(measurement, about, paint)
    case 'connect': {
      const { connected: received, attempted: sent } = measurement
      return spreadWithLimits({ ...measurement, sent, lost: sent - received }, timeLimits(about), paint)
    }
    case 'latency':
      return spreadWithLimits(measurement, timeLimits(about), paint)
  }
}

/** Pictures of the phases that were judged. */
function loadedPictures(
  loaded: LoadedMeasurement,
  verdicts: readonly Verdict[],
  paint: Paint,
): readonly string[] {
  const phases = ['idle', 'download', 'upload', 'bidirectional'] as const
  return phases.flatMap((phase) => {
    const about = verdicts.filter(({ metric, figure }) => {
      const [, ...rest] = metric.split('.')
      const [name = ''] = rest
      // Without a phase the metric covers any of them: draw those with the judged figure.
      const ofAny = rest.length === 1 && phase !== 'idle' && figureOf(loaded[phase], name) === figure
      return ofAny || name === phase
    })
    const lines = spreadWithLimits(loaded[phase], timeLimits(about), paint)
    return lines.length > 0 ? [`${phase}:`].concat(lines) : []
  })
}

/** Figures on the scale of times, which jitter and differences are not. */
const ON_THE_SCALE = ['p50', 'p90', 'p95', 'p99', 'p999', 'avg', 'min', 'max'] as const

function timeLimits(verdicts: readonly Verdict[]): readonly TimeLimit[] {
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

function figureOf(times: LatencyFigures, name: string): number | null {
  const key = ON_THE_SCALE.find((figure) => figure === name)
  return key === undefined ? null : times[key]
}

function read(metric: string, measurement: Measurement) {
  return METRICS.find(({ name }) => name === metric)?.read(measurement)
}
