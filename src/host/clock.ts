/*
 * The real clocks, also while a test has replaced the global ones (`vi.useFakeTimers()`): a measurement that reads those
 * takes no time. Node's modules keep the real ones.
 */
import { performance } from 'node:perf_hooks'
import { hrtime } from 'node:process'

export { performance }

/** Whether a clock is a fake one, because timers were fake before this module was loaded. */
const isFake = (clock: object): boolean => 'clock' in clock

const RealDate = Date
const elapsed = isFake(hrtime) ? () => performance.now() * 1e6 : () => Number(hrtime.bigint())
const now = isFake(Date) ? () => performance.timeOrigin + performance.now() : () => RealDate.now()

/** Nanoseconds of the monotonic clock, from an arbitrary zero point. */
export function nanoseconds(): number {
  return elapsed()
}

/** The date and time of the system's clock. */
export function currentDate(): Date {
  return new RealDate(now())
}
