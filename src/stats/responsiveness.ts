import type { Responsiveness } from '../results/types.ts'

/**
 * Responsiveness under load in round trips per minute (RPM), by the TCP-only formula of
 * draft-ietf-ippm-responsiveness-09. Figures of tools with other formulas do not compare.
 */

/** The version of the formula. */
export const RPM_FORMULA = 'draft-ietf-ippm-responsiveness-09, TCP only'

/** The draft's parameters: moving-average distance, trimmed-mean share, standard-deviation tolerance. */
export const RPM_PARAMETERS = { MAD: 4, TMP: 0.95, SDT: 0.05 } as const

/** Seconds of an interval, the draft's ID, which is 5 there: a phase is as short as one of its intervals. */
export const RPM_INTERVAL = 0.5

/** The share of the load that probes may be, at most: the draft's PTC. */
export const PROBE_SHARE = 0.05

/** What probes told while a link was loaded. Times in ms. */
export interface LoadedProbes {
  /** TCP connect times of new connections. */
  readonly connect: readonly number[]
  /** Times of one exchange on these connections, once they stood. */
  readonly exchange: readonly number[]
  /** Round-trip times on the connections that carry the load. */
  readonly self: readonly number[]
}

/** What was known while a link was loaded. */
export interface LoadedFacts {
  readonly probes: LoadedProbes
  /** Goodput and mean round-trip time of each interval under load. */
  readonly goodput: readonly number[]
  readonly rtts: readonly number[]
  /** Streams of the load, from beginning to end. */
  readonly streams: number
  /** New connections that were begun in a second. */
  readonly rate: number
  /** Why there can be no figure, where one of the three has no times. */
  readonly reason: string
}

/** The figure with all that has to stand beside it. */
export function responsiveness({
  probes,
  goodput,
  rtts,
  streams,
  rate,
  reason,
}: LoadedFacts): Responsiveness {
  const rpm = roundTripsPerMinute(probes)
  const { connect, exchange, self } = probes
  return {
    rpm,
    formula: RPM_FORMULA,
    parameters: {
      ...RPM_PARAMETERS,
      ID: RPM_INTERVAL,
      INP: streams,
      INC: 0,
      MNP: streams,
      MPS: rate,
      PTC: PROBE_SHARE,
    },
    times: { connect: trimmedMean(connect), exchange: trimmedMean(exchange), self: trimmedMean(self) },
    confidence: rpm === null ? null : rpmConfidence(goodput, rtts),
    reason: rpm === null ? reason : null,
  }
}

/**
 * Round trips per minute: the mean of what new connections see and what the loaded ones do. Foreign = 60000 /
 * ((TM(connect) + TM(exchange)) / 2), Loaded = 60000 / TM(self), RPM = (Foreign + Loaded) / 2, where TM is the mean
 * without the largest 5 %.
 * @returns `null` where one of the three has no times
 */
export function roundTripsPerMinute({ connect, exchange, self }: LoadedProbes): number | null {
  const [connectTime, exchangeTime, selfTime] = [connect, exchange, self].map(trimmedMean)
  if (!connectTime || !exchangeTime || !selfTime) return null
  const foreign = 60_000 / ((connectTime + exchangeTime) / 2)
  const loaded = 60_000 / selfTime
  return (foreign + loaded) / 2
}

/**
 * How far the figure had settled: `low` with fewer than MAD intervals, `high` where the moving averages of goodput and
 * of round-trip time both stood still (standard deviation of the last MAD below SDT of the last), else `medium`.
 * @param goodput of each interval under load
 * @param rtt of each interval under load
 */
export function rpmConfidence(goodput: readonly number[], rtt: readonly number[]): 'low' | 'medium' | 'high' {
  if (Math.min(goodput.length, rtt.length) < RPM_PARAMETERS.MAD) return 'low'
  return isStable(goodput) && isStable(rtt) ? 'high' : 'medium'
}

/** Mean without the largest 5 %, of which there is none in fewer than 20; `null` of nothing. */
function trimmedMean(times: readonly number[]): number | null {
  const kept = times.toSorted((a, b) => a - b).slice(0, Math.ceil(times.length * RPM_PARAMETERS.TMP))
  return kept.length > 0 ? mean(kept) : null
}

function isStable(values: readonly number[]): boolean {
  const { MAD, SDT } = RPM_PARAMETERS
  const averages = values.map((_, index) => mean(values.slice(Math.max(0, index + 1 - MAD), index + 1)))
  const last = averages.slice(-MAD)
  const centre = mean(last)
  const deviation = Math.sqrt(mean(last.map((average) => (average - centre) ** 2)))
  return deviation < SDT * (last.at(-1) ?? 0)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
