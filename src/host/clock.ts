/*
 * The real clocks, also while a test has replaced the global ones (`vi.useFakeTimers()`): a measurement that reads those
 * takes no time. Node's modules keep the real ones.
 */
import { performance } from 'node:perf_hooks'
import { hrtime } from 'node:process'

export { performance }

const RealDate = Date

/** Nanoseconds of the monotonic clock, from an arbitrary zero point. */
export function nanoseconds(): number {
  return Number(hrtime.bigint())
}

/** The date and time of the system's clock. */
export function currentDate(): Date {
  return new RealDate()
}
