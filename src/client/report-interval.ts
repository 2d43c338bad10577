import { valueError } from '../check.ts'
import { milliseconds } from '../units.ts'
import type { Duration } from '../units.ts'

/**
 * The width of a test's intervals in seconds.
 * @param asked what was asked for, if anything
 * @param duration how long (ms) the test is planned to take; `null` where an amount ends it
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function reportInterval(asked: Duration | undefined, duration: number | null): number {
  const width = milliseconds(asked ?? (duration === null || duration < 5000 ? 100 : 1000))
  if (width >= 10) return width / 1000
  throw valueError('reportInterval must be at least 10ms', asked)
}
