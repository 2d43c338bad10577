import { valueError } from './check.ts'

/** A time: a number of milliseconds, or a string with its unit: `'5ms'`, `'2s'`. */
export type Duration = number | `${number}${'us' | 'ms' | 's' | 'min'}`

/** An amount of payload: a number of bytes, or a string with its unit: `'10MB'` (10^6), `'10MiB'` (2^20). */
export type Size = number | `${number}${'B' | 'kB' | 'MB' | 'GB' | 'KiB' | 'MiB' | 'GiB'}`

/**
 * What an amount in text is of, and the unit of the number that stands for it: a time in ms, a rate in Mbps, a share
 * (0..1, in text a percentage), how often a second, or a number without a unit.
 */
export type Quantity = 'duration' | 'rate' | 'share' | 'frequency' | 'number'

/** Payload bits a second: a number, or a string with its unit: `'50Mbit/s'` (10^6). */
export type Rate = number | `${number}${'bit/s' | 'kbit/s' | 'Mbit/s' | 'Gbit/s'}`

/** A share as a percentage: `'0.1%'`. Never a mere number: 1 could be all of it, or a hundredth. */
export type Share = `${number}%`

/** Bytes in the MB of the seed's `--size` and of its terminal lines: 2^20. */
export const SEED_MEGABYTE = 1024 * 1024

/**
 * A duration in milliseconds, 24 hours at most.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where it is no such time
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
 * A size in bytes, rounded to a whole byte.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where it is no finite amount of at least 0.
 */
export function bytes(value: number | string): number {
  return Math.round(amountWithin(value, SIZE_UNITS, 'a size such as 10MB or 10MiB', Number.MAX_SAFE_INTEGER))
}

/**
 * A size in bytes that has to be whole ones as it stands.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where it is no size, or has a part of a byte
 */
export function wholeBytes(value: number | string): number {
  const expected = 'whole bytes such as 1200 or 1.5kB'
  const size = amountWithin(value, SIZE_UNITS, expected, Number.MAX_SAFE_INTEGER)
  if (Number.isInteger(size)) return size
  throw valueError(`Expected ${expected}`, value)
}

/**
 * A rate in bit/s.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where it is no finite rate of at least 0
 */
export function bitsPerSecond(value: number | string): number {
  return amountWithin(value, RATE_UNITS, 'a rate such as 500kbit/s or 1Gbit/s', Number.MAX_SAFE_INTEGER)
}

/**
 * Reads an amount with its unit, which must be there unless it is a mere number: `amountIn('5us', 'duration')` is 0.005.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function amountIn(text: string, quantity: Quantity): number {
  const { units, example } = QUANTITIES[quantity]
  const result = amountOf(text, units)
  if (result >= 0 && result <= Number.MAX_SAFE_INTEGER) return result
  throw valueError(`Expected ${example}`, text)
}

/** What {@link amountIn} expects, with an example, to end a sentence with: `a time such as 5ms`. */
export function exampleOf(quantity: Quantity): string {
  return QUANTITIES[quantity].example
}

/**
 * An amount of at least 0 as text, in the largest unit of which there is one at least. {@link amountIn} reads it as
 * exactly the same number.
 */
export function amountText(amount: number, quantity: Quantity): string {
  const units = [...QUANTITIES[quantity].units].filter(([, factor]) => powerOfTen(factor) !== null)
  // None at all is as many of one unit as of another.
  const enough = amount === 0 ? 1 : amount
  const [unit, factor] = units.findLast(([, one]) => enough >= one) ?? units[0] ?? ['', 1]
  return `${withPointMoved(amount, -(powerOfTen(factor) ?? 0))}${unit}`
}

/** Bits per second in Mbps (10^6 bit/s) of so many bytes in so many seconds; `null` where no time passed. */
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

/** Whatever a program without types passes is told apart here, and refused in a sentence. */
function amountOf(text: unknown, units: ReadonlyMap<string, number>): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+) ?([a-zA-Z]*(?:\/s)?|%)$/.exec(String(text).trim())
  const factor = units.get(match?.[2] ?? '?')
  return match && factor !== undefined ? scaled(match[1] ?? '', factor) : Number.NaN
}

/** A multiplication by 10^n would round a second time: 0.3us are 0.0003 ms, and 0.3 * 0.001 is not quite. */
function scaled(digits: string, factor: number): number {
  const power = powerOfTen(factor)
  return power === null ? Number(digits) * factor : Number(`${digits}e${power}`)
}

/** n of 10^n; `null` for another number. */
function powerOfTen(factor: number): number | null {
  const [mantissa, power] = factor.toExponential().split('e')
  return mantissa === '1' ? Number(power) : null
}

/** The number times 10^places in decimal digits, never with an exponent. */
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
