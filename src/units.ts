import { valueError } from './check.ts'

/** A time: a number of milliseconds, or a string with its unit: `'5ms'`, `'2s'`. */
export type Duration = number | `${number}${'us' | 'ms' | 's' | 'min'}`

/** An amount of payload: a number of bytes, or a string with its unit: `'10MB'` (10^6), `'10MiB'` (2^20). */
export type Size = number | `${number}${'B' | 'kB' | 'MB' | 'GB' | 'KiB' | 'MiB' | 'GiB'}`

/**
 * The quantities that thresholds compare, each with the unit of its number: a duration in ms, a rate in Mbps, a share 0..1
 * (a percentage in text), a frequency per second, or a number without a unit.
 */
export type Quantity = 'duration' | 'rate' | 'share' | 'frequency' | 'number'

/** A rate of payload: a number of bit/s, or a string with its unit: `'50Mbit/s'` (10^6). */
export type Rate = number | `${number}${'bit/s' | 'kbit/s' | 'Mbit/s' | 'Gbit/s'}`

/** A share as a percentage: `'0.1%'`. A number is not accepted: 1 could mean 100 % or 1 %. */
export type Share = `${number}%`

/** Bytes of a MB in the seed's `--size` option and terminal lines: 2^20. */
export const SEED_MEGABYTE = 1024 * 1024

/**
 * A duration in milliseconds, 0 to 24 hours.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function milliseconds(value: number | string): number {
  return amountWithin(
    value,
    DURATION_UNITS,
    'a duration such as 500ms or 2s, of 24 hours at most',
    86_400_000,
  )
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

/**
 * An amount of at least 0 as text, in the largest unit that makes it at least 1. {@link amountIn} reads exactly the same
 * number from it.
 */
export function amountText(amount: number, quantity: Quantity): string {
  const units = [...QUANTITIES[quantity].units].filter(([, factor]) => powerOfTen(factor) !== null)
  // 0 has the unit that 1 has.
  const enough = amount === 0 ? 1 : amount
  const [unit, factor] = units.findLast(([, one]) => enough >= one) ?? units[0] ?? ['', 1]
  return `${withPointMoved(amount, -(powerOfTen(factor) ?? 0))}${unit}`
}

/** The rate of `byteCount` bytes in `seconds`, in Mbps (10^6 bit/s); `null` if no time passed. */
export function mbps(byteCount: number, seconds: number): number | null {
  return seconds > 0 ? (byteCount * 8) / seconds / 1e6 : null
}

const DURATION_UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['us', 1e-3],
  ['ms', 1],
  ['s', 1000],
  ['min', 60_000],
])

const SIZE_UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['B', 1],
  ['kB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['KiB', 2 ** 10],
  ['MiB', 2 ** 20],
  ['GiB', 2 ** 30],
])

const RATE_UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['bit/s', 1],
  ['kbit/s', 1e3],
  ['Mbit/s', 1e6],
  ['Gbit/s', 1e9],
])

const QUANTITIES: Readonly<
  Record<Quantity, { readonly units: ReadonlyMap<string, number>; readonly example: string }>
> = {
  duration: {
    units: new Map([...DURATION_UNITS].filter(([unit]) => unit !== '')),
    example: 'a time such as 5ms or 250us',
  },
  rate: {
    units: new Map([
      ['bit/s', 1e-6],
      ['kbit/s', 1e-3],
      ['Mbit/s', 1],
      ['Gbit/s', 1e3],
    ]),
    example: 'a rate such as 900Mbit/s or 1Gbit/s',
  },
  share: { units: new Map([['%', 1e-2]]), example: 'a percentage such as 0.1%' },
  frequency: { units: new Map([['/s', 1]]), example: 'a number a second such as 5000/s' },
  number: { units: new Map([['', 1]]), example: 'a number such as 3 or 0.95' },
}

function amountWithin(
  value: number | string,
  units: ReadonlyMap<string, number>,
  expected: string,
  most: number,
): number {
  const result = typeof value === 'number' ? value : amountOf(value, units)
  if (result >= 0 && result <= most) return result
  throw valueError(`Expected ${expected}`, value)
}

/** NaN for anything else, also for the values of other types that untyped programs pass. */
function amountOf(text: unknown, units: ReadonlyMap<string, number>): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+) ?([a-zA-Z]*(?:\/s)?|%)$/.exec(String(text).trim())
  const factor = units.get(match?.[2] ?? '?')
  return match && factor !== undefined ? scaled(match[1] ?? '', factor) : Number.NaN
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

/** The number times 10^places, in decimal digits without an exponent. */
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
