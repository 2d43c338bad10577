import { readableFigure } from '../../text/beside.ts'
import { figureBeside, limitText } from '../../text/figure.ts'
import { findMetric } from '../../verdict/find-metric.ts'
import type { Judged } from './judged.ts'

/** A threshold's line without the metric's name, which the report prints next to it. */
export function boundOf(threshold: string, metric: string): string {
  return threshold.startsWith(`${metric} `) ? threshold.slice(metric.length + 1) : threshold
}

/** A judged figure with enough digits to tell it from its limit. */
export function limitedFigure({
  metric,
  figure,
  limit,
}: Pick<Judged, 'metric' | 'figure' | 'limit'>): string {
  const unit = findMetric(metric)?.unit ?? ''
  const text = readableFigure(figure, unit)
  if (figure === null || limit === null || figure === limit) return text
  const alike = text === readableFigure(limit, unit) || text === limitText(limit, unit)
  return alike ? figureBeside(figure, limit, unit) : text
}
