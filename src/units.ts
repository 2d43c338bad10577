import { usageError, valueError } from './check.ts'
import { DURATION_UNITS, QUANTITIES, RATE_UNITS, SIZE_UNITS, twoMeanings } from './unit-names.ts'
import type { DurationUnit, Quantity, RateUnit, SizeUnit, Units } from './unit-names.ts'

export type { Quantity, Work } from './unit-names.ts'

/** A number and its unit, with or without a space between them. */
type Amount<Unit extends string> = `${number}${Unit}` | `${number} ${Unit}`

/** A time: a number of milliseconds, or a string with its unit: `'5ms'`, `'2s'`, `'1h'`. */
export type Duration = number | Amount<DurationUnit>

/** An amount of payload: a number of bytes, or a string with its unit: `'10MB'` (10^6), `'10MiB'` (2^20). */
export type Size = number | Amount<SizeUnit>

/** A rate of payload: a number of bit/s, or a string with its unit: `'50Mbit/s'` (10^6) or `'50Mbps'`. */
export type Rate = number | Amount<RateUnit>

/** A share as a percentage: `'0.1%'`. A number is not accepted: 1 could mean 100 % or 1 %. */
export type Share = Amount<'%'>

/** Bytes of a MB in the seed's `--size` option and terminal lines: 2^20. */
export const SEED_MEGABYTE = 1024 * 1024

/**
 * A duration in milliseconds, 0 to 24 hours.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function milliseconds(value: number | string): number {
  return amountWithin(value, DURATION_UNITS, 'a duration such as 500ms or 2s, up to 24 hours', 86_400_000)
}

/**
 * A size in bytes, at least 0, rounded to a whole byte.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function bytes(value: number | string): number {
  return Math.round(amountWithin(value, SIZE_UNITS, 'a size such as 10MB or 10MiB', Number.MAX_SAFE_INTEGER))
}

/**
 * A size in bytes, at least 0.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`, also for a fraction of a byte
 */
export function wholeBytes(value: number | string): number {
  const expected = 'whole bytes such as 1200 or 1.5kB'
  const size = amountWithin(value, SIZE_UNITS, expected, Number.MAX_SAFE_INTEGER)
  if (Number.isInteger(size)) return size
  throw valueError(`Expected ${expected}`, value)
}

/**
 * A rate in bit/s, at least 0.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function bitsPerSecond(value: number | string): number {
  return amountWithin(value, RATE_UNITS, 'a rate such as 500kbit/s or 1Gbit/s', Number.MAX_SAFE_INTEGER)
}

/**
 * Reads an amount with its unit: `amountIn('5us', 'duration')` is 0.005. Only the quantity `number` has no unit.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function amountIn(text: string, quantity: Quantity): number {
  const { units, example } = QUANTITIES[quantity]
  const result = amountOf(text, units)
  if (result >= 0 && result <= Number.MAX_SAFE_INTEGER) return result
  throw valueError(`Expected ${example}`, text)
}

/** What {@link amountIn} expects, to end a sentence with: `a time such as 5ms or 250us`. */
export function exampleOf(quantity: Quantity): string {
  return QUANTITIES[quantity].example
}

/** Both readings of an amount whose unit has two, such as `5m`, in a sentence; `null` for any other text. */
export function twoReadings(text: string, quantity: Quantity): string | null {
  return hintFor(text, QUANTITIES[quantity].units)
}

/**
 * An amount of at least 0 as text, in the largest unit that makes it at least 1. {@link amountIn} reads exactly the same
 * number from it.
 */
export function amountText(amount: number, quantity: Quantity): string {
  const units = QUANTITIES[quantity].written
  // 0 has the unit that 1 has.
  const enough = amount === 0 ? 1 : amount
  const [unit, factor] = units.findLast(([, one]) => enough >= one) ?? units[0] ?? ['', 1]
  return `${withPointMoved(amount, -(powerOfTen(factor) ?? 0))}${unit}`
}

/** A finite number in decimal digits, as many as it takes to read back the same number, and never with an exponent. */
export function decimalText(value: number): string {
  return `${value < 0 ? '-' : ''}${withPointMoved(Math.abs(value), 0)}`
}

/**
 * The time of a timeout in ms.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` below 1 ms
 */
export function timeoutOf(value: number | string): number {
  const time = milliseconds(value)
  if (time >= 1) return time
  throw valueError('timeout must be at least 1ms', value)
}

/** The rate of `byteCount` bytes in `seconds`, in Mbps (10^6 bit/s); `null` if no time passed. */
export function mbps(byteCount: number, seconds: number): number | null {
  return seconds > 0 ? (byteCount * 8) / seconds / 1e6 : null
}

function amountWithin(value: number | string, units: Units, expected: string, most: number): number {
  const result = typeof value === 'number' ? value : amountOf(value, units)
  if (result >= 0 && result <= most) return result
  throw valueError(`Expected ${expected}`, value)
}

/**
 * NaN for anything else, also for the values of other types that untyped programs pass.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for a unit with two meanings, with both
 */
function amountOf(text: unknown, units: Units): number {
  const [, digits = '', unit = '?'] = AMOUNT.exec(String(text).trim()) ?? []
  const factor = units.get(unit)
  if (factor !== undefined) return scaled(digits, factor)
  const hint = hintFor(String(text), units)
  if (hint !== null) throw usageError(hint)
  return Number.NaN
}

const AMOUNT = /^(\d+(?:\.\d+)?|\.\d+) ?([a-zA-Zµμ]*(?:\/(?:s|GB|1000|connection))?|%)$/

function hintFor(text: string, units: Units): string | null {
  const [given, digits, unit = ''] = AMOUNT.exec(text.trim()) ?? []
  const meanings = twoMeanings(unit, units)
  if (meanings === null) return null
  const [one, other] = meanings.map(({ name, share }) => `${decimalText(Number(digits) * share)}${name}`)
  return `'${given}' can be read in two ways. Write ${one} or ${other}.`
}

/** Multiplying by 10^n would round a second time: 0.3 * 0.001 is not 0.0003. */
function scaled(digits: string, factor: number): number {
  const power = powerOfTen(factor)
  return power === null ? Number(digits) * factor : Number(`${digits}e${power}`)
}

/** The n of 10^n; `null` for any other number. */
function powerOfTen(factor: number): number | null {
  const [mantissa, power] = factor.toExponential().split('e')
  return mantissa === '1' ? Number(power) : null
}

/** The number times 10^places, at least 0, in decimal digits without an exponent. */
function withPointMoved(amount: number, places: number): string {
  if (amount === 0) return '0'
  const [mantissa = '', power = ''] = amount.toExponential().split('e')
  const digits = mantissa.replace('.', '')
  const point = Number(power) + places + 1
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`
  const whole = digits.slice(0, point).padEnd(point, '0')
  const fraction = digits.slice(point)
  return fraction === '' ? whole : `${whole}.${fraction}`
}
