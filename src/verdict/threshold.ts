import { amountText } from '../units.ts'
import { findMetric } from './find-metric.ts'
import type { MetricUnit } from './metrics.ts'
import type { Quantity } from '../units.ts'

/** A bound on a metric: on its figure, or on how much worse it may become. */
export type Threshold = LimitThreshold | RegressThreshold

/** `latency.p99 < 5ms` */
export interface LimitThreshold {
  readonly kind: 'limit'
  /** The metric's full name. */
  readonly metric: string
  readonly operator: '<' | '<=' | '>' | '>='
  /** In the metric's unit. */
  readonly bound: number
}

/** `latency.p50 regress < 5% and < 0.2ms`: a change counts only where it passes all of the bounds. One is there at least. */
export interface RegressThreshold {
  readonly kind: 'regress'
  readonly metric: string
  /** How much worse, as a share of the earlier figure; `null`: no matter. */
  readonly relative: RegressBound | null
  /** How much worse in the metric's unit; `null`: no matter. */
  readonly absolute: RegressBound | null
}

/** What a change for the worse has to stay below. */
export interface RegressBound {
  readonly operator: '<' | '<='
  readonly bound: number
}

/** How amounts of a metric are written in a threshold. */
export const QUANTITY_OF: Readonly<Record<MetricUnit, Quantity>> = {
  ms: 'duration',
  Mbps: 'rate',
  share: 'share',
  '1/s': 'frequency',
  '': 'number',
}

/** The threshold as a line, which is parsed to the same threshold. */
export function printThreshold(threshold: Threshold): string {
  const quantity = QUANTITY_OF[findMetric(threshold.metric)?.unit ?? '']
  if (threshold.kind === 'limit') {
    return `${threshold.metric} ${threshold.operator} ${amountText(threshold.bound, quantity)}`
  }
  return `${threshold.metric} regress ${allowedText(threshold, quantity)}`
}

/** What a threshold allows, as it stands in its line. */
function allowedText({ relative, absolute }: RegressThreshold, quantity: Quantity): string {
  const text = ({ operator, bound }: RegressBound, of: Quantity): string =>
    `${operator} ${amountText(bound, of)}`
  return [relative && text(relative, 'share'), absolute && text(absolute, quantity)]
    .filter((part) => part !== null)
    .join(' and ')
}

/** Whether a bound is kept. */
export function holds(value: number, operator: LimitThreshold['operator'], bound: number): boolean {
  switch (operator) {
    case '<':
      return value < bound
    case '<=':
      return value <= bound
    case '>':
      return value > bound
    default:
      return value >= bound
  }
}
