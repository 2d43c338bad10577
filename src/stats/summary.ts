import type { LatencyMeasurement, TimeFigures } from '../results/types.ts'
import { histogramOf } from './histogram.ts'
import { counted } from '../text/count.ts'
import { percentileLabel } from '../text/percentile.ts'
import type { Percentile } from '../text/percentile.ts'

/** The figures of a set of samples, in the samples' unit; `null` if unknown. */
export type Summary = Required<TimeFigures> &
  Readonly<Record<Percentile, number | null>> &
  Pick<LatencyMeasurement, 'jitter' | 'jitterMean' | 'unknown' | 'histogram'>

/** Thousandths of the samples that are at or below each percentile. */
const THOUSANDTHS: Readonly<Record<Percentile, number>> = {
  p50: 500,
  p90: 900,
  p95: 950,
  p99: 990,
  p999: 999,
}

/**
 * Summarizes samples.
 *
 * - `stdev` is the sample standard deviation (n - 1).
 * - Percentiles are nearest-rank over the empirical distribution (RFC 2330, section 11.3). Each lost sample counts
 *   as +infinity (RFC 2681, section 2.5), and a percentile that falls on one is `null`. So is a percentile p of fewer than
 *   1 / (1 - p) samples: it would only be another name of the maximum.
 * - `jitter` is the interarrival jitter of RFC 3550, section 6.4.1, over consecutive samples:
 *   J += (|D| - J) / 16, from 0. `jitterMean` is the mean of all |D|.
 *
 * @param samples in the order in which they were taken
 * @param lost number of lost samples
 */
export function summarize(samples: readonly number[], lost = 0): Summary {
  const sorted = samples.toSorted((a, b) => a - b)
  const unknown: Partial<Record<Percentile, string>> = {}
  const percentile = (name: Percentile): number | null => {
    const reason = whyUnknown(name, sorted.length, lost)
    if (reason !== null) unknown[name] = reason
    return reason === null ? (sorted[rankOf(name, sorted.length + lost) - 1] ?? null) : null
  }
  return {
    min: sorted[0] ?? null,
    max: sorted.at(-1) ?? null,
    ...moments(samples),
    p50: percentile('p50'),
    p90: percentile('p90'),
    p95: percentile('p95'),
    p99: percentile('p99'),
    p999: percentile('p999'),
    ...jitter(samples),
    unknown,
    histogram: histogramOf(samples),
  }
}

/** One percentile of samples, of which lost ones are +infinity; `null` if they are too few, or if it falls on a lost one. */
export function percentileOf(samples: readonly number[], name: Percentile): number | null {
  if (samples.length < neededFor(name)) return null
  const value = samples.toSorted((a, b) => a - b)[rankOf(name, samples.length) - 1] ?? null
  return value !== null && Number.isFinite(value) ? value : null
}

/** Only the figures that are cheap enough for a running test. */
export function brief(
  samples: readonly number[],
  lost: number,
): Pick<LatencyMeasurement, 'min' | 'avg' | 'max' | 'p50'> {
  const sorted = new Float64Array(samples).toSorted()
  const p50 = whyUnknown('p50', sorted.length, lost) === null
  return {
    min: sorted[0] ?? null,
    avg: moments(samples).avg,
    max: sorted.at(-1) ?? null,
    p50: p50 ? (sorted[rankOf('p50', sorted.length + lost) - 1] ?? null) : null,
  }
}

/**
 * Whether a percentile is +infinity: the samples are enough for it, and it falls on a lost one.
 * @param came number of samples that were not lost
 */
export function fallsOnLost(name: Percentile, came: number, lost: number): boolean {
  return came + lost >= neededFor(name) && rankOf(name, came + lost) > came
}

function rankOf(name: Percentile, count: number): number {
  return Math.max(1, Math.ceil((THOUSANDTHS[name] * count) / 1000))
}

function whyUnknown(name: Percentile, came: number, lost: number): string | null {
  const count = came + lost
  const needed = neededFor(name)
  if (count < needed)
    return `${percentileLabel(name)} needs at least ${counted(needed, 'sample')}; this test had ${count}.`
  return fallsOnLost(name, came, lost)
    ? `${percentileLabel(name)} falls on a lost sample: ${lost} of ${count} ${lost === 1 ? 'was' : 'were'} lost.`
    : null
}

function neededFor(name: Percentile): number {
  return Math.ceil(1000 / (1000 - THOUSANDTHS[name]))
}

/** Mean and standard deviation, in one pass without cancellation (Welford 1962). */
function moments(samples: readonly number[]): { avg: number | null; stdev: number | null } {
  let count = 0
  let mean = 0
  let squares = 0
  for (const sample of samples) {
    count += 1
    const delta = sample - mean
    mean += delta / count
    squares += delta * (sample - mean)
  }
  return {
    avg: count > 0 ? mean : null,
    stdev: count > 1 ? Math.sqrt(squares / (count - 1)) : null,
  }
}

function jitter(samples: readonly number[]): { jitter: number | null; jitterMean: number | null } {
  if (samples.length < 2) return { jitter: null, jitterMean: null }
  let smoothed = 0
  let sum = 0
  let previous = samples[0] ?? 0
  for (const sample of samples.slice(1)) {
    const difference = Math.abs(sample - previous)
    smoothed += (difference - smoothed) / 16
    sum += difference
    previous = sample
  }
  return { jitter: smoothed, jitterMean: sum / (samples.length - 1) }
}
