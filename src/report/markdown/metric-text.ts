import { figureText } from '../../text/figure.ts'
import { findMetric } from '../../verdict/find-metric.ts'

/** A metric's figure with its unit; a plain number if this version does not know the metric. */
export function metricText(metric: string, value: number | null): string {
  return figureText(value, findMetric(metric)?.unit ?? '')
}
