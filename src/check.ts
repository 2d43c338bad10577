import { WyndrvrError } from './errors.ts'
import type { ErrorDetails } from './errors.ts'
import { nearest } from './nearest.ts'
import { printableLine } from './printable.ts'

/** The highest port of TCP and UDP. */
export const MOST_PORT = 65_535

/** The largest process id: the limit of 64-bit Linux (PID_MAX_LIMIT), which is above those of other systems. */
export const MOST_PID: number = 2 ** 22

/** `ERR_WYNDRVR_VALUE` for a value that breaks a rule: `port must be a whole number from 1 to 65535, got '0'.` */
export function valueError(rule: string, value: unknown): WyndrvrError {
  return usageError(`${rule}, got '${printableLine(String(value))}'.`)
}

/** `ERR_WYNDRVR_VALUE` for errors that are not about one value: options that exclude each other, or an unreadable file. */
export function usageError(sentence: string, details?: ErrorDetails): WyndrvrError {
  return new WyndrvrError('ERR_WYNDRVR_VALUE', sentence, details)
}

/**
 * Returns the value if it is a whole number from `least` to `most`.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkWhole(name: string, value: number, least: number, most: number): number {
  if (isWhole(value, least, most)) return value
  throw valueError(`${name} ${wholeRule(least, most)}`, value)
}

/**
 * Returns the value if it is a port.
 * @param least 0 if the system may pick a free port
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkPort(name: string, value: number, least: 0 | 1 = 1): number {
  return checkWhole(name, value, least, MOST_PORT)
}

/** Whether a value is a port of TCP or UDP, which 0 is not. */
export function isPort(value: number): boolean {
  return isWhole(value, 1, MOST_PORT)
}

/**
 * Returns the value if it can name a host. Whether it does is known when it is resolved.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkHost(name: string, value: unknown): string {
  if (typeof value === 'string' && value !== '' && printableLine(value) === value) return value
  throw valueError(`${name} must be a name or an address`, value)
}

/**
 * Returns the value if it is one of the words allowed.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function checkOneOf<T extends string>(name: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((word) => word === value)
  if (found !== undefined) return found
  throw valueError(`${name} must be one of ${allowed.join(', ')}`, value)
}

/** The names of options; a type check makes the list complete. */
export type OptionNames<Options> = Readonly<Record<keyof Options, true>>

/**
 * Refuses options of a name that does not exist. Without types, a misspelled one would have no effect, and nobody would notice.
 * @param of what takes the options: `link.latency`
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` with the nearest name
 */
export function checkOptions(of: string, given: object, names: Readonly<Record<string, true>>): void {
  checkNames(`${of} has no option`, Object.keys(given), Object.keys(names))
}

/**
 * Refuses names that do not exist.
 * @param refusal the sentence up to the name: `latency has no option`
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` with the nearest name
 */
export function checkNames(refusal: string, given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name))
  if (unknown === undefined) return
  const [near] = nearest(unknown, known)
  const hint = near === undefined ? `It takes ${known.join(', ')}.` : `Did you mean '${near}'?`
  throw usageError(`${refusal} '${printableLine(unknown).slice(0, 100)}'. ${hint}`)
}

/** The rule that {@link checkWhole} and {@link readWhole} enforce, to continue a name with. */
export function wholeRule(least: number, most: number): string {
  return `must be a whole number from ${least} to ${most}`
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most
}

/** Reads a whole number from `least` to `most`; `null` for any other text. */
export function readWhole(text: string, least: number, most: number): number | null {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  return value >= least && value <= most ? value : null
}
