import { WyndrvrError } from './errors.ts'

/** A time: a number of milliseconds, or a string with its unit: `'5ms'`, `'2s'`. */
export type Duration = number | `${number}${'us' | 'ms' | 's' | 'min'}`

/** An amount of payload: a number of bytes, or a string with its unit: `'10MB'` (10^6), `'10MiB'` (2^20). */
export type Size = number | `${number}${'B' | 'kB' | 'MB' | 'GB' | 'KiB' | 'MiB' | 'GiB'}`

/** Payload bits a second: a number, or a string with its unit: `'50Mbit/s'` (10^6). */
export type Rate = number | `${number}${'bit/s' | 'kbit/s' | 'Mbit/s' | 'Gbit/s'}`

/** Bytes in the MB of the seed's `--size` and of its terminal lines: 2^20. */
export const SEED_MEGABYTE = 1024 * 1024

/**
 * A duration in milliseconds, 24 hours at most.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where it is no such time
 */
export function milliseconds(value: number | string): number {
  return quantity(value, DURATION_UNITS, 'a duration such as 500ms or 2s, of 24 hours at most', 86_400_000)
}

/**
 * A size in bytes, rounded to a whole byte.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where it is no finite amount of at least 0.
 */
export function bytes(value: number | string): number {
  return Math.round(quantity(value, SIZE_UNITS, 'a size such as 10MB or 10MiB', Number.MAX_SAFE_INTEGER))
}

/**
 * A rate in bit/s.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where it is no finite rate of at least 0
 */
export function bitsPerSecond(value: number | string): number {
  return quantity(value, RATE_UNITS, 'a rate such as 500kbit/s or 1Gbit/s', Number.MAX_SAFE_INTEGER)
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

function quantity(
  value: number | string,
  units: ReadonlyMap<string, number>,
  expected: string,
  most: number,
): number {
  const result = typeof value === 'number' ? value : amountOf(value, units)
  if (!(result >= 0 && result <= most)) {
    throw new WyndrvrError('ERR_WYNDRVR_VALUE', `Expected ${expected}, got '${value}'.`)
  }
  return result
}

/** Whatever a program without types passes is told apart here, and refused in a sentence. */
function amountOf(text: unknown, units: ReadonlyMap<string, number>): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+) ?([a-zA-Z]*(?:\/s)?)$/.exec(String(text).trim())
  const factor = units.get(match?.[2] ?? '?')
  return match && factor !== undefined ? Number(match[1]) * factor : Number.NaN
}
