import type { Measurement, MeasurementKind } from '../../results/types.ts'
import type { Metric } from '../metric.ts'

/** What can be judged in one kind of measurement. */
export type MetricsOf<Kind extends MeasurementKind> = KindMetrics<Extract<Measurement, { kind: Kind }>>

/** Method syntax: parameters are bivariant, so a kind's table fits the common type. */
export interface KindMetrics<One extends Measurement = Measurement> {
  /** The heading of its metrics on their reference page. */
  readonly heading: string
  readonly metrics: readonly Metric[]

  /** How a test was run beside its options. Only tests that were run alike can be compared. */
  conditions(measurement: One): readonly (readonly [what: string, value: string])[]
}
