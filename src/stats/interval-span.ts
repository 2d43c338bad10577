/** From when on and for how long an interval lasts, in seconds. */
export interface IntervalSpan {
  readonly from: number
  readonly seconds: number
}

/** The span of an interval to the nanosecond of the clocks, so that differences of floating-point numbers do not show. */
export function intervalSpan(from: number, to: number): IntervalSpan {
  return { from: toNanoseconds(from), seconds: toNanoseconds(Math.max(0, to - from)) }
}

function toNanoseconds(seconds: number): number {
  return Math.round(seconds * 1e9) / 1e9
}
