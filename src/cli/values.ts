import { InvalidArgumentError } from 'commander'

import { messageOf } from '../errors.ts'
import { bitsPerSecond, bytes, milliseconds } from '../units.ts'

/** Reads a whole number of a range; what is not one is refused in a sentence. */
export function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
  }
}

/** Reads a number that may have a fraction, of a range. */
export function decimal(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,15}(\.\d{1,15})?$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`)
  }
}

/** Reads a time; a number without a unit is in seconds. */
export function time(text: string): number {
  return read(text, (value) => milliseconds(/^[\d.]+$/.test(value) ? `${value}s` : value))
}

/** Reads an amount of payload in bytes; a number without a unit is in the seed's MB of 2^20 bytes. */
export function size(text: string): number {
  return read(text, (value) => bytes(/^[\d.]+$/.test(value) ? `${value}MiB` : value))
}

/** Reads an amount of payload in bytes; a number without a unit is in bytes. */
export function byteCount(text: string): number {
  return read(text, bytes)
}

/** Reads a rate in bit/s; a number without a unit is in bit/s too. */
export function rate(text: string): number {
  return read(text, bitsPerSecond)
}

/** Reads names out of a list, separated by commas. */
export function names<T extends string>(allowed: readonly T[]): (text: string) => readonly T[] {
  return (text) =>
    text.split(',').map((word) => {
      const found = allowed.find((name) => name === word.trim())
      if (found !== undefined) return found
      throw new InvalidArgumentError(`'${word}' is none of ${allowed.join(', ')}.`)
    })
}

/** Adds what an option is given to what it was given before. */
export function listed(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text]
}

function read(text: string, parse: (text: string) => number): number {
  try {
    return parse(text)
  } catch (error) {
    throw new InvalidArgumentError(messageOf(error))
  }
}
