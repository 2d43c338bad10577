import type { Metric, MetricUnit } from './metrics.ts'

/** A figure with its unit, to three digits: `22.0 ms`, `1.23 %`. */
export function figureText(value: number, unit: MetricUnit, digits = 3): string {
  return withUnit(precise(shownIn(value, unit), digits, unit), unit)
}

/** A figure to as many digits, three at least, as it takes to see that it is not the bound. */
export function figureBeside(value: number, bound: number, unit: MetricUnit): string {
  const exact = shownIn(bound, unit)
  for (let digits = 3; digits < 17; digits += 1) {
    const text = precise(shownIn(value, unit), digits, unit)
    if (value === bound || Math.sign(Number(text) - exact) === Math.sign(value - bound))
      return withUnit(text, unit)
  }
  return withUnit(String(shownIn(value, unit)), unit)
}

/** A bound with its unit, with all of its digits: `5 ms`, `0.1 %`. */
export function boundText(bound: number, unit: MetricUnit): string {
  return withUnit(String(shownIn(bound, unit)), unit)
}

/** How far a figure is from another one: `over by 17.0 ms, +340 %`. */
export function distanceText(value: number, from: number, unit: MetricUnit): string {
  if (value === from) return 'exactly there'
  const amount = amountText(Math.abs(value - from), unit)
  const part = Math.abs(value - from) / from
  // Of nothing there are no percentages, and of nearly nothing none that could be written down.
  const share = Number.isFinite(part * 100) ? `, ${value > from ? '+' : '-'}${percent(part)}` : ''
  return `${value > from ? 'over' : 'under'} by ${amount}${share}`
}

/** A difference of two figures: that of two percentages is in points. */
export function amountText(difference: number, unit: MetricUnit): string {
  const text = precise(shownIn(difference, unit), 3, unit)
  return unit === 'share' ? `${text} percentage points` : withUnit(text, unit)
}

/** How much worse a share of change is: `5.2 % worse`, `1.3 % better`. */
export function changeText(worse: number): string {
  if (worse === 0) return 'no change'
  if (!Number.isFinite(worse)) return 'worse without end'
  return `${percent(Math.abs(worse))} ${worse > 0 ? 'worse' : 'better'}`
}

/** The difference of two figures of a metric, counted so that more is worse. */
export function worseBy({ better }: Pick<Metric, 'better'>, base: number, head: number): number {
  return better === 'lower' ? head - base : base - head
}

/** A share as a percentage, to three digits. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`
}

/** Shares are shown as percentages; 0.07 * 100 would be 7.000000000000001. */
function shownIn(value: number, unit: MetricUnit): number {
  return unit === 'share' ? Number((value * 100).toPrecision(15)) : value
}

function withUnit(text: string, unit: MetricUnit): string {
  switch (unit) {
    case '':
      return text
    case 'share':
      return `${text} %`
    case '1/s':
      return `${text} per second`
    default:
      return `${text} ${unit}`
  }
}

/** A whole number of things is shown as it is. */
function precise(value: number, digits: number, unit: MetricUnit): string {
  if (value === 0 || (unit === '' && Number.isInteger(value))) return String(value)
  return Math.abs(value) >= 10 ** digits ? value.toFixed(0) : value.toPrecision(digits)
}
