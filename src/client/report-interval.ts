import { valueError } from '../check.ts'
import { milliseconds } from '../units.ts'
import type { Duration } from '../units.ts'

/**
 * The reporting interval of a test, s.
 * @param asked the option, if given
 * @param duration planned time (ms) of the test; `null` if an amount ends it
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function reportInterval(asked: Duration | undefined, duration: number | null): number {
  const width = milliseconds(asked ?? (duration === null || duration < 5000 ? 100 : 1000))
  if (width >= 10) return width / 1000
  throw valueError('reportInterval must be at least 10ms', asked)
}
