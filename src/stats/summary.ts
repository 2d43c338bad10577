/** What a set of samples amounts to. All figures are in the samples' own unit, or `null` where they can't be known. */
export interface Summary {
  readonly min: number | null
  readonly max: number | null
  readonly avg: number | null
  readonly stdev: number | null
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly jitter: number | null
}

/**
 * Summarises samples in the order in which they were taken.
 *
 * - `stdev` is the sample standard deviation (n - 1).
 * - Percentiles are nearest-rank over the empirical distribution (RFC 2330, section 11.3). Each lost sample counts
 *   as +infinity (RFC 2681, section 2.5), and a percentile that falls on one is `null`.
 * - `jitter` is the interarrival jitter of RFC 3550, section 6.4.1, over consecutive samples:
 *   J += (|D| - J) / 16, from 0.
 *
 * @param lost how many samples never came
 */
export function summarise(samples: readonly number[], lost = 0): Summary {
  const sorted = samples.toSorted((a, b) => a - b)
  const percentile = (share: number): number | null => nearestRank(sorted, lost, share)
  const { avg, stdev } = moments(samples)
  return {
    min: sorted[0] ?? null,
    max: sorted.at(-1) ?? null,
    avg,
    stdev,
    p50: percentile(0.5),
    p90: percentile(0.9),
    p95: percentile(0.95),
    p99: percentile(0.99),
    jitter: jitter(samples),
  }
}

function nearestRank(sorted: readonly number[], lost: number, share: number): number | null {
  const rank = Math.max(1, Math.ceil(share * (sorted.length + lost)))
  return sorted[rank - 1] ?? null
}

/** Mean and standard deviation in one pass without cancellation (Welford 1962). */
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

function jitter(samples: readonly number[]): number | null {
  if (samples.length < 2) return null
  let smoothed = 0
  let previous = samples[0] ?? 0
  for (const sample of samples.slice(1)) {
    smoothed += (Math.abs(sample - previous) - smoothed) / 16
    previous = sample
  }
  return smoothed
}
