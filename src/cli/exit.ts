import type { ErrorCode } from '../errors.ts'
import type { Verdict } from '../results/types.ts'

/** What ended a command before its time. */
export interface Failure {
  readonly code: ErrorCode
  readonly message: string
}

/** Exit code of a threshold that failed. */
const FAILED = 1

/** Exit code of wrong usage. */
export const USAGE = 2

/** Exit code of what could not be measured. */
export const NOT_MEASURED = 3

/** Exit code of a program that Ctrl-C ended: 128 and the number of SIGINT. */
export const INTERRUPTED = 130

/** The exit code that an error ends a command with. */
export function exitCodeOf(code: ErrorCode): number {
  switch (code) {
    case 'ERR_WYNDRVR_VALUE':
      return USAGE
    case 'ERR_WYNDRVR_ABORTED':
      return INTERRUPTED
    default:
      return NOT_MEASURED
  }
}

/**
 * The exit code that verdicts end a command with: what failed goes before what could not be judged.
 * @param allowInvalid whether what could not be judged is as good as what passed
 */
export function exitCodeOfVerdicts(verdicts: readonly Verdict[], allowInvalid = false): number {
  if (verdicts.some(({ verdict }) => verdict === 'fail')) return FAILED
  return verdicts.some(({ verdict }) => verdict === 'invalid') && !allowInvalid ? NOT_MEASURED : 0
}
