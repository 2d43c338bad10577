import { mbps } from '../units.ts'

/** What one stream's receiver counted. */
export interface StreamTally {
  readonly bytes: number
  /** Nanoseconds. */
  readonly elapsed: number
  readonly intervals: readonly number[]
}

/** The figures of several streams together. */
export interface StreamsFigures {
  readonly bytes: number
  readonly seconds: number
  readonly mbps: number | null
  readonly intervals: readonly {
    readonly from: number
    readonly seconds: number
    readonly bytes: number
    readonly mbps: number | null
  }[]
  readonly streams: readonly {
    readonly bytes: number
    readonly seconds: number
    readonly mbps: number | null
  }[]
  readonly fairness: number | null
}

/**
 * Sums streams that ran at the same time: all bytes over the time of the one that took longest.
 * @param width seconds of an interval
 * @param asked seconds of a timed test, the end of which may have no bytes; `null` for a test of a size
 */
export function combine(
  tallies: readonly StreamTally[],
  width: number,
  asked: number | null = null,
): StreamsFigures {
  const bytes = tallies.reduce((sum, tally) => sum + tally.bytes, 0)
  const seconds = tallies.reduce((most, tally) => Math.max(most, tally.elapsed), 0) / 1e9
  const due = asked === null || seconds < asked ? 0 : Math.ceil(asked / width - 1e-9)
  const count = tallies.reduce((most, tally) => Math.max(most, tally.intervals.length), due)
  const streams = tallies.map((tally) => ({
    bytes: tally.bytes,
    seconds: tally.elapsed / 1e9,
    mbps: mbps(tally.bytes, tally.elapsed / 1e9),
  }))
  return {
    bytes,
    seconds,
    mbps: mbps(bytes, seconds),
    intervals: Array.from({ length: count }, (_, index) => {
      const from = index * width
      // What came after the last interval that is kept is counted in it.
      const to = index === count - 1 ? seconds : from + width
      const length = Math.max(0, to - from)
      const part = tallies.reduce((sum, tally) => sum + (tally.intervals[index] ?? 0), 0)
      return { from, seconds: length, bytes: part, mbps: mbps(part, length) }
    }),
    streams,
    fairness: jainIndex(streams.flatMap((stream) => stream.mbps ?? [])),
  }
}

/**
 * Jain's fairness index (Jain, Chiu, Hawe 1984): the square of the sum over n times the sum of the squares. 1 where
 * all are equal, 1/n where one has everything; `null` where there is nothing to share.
 */
export function jainIndex(rates: readonly number[]): number | null {
  const sum = rates.reduce((total, rate) => total + rate, 0)
  const squares = rates.reduce((total, rate) => total + rate * rate, 0)
  return squares > 0 ? (sum * sum) / (rates.length * squares) : null
}
