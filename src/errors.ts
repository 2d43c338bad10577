import type { Measurement } from './results/measurement.ts'

/** All codes. Each one's meaning is in `docs/reference/errors.md`. */
export const ERROR_CODES = [
  'ERR_WYNDRVR_VALUE',
  'ERR_WYNDRVR_LISTEN',
  'ERR_WYNDRVR_WORKER',
  'ERR_WYNDRVR_CONNECT',
  'ERR_WYNDRVR_TIMEOUT',
  'ERR_WYNDRVR_LOST',
  'ERR_WYNDRVR_PROTOCOL',
  'ERR_WYNDRVR_REFUSED',
  'ERR_WYNDRVR_ABORTED',
  'ERR_WYNDRVR_DOCUMENT',
] as const

/** What went wrong, for programs. */
export type ErrorCode = (typeof ERROR_CODES)[number]

/** Details of a {@link WyndrvrError} beside its code and message. */
export interface ErrorDetails {
  readonly cause?: unknown
  readonly measurement?: Measurement | null
}

/** The only error that wyndrvr throws on purpose: a code for programs, a sentence for people. */
export class WyndrvrError extends Error {
  override readonly name = 'WyndrvrError'
  readonly code: ErrorCode
  /** What a measurement had found before it was cut off; `null` where there was nothing yet. */
  readonly measurement: Measurement | null

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined)
    this.code = code
    this.measurement = details.measurement ?? null
  }
}

/** The text of anything that was thrown, for a sentence to end with. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** The system error code (`ECONNREFUSED`, …) of anything that was thrown, or `null`. */
export function systemCodeOf(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null
}
