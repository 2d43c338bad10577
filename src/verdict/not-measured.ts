import { findMetric } from './find-metric.ts'
import { LATENCY_SUBJECTS } from './kinds/latency.ts'
import type { LatencySubject } from './kinds/latency.ts'
import type { Metric } from './metric.ts'

/** Whether a run has figures of a metric. */
type IsMeasured = (metric: Metric) => boolean

const NOT_MEASURED = 'was not measured'

/** That a metric was not measured, to continue its name with; and which name it has in the run, if that is another. */
export function notMeasured(metric: Metric, isMeasured: IsMeasured): string {
  return namedOtherwise(metric, isMeasured) ?? NOT_MEASURED
}

/**
 * The same of a latency that the run measured over something else: `was not measured: over HTTP it is http.latency.p99`. `null` for any
 * other metric.
 */
export function namedOtherwise(metric: Metric, isMeasured: IsMeasured): string | null {
  if (isMeasured(metric)) return null
  for (const { subject } of LATENCY_SUBJECTS) {
    const other = latencyNamed(metric.name, subject)
    if (other !== null && isMeasured(other.metric)) return `${NOT_MEASURED}: ${other.clause}`
  }
  return null
}

/**
 * A metric of latency as it is named if something else carries the probes, and a clause that says so: `over HTTP it is http.latency.p99`.
 * `null` if there is none, or it has that name.
 */
export function latencyNamed(
  name: string,
  wanted: LatencySubject,
): { readonly metric: Metric; readonly clause: string } | null {
  const own = LATENCY_SUBJECTS.find(({ subject }) => `${name}.`.startsWith(`${subject}.`))
  const other = LATENCY_SUBJECTS.find(({ subject }) => subject === wanted)
  if (own === undefined || other === undefined || own === other) return null
  const metric = findMetric(`${wanted}${name.slice(own.subject.length)}`)
  return metric === null ? null : { metric, clause: `${other.when} it is ${metric.name}` }
}
