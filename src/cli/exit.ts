import { messageOf, WyndrvrError } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import type { Verdict } from '../results/types.ts'

/** What ended a command early. */
export interface Failure {
  readonly code: ErrorCode
  readonly message: string
}

/** What ended a command, from anything thrown. */
export function failureOf(error: unknown): Failure {
  const code = error instanceof WyndrvrError ? error.code : 'ERR_WYNDRVR_WORKER'
  return { code, message: messageOf(error) }
}

/** The JSON printed on standard output instead of the document if a command fails. */
export function failureJson({ code, message }: Failure): string {
  return `${JSON.stringify({ error: { code, message } })}\n`
}

/** Exit code if a threshold failed. */
export const FAILED = 1

/** Exit code of a usage error. */
export const USAGE = 2

/** Exit code if nothing could be measured or judged. */
export const NOT_MEASURED = 3

/** Exit code if something is left to do by hand. */
export const UNFINISHED = 3

/** Exit code of a program that Ctrl-C ended: 128 plus the number of SIGINT. */
export const INTERRUPTED = 130

/** The exit code of a command that an error ended. */
export function exitCodeOf(code: ErrorCode): number {
  return EXIT_CODES[code] ?? NOT_MEASURED
}

/** The errors that end a command with a code of their own. */
const EXIT_CODES: Readonly<Partial<Record<ErrorCode, number>>> = {
  ERR_WYNDRVR_VALUE: USAGE,
  ERR_WYNDRVR_ABORTED: INTERRUPTED,
}

/**
 * The exit code of a command with verdicts. A failed threshold outranks an invalid one.
 * @param allowInvalid whether an invalid verdict counts as passed
 */
export function exitCodeOfVerdicts(verdicts: readonly Verdict[], allowInvalid = false): number {
  if (verdicts.some(({ verdict }) => verdict === 'fail')) return FAILED
  return verdicts.some(({ verdict }) => verdict === 'invalid') && !allowInvalid ? NOT_MEASURED : 0
}
