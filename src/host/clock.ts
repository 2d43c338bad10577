/** Nanoseconds of the monotonic clock. The zero point means nothing. */
export function nanoseconds(): number {
  return Number(process.hrtime.bigint())
}
