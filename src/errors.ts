import { printable } from './printable.ts'
import type { Measurement } from './results/measurement.ts'

/** All error codes. `docs/reference/errors.md` explains each one. */
export const ERROR_CODES = [
  'ERR_WYNDRVR_VALUE',
  'ERR_WYNDRVR_LISTEN',
  'ERR_WYNDRVR_WORKER',
  'ERR_WYNDRVR_CONNECT',
  'ERR_WYNDRVR_TIMEOUT',
  'ERR_WYNDRVR_BUSY',
  'ERR_WYNDRVR_LOST',
  'ERR_WYNDRVR_PROTOCOL',
  'ERR_WYNDRVR_REFUSED',
  'ERR_WYNDRVR_CALL',
  'ERR_WYNDRVR_ABORTED',
  'ERR_WYNDRVR_DOCUMENT',
] as const

/** What went wrong, for programs. */
export type ErrorCode = (typeof ERROR_CODES)[number]

/** Details of a {@link WyndrvrError} in addition to its code and message. */
export interface ErrorDetails {
  readonly cause?: unknown
  /** What was measured before, in the order of the directions. */
  readonly measurements?: readonly Measurement[]
}

/** The error that wyndrvr throws: a code for programs, a sentence for people. */
export class WyndrvrError extends Error {
  override readonly name = 'WyndrvrError'
  readonly code: ErrorCode
  /** What was measured before the failure; `null` if nothing was. Not enumerable: printed with the error, it fills a screen. */
  declare readonly measurement: Measurement | null
  /** The same of both directions, if two were measured at once. Not enumerable either. */
  declare readonly measurements: readonly Measurement[]

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    // Messages may quote text from outside, which may contain control characters.
    super(printable(message), 'cause' in details ? { cause: details.cause } : undefined)
    this.code = code
    const { measurements = [] } = details
    Object.defineProperty(this, 'measurements', { value: measurements })
    Object.defineProperty(this, 'measurement', { value: measurements[0] ?? null })
  }

  /** What test frameworks print of an error besides its message and stack. vitest would print properties that are not enumerable too. */
  toJSON(): { readonly name: string; readonly code: ErrorCode; readonly message: string } {
    const { name, code, message } = this
    return { name, code, message }
  }
}

/**
 * Whether something thrown is an error. Node's own errors fail `instanceof Error` across realms, such as those of vitest's
 * pools `vmThreads` and `vmForks`.
 */
export function isError(thrown: unknown): thrown is Error {
  return typeof thrown === 'object' && thrown !== null && 'message' in thrown && 'name' in thrown
}

/** Anything thrown as an error. */
export function asError(thrown: unknown): Error {
  return isError(thrown) ? thrown : new Error(String(thrown))
}

/** The message of anything thrown, to end a sentence with. */
export function messageOf(thrown: unknown): string {
  return printable(isError(thrown) ? thrown.message : String(thrown))
}

/** The system error code (`ECONNREFUSED`, …) of anything thrown; `null` if it has none. */
export function systemCodeOf(thrown: unknown): string | null {
  return isError(thrown) && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null
}
