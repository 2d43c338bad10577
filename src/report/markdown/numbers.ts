import { findMetric } from '../../verdict/find-metric.ts'
import { figureText, percent } from '../../verdict/figure-text.ts'
import { UNKNOWN } from '../figures.ts'
import { escapeMarkdown } from './escape.ts'

/** A time. */
export function msText(value: number | null): string {
  return value === null ? UNKNOWN : figureText(value, 'ms')
}

/** A throughput. */
export function mbpsText(value: number | null): string {
  return value === null ? UNKNOWN : figureText(value, 'Mbps')
}

/** A metric's figure in its unit; of a metric that is not known here, a mere number. */
export function metricText(metric: string, value: number | null): string {
  return value === null ? UNKNOWN : figureText(value, findMetric(metric)?.unit ?? '')
}

/** A change as a share, with its sign: `+1.2 %`, `−0.43 %`. */
export function signedPercent(share: number): string {
  return `${signed(share)} %`
}

/** A change and where the true one lies: `+1.2 % (−2.0 … +4.1 %)`. */
export function changeText(
  change: number,
  interval: { readonly from: number; readonly to: number } | null,
): string {
  const range = interval === null ? '' : ` (${signed(interval.from)} … ${signedPercent(interval.to)})`
  return `${signedPercent(change)}${range}`
}

/** A share that is no change: `5 %`, `4.2 %`. */
export function shareText(share: number): string {
  return percent(Number(share.toPrecision(2)))
}

/** A time in UTC, which is not told beside it, on one line; a text that tells none stands as it is. */
export function timeText(iso: string): string {
  const [, day, time] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(iso) ?? []
  return day === undefined || time === undefined
    ? escapeMarkdown(iso, 30)
    : `${day.replaceAll('-', '\u2011')}\u00A0${time}`
}

function signed(share: number): string {
  const value = Math.abs(share * 100)
  return `${share < 0 ? '−' : '+'}${value.toFixed(value < 1 ? 2 : 1)}`
}
