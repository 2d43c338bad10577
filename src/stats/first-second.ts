import type { ThroughputBurst, ThroughputInterval, ThroughputMeasurement } from '../results/types.ts'
import { mbps } from '../units.ts'

/** How long the part of a test is that may have a burst, and the least that follows it, s. */
const FIRST = 1

/** The least of it that intervals have to cover, s. */
const LEAST = 0.5

/** The first second of a transfer against the rest: what a limiter lets through at once before it limits. */
export function burstPart(intervals: readonly ThroughputInterval[]): {
  readonly burst: ThroughputBurst | null
  readonly unknown: ThroughputMeasurement['unknown']
} {
  const first = intervals.filter(({ from, seconds }) => from + seconds <= FIRST * 1.001)
  const { bytes, seconds, rate } = sumOf(first)
  const rest = sumOf(intervals.slice(first.length))
  if (rest.seconds < FIRST || rest.rate === null) {
    return unknown('The first second can be told from the rest in tests of at least 2 s.')
  }
  if (rate === null || seconds < LEAST) return unknown('The intervals are longer than the first second.')
  const excess = Math.max(0, Math.round(bytes - (rest.bytes * seconds) / rest.seconds))
  return { burst: { seconds, bytes, mbps: rate, excess, sustained: rest.rate }, unknown: {} }
}

function sumOf(intervals: readonly ThroughputInterval[]): {
  readonly bytes: number
  readonly seconds: number
  readonly rate: number | null
} {
  const bytes = intervals.reduce((sum, interval) => sum + interval.bytes, 0)
  const seconds = intervals.reduce((sum, interval) => sum + interval.seconds, 0)
  return { bytes, seconds, rate: mbps(bytes, seconds) }
}

function unknown(burst: string): ReturnType<typeof burstPart> {
  return { burst: null, unknown: { burst } }
}
