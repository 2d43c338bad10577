import type { StreamFigures, ThroughputInterval, ThroughputMeasurement } from '../results/types.ts'
import { mbps } from '../units.ts'
import { burstPart } from './first-second.ts'
import { intervalSpan } from './interval-span.ts'
import { streamSlices } from './sample-recorder.ts'
import { STEADY_LEAST, steadyStart } from './steady.ts'

/** What the receiver of one stream counted. */
export interface StreamTally {
  readonly bytes: number
  /** Nanoseconds. */
  readonly elapsed: number
  readonly intervals: readonly number[]
  /** When it began, ns on a clock that all streams have in common; `undefined` if there is none. */
  readonly startedAt?: number | undefined
}

/** The figures of several streams together, and of each. */
export interface StreamsFigures extends Pick<
  ThroughputMeasurement,
  'bytes' | 'seconds' | 'mbps' | 'steady' | 'burst' | 'fairness' | 'unknown'
> {
  readonly intervals: readonly ThroughputInterval[]
  readonly streams: readonly Omit<StreamFigures, 'tcp'>[]
}

/**
 * Sums concurrent streams: all bytes over the time of the slowest stream. Streams of an amount that share a connection may come one after
 * another: then over the time from the start of the first to the end of the last.
 * @param width length of an interval in seconds
 * @param asked duration in seconds, whose last intervals may have no bytes; `null` for a test of a size
 * @param sliced whether each stream keeps its intervals
 */
export function combine(
  tallies: readonly StreamTally[],
  width: number,
  asked: number | null = null,
  sliced = false,
): StreamsFigures {
  const bytes = tallies.reduce((sum, tally) => sum + tally.bytes, 0)
  const seconds = (asked === null ? spanOf(tallies) : longestOf(tallies)) / 1e9
  const due = asked === null || seconds < asked ? 0 : Math.ceil(asked / width - 1e-9)
  const count = tallies.reduce((most, tally) => Math.max(most, tally.intervals.length), due)
  const streams = tallies.map((tally) => ({
    bytes: tally.bytes,
    seconds: tally.elapsed / 1e9,
    mbps: mbps(tally.bytes, tally.elapsed / 1e9),
    ...(sliced && { slices: streamSlices(tally.intervals) }),
  }))
  const intervals = Array.from({ length: count }, (_, index) => {
    // The last interval also counts everything that came later.
    const to = index === count - 1 ? seconds : (index + 1) * width
    const part = tallies.reduce((sum, tally) => sum + (tally.intervals[index] ?? 0), 0)
    return intervalOf(index * width, to, part)
  })
  const { steady, unknown } = steadyPart(intervals, width, seconds)
  const { burst, unknown: also } = burstPart(intervals)
  return {
    bytes,
    seconds,
    mbps: mbps(bytes, seconds),
    intervals,
    steady,
    burst,
    unknown: { ...unknown, ...also },
    streams,
    fairness: jainIndex(streams.flatMap((stream) => stream.mbps ?? [])),
  }
}

function longestOf(tallies: readonly StreamTally[]): number {
  return tallies.reduce((most, { elapsed }) => Math.max(most, elapsed), 0)
}

/** Nanoseconds from the start of the first stream to the end of the last, if their starts are known. */
function spanOf(tallies: readonly StreamTally[]): number {
  const longest = longestOf(tallies)
  const known = tallies.flatMap(({ startedAt, elapsed }) =>
    startedAt === undefined ? [] : [{ startedAt, elapsed }],
  )
  if (known.length < tallies.length) return longest
  const start = known.reduce((least, { startedAt }) => Math.min(least, startedAt), Number.POSITIVE_INFINITY)
  return known.reduce((most, { startedAt, elapsed }) => Math.max(most, startedAt + elapsed - start), longest)
}

/** The figures of an interval, from and to in seconds. */
export function intervalOf(from: number, to: number, bytes: number): ThroughputInterval {
  const span = intervalSpan(from, to)
  return { ...span, bytes, mbps: mbps(bytes, span.seconds) }
}

/** The steady part of intervals that are `width` seconds long, up to `end`. */
export function steadyPart(
  intervals: readonly ThroughputInterval[],
  width: number,
  end: number,
): Pick<ThroughputMeasurement, 'steady' | 'unknown'> {
  // The rate of a short last interval is not comparable.
  const whole = intervals.filter(({ seconds }) => seconds >= width * 0.999)
  const first = steadyStart(whole.map(({ bytes }) => bytes))
  if (first === null) {
    const steady =
      whole.length < STEADY_LEAST
        ? `A steady state needs at least ${STEADY_LEAST} intervals; this test had ${whole.length}.`
        : 'The rate was still changing in the second half of the test.'
    return { steady: null, unknown: { steady } }
  }
  const bytes = intervals.slice(first).reduce((sum, interval) => sum + interval.bytes, 0)
  return { steady: intervalOf(first * width, end, bytes), unknown: {} }
}

/**
 * Jain's fairness index (Jain, Chiu, Hawe 1984): the square of the sum over n times the sum of the squares. 1 if all are
 * equal, 1/n if one has everything; `null` if all are 0.
 */
export function jainIndex(rates: readonly number[]): number | null {
  const sum = rates.reduce((total, rate) => total + rate, 0)
  const squares = rates.reduce((total, rate) => total + rate * rate, 0)
  return squares > 0 ? (sum * sum) / (rates.length * squares) : null
}
