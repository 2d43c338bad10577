import { decimalText } from '../units.ts'
import type { Work } from '../units.ts'
import { significant, UNKNOWN } from './digits.ts'
import { shareText } from './share.ts'

/** The units of metrics. A share is 0 to 1 and printed as a percentage. */
export type MetricUnit = 'ms' | 'Mbps' | 'share' | '1/s' | 'MB' | CpuUnit | ''

/** CPU time per GB of payload, per 1000 round trips, or per connection. */
export type CpuUnit = `ms/${Work}`

/** Printed for a percentile that falls on a lost sample. */
const UNBOUNDED = 'unbounded'

/**
 * A metric's figure to three digits. It keeps the metric's unit, so that figures, limits and changes can be compared with
 * each other and with the document: `22.0 ms`, `47.5 Mbps`, `1.23 %`, `unbounded`.
 */
export function figureText(value: number | null, unit: MetricUnit): string {
  if (value === null) return UNKNOWN
  return Number.isFinite(value) ? withUnit(digitsOf(value, unit, 3), unit) : UNBOUNDED
}

/** A metric's figure without its unit, for a column with the unit in its heading. */
export function figureDigits(value: number | null, unit: MetricUnit): string {
  if (value === null) return UNKNOWN
  return Number.isFinite(value) ? digitsOf(value, unit, 3) : UNBOUNDED
}

/** A figure with as many digits as it takes to tell it from the limit, at least three. */
export function figureBeside(value: number, limit: number, unit: MetricUnit): string {
  const exact = printed(limit, unit)
  for (let digits = 3; digits < 17; digits += 1) {
    const text = digitsOf(value, unit, digits)
    if (value === limit || Math.sign(Number(text) - exact) === Math.sign(value - limit)) {
      return withUnit(text, unit)
    }
  }
  return limitText(value, unit)
}

/** A limit with all of its digits: `5 ms`, `0.1 %`. */
export function limitText(limit: number, unit: MetricUnit): string {
  return withUnit(decimalText(printed(limit, unit)), unit)
}

/** How far a figure is from its limit: `over by 17.0 ms, +340 %`. */
export function distanceText(value: number, limit: number, unit: MetricUnit): string {
  if (value === limit) return 'exactly the limit'
  const amount = differenceText(Math.abs(value - limit), unit)
  const part = Math.abs(value - limit) / limit
  // Nothing is a percentage of 0, and next to 0 the percentage is too large to print.
  const share = Number.isFinite(part * 100) ? `, ${value > limit ? '+' : '-'}${shareText(part)}` : ''
  return `${value > limit ? 'over' : 'under'} by ${amount}${share}`
}

/** A difference of two figures. That of two percentages is in percentage points. */
export function differenceText(difference: number, unit: MetricUnit): string {
  const text = digitsOf(difference, unit, 3)
  if (unit !== 'share') return withUnit(text, unit)
  return `${text} percentage ${text === '1' ? 'point' : 'points'}`
}

/** How a unit is written in the head of a column or on an axis; empty for a plain number. */
export const UNIT_NAMES: Readonly<Record<MetricUnit, string>> = {
  ms: 'ms',
  Mbps: 'Mbps',
  share: '%',
  '1/s': 'per second',
  MB: 'MB',
  'ms/GB': 'ms/GB',
  'ms/1000': 'ms/1000',
  'ms/connection': 'ms/connection',
  '': '',
}

/** The digits of a value; those of a whole number of things all of them. */
function digitsOf(value: number, unit: MetricUnit, digits: number): string {
  if (unit === '' && Number.isInteger(value)) return String(value)
  const text = significant(printed(value, unit), digits)
  return unit === 'share' ? decimalText(Number(text)) : text
}

/** Shares are printed as percentages; 0.07 * 100 would be 7.000000000000001. */
function printed(value: number, unit: MetricUnit): number {
  return unit === 'share' ? Number((value * 100).toPrecision(15)) : value
}

function withUnit(text: string, unit: MetricUnit): string {
  switch (unit) {
    case 'ms':
    case 'Mbps':
    case 'MB':
    case 'ms/GB':
    case 'ms/1000':
    case 'ms/connection':
      return `${text} ${unit}`
    case 'share':
      return `${text} %`
    case '1/s':
      return `${text}/s`
    case '':
      return text
  }
}
