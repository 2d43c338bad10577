import { decimalText } from '../units.ts'

/** Printed for a figure that is unknown. */
export const UNKNOWN = 'N/A'

/** A number to three significant digits, without decimals from 1000 on: `0.0725`, `22.0`, `21788`. */
export function threeDigits(value: number): string {
  return significant(value, 3)
}

/** A number to the given number of significant digits, and always all digits before the decimal point. */
export function significant(value: number, digits: number): string {
  if (value === 0) return '0'
  // Of the rounded number, which may have one digit more. toPrecision would write some of them with an exponent.
  const [, exponent] = value.toExponential(digits - 1).split('e')
  return value.toFixed(Math.min(100, Math.max(0, digits - 1 - Number(exponent))))
}

/** A number to the given number of decimals, never as a negative zero. */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals)
  return Number(text) === 0 ? text.replace('-', '') : text
}

/** A number for a chart, which accepts no exponent, with at most six decimals: `0.0123`, `1500`. */
export function axisNumber(value: number): string {
  return decimalText(Number(fixed(value, 6)))
}

/** Units by size, the smallest first. */
export type Scale = readonly (readonly [factor: number, name: string])[]

/** The value in the unit that fits it: `12.3 ms`. */
export function scaled(value: number, scale: Scale): string {
  const [factor, name] = unitFor(value, scale)
  return `${threeDigits(value / factor)} ${name}`
}

/** The largest unit of which the value, rounded, is at least one. */
export function unitFor(value: number, scale: Scale): Scale[number] {
  const rounded = Number(value.toPrecision(3))
  return scale.findLast(([factor]) => rounded >= factor) ?? scale[0] ?? [1, '']
}
