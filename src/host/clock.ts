/** Nanoseconds of the monotonic clock, from an arbitrary zero point. */
export function nanoseconds(): number {
  return Number(process.hrtime.bigint())
}
