import { amountText } from '../units.ts'
import { findMetric } from './find-metric.ts'
import type { MetricUnit } from '../text/figure.ts'
import type { Quantity } from '../units.ts'

/** A bound on a metric's figure, or on how much worse it may become. */
export type Threshold = LimitThreshold | AroundThreshold | RegressThreshold | ShiftThreshold

/** `latency.p99 < 5ms` */
export interface LimitThreshold {
  readonly kind: 'limit'
  /** The metric's full name. */
  readonly metric: string
  readonly operator: '<' | '<=' | '>' | '>='
  /** In the metric's unit. */
  readonly bound: number
  /** What follows the metric in the line it was parsed from: `< 5ms`. */
  readonly written?: string | undefined
}

/** `download around 10Mbit/s ± 5%`: a bound on both sides. */
export interface AroundThreshold {
  readonly kind: 'around'
  readonly metric: string
  /** In the metric's unit. */
  readonly target: number
  /** How far a figure may be from the target: a share of it; `null`: see `absolute`. */
  readonly relative: number | null
  /** How far in the metric's unit; `null`: see `relative`. */
  readonly absolute: number | null
  /** What follows the metric in the line it was parsed from: `around 10Mbit/s ± 5%`. */
  readonly written?: string | undefined
}

/** How much worse a metric may become: it is too much if a change exceeds all of the bounds, of which there is at least one. */
export interface Allowed {
  /** How much worse, as a share of the earlier figure; `null`: no such bound. */
  readonly relative: RegressBound | null
  /** How much worse in the metric's unit; `null`: no such bound. */
  readonly absolute: RegressBound | null
}

/** `latency.p50 regress < 5% and < 0.2ms`: bounds the change from earlier runs, or from base to head. */
export interface RegressThreshold extends Allowed {
  readonly kind: 'regress'
  readonly metric: string
  /** What follows the metric in the line it was parsed from: `regress < 5%`. */
  readonly written?: string | undefined
}

/** `latency.p50 shift < 5%`: bounds the latest change point in a history. */
export interface ShiftThreshold extends Allowed {
  readonly kind: 'shift'
  readonly metric: string
  /** What follows the metric in the line it was parsed from: `shift < 5%`. */
  readonly written?: string | undefined
}

/** A bound on a change for the worse. */
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
  MB: 'size',
  'ms/GB': 'duration/GB',
  'ms/1000': 'duration/1000',
  'ms/connection': 'duration/connection',
  '': 'number',
}

/** Whether the line of a verdict's threshold is one with `shift`. */
export function isShift({ threshold }: { readonly threshold: string | null }): boolean {
  return threshold?.includes(' shift ') === true
}

/** The threshold with the metric's full name, and otherwise as it was written. */
export function writtenThreshold(threshold: Threshold): string {
  const { metric, written } = threshold
  return written === undefined ? printThreshold(threshold) : `${metric} ${written}`
}

/** The threshold as a line that parses to the same threshold. */
export function printThreshold(threshold: Threshold): string {
  const quantity = QUANTITY_OF[findMetric(threshold.metric)?.unit ?? '']
  if (threshold.kind === 'limit') {
    return `${threshold.metric} ${threshold.operator} ${amountText(threshold.bound, quantity)}`
  }
  if (threshold.kind === 'around') {
    const { target, relative, absolute } = threshold
    const within = relative === null ? amountText(absolute ?? 0, quantity) : amountText(relative, 'share')
    return `${threshold.metric} around ${amountText(target, quantity)} ± ${within}`
  }
  return `${threshold.metric} ${threshold.kind} ${allowedText(threshold, quantity)}`
}

/** The bounds as they are written in the threshold's line. */
function allowedText({ relative, absolute }: Allowed, quantity: Quantity): string {
  const text = ({ operator, bound }: RegressBound, of: Quantity): string =>
    `${operator} ${amountText(bound, of)}`
  return [relative && text(relative, 'share'), absolute && text(absolute, quantity)]
    .filter((part) => part !== null)
    .join(' and ')
}

/** How far a figure may be from the target, in the metric's unit. */
export function toleranceOf({ target, relative, absolute }: AroundThreshold): number {
  return relative === null ? (absolute ?? 0) : relative * target
}

/** Whether a bound holds. */
export function holds(value: number, operator: LimitThreshold['operator'], bound: number): boolean {
  switch (operator) {
    case '<':
      return value < bound
    case '<=':
      return value <= bound
    case '>':
      return value > bound
    case '>=':
      return value >= bound
  }
}
