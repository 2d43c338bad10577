import type { Measurement, Verdict } from '../../results/types.ts'
import { METRICS } from '../../verdict/metrics.ts'
import { reportOf } from '../kinds.ts'
import type { Paint } from '../terminal/paint.ts'

/** A picture of a measurement with its limits. Empty if no limit is on a scale that can be drawn. */
export function pictureLines(
  measurement: Measurement,
  verdicts: readonly Verdict[],
  paint: Paint,
): readonly string[] {
  const about = verdicts.filter(
    ({ metric, limit }) => limit !== null && (read(metric, measurement)?.length ?? 0) > 0,
  )
  return reportOf(measurement).picture(measurement, about, paint)
}

function read(metric: string, measurement: Measurement) {
  return METRICS.find(({ name }) => name === metric)?.read(measurement)
}
