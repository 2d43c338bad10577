import type { Responsiveness } from '../results/types.ts'

/**
 * Responsiveness under load in round trips per minute (RPM), by the TCP-only formula of
 * draft-ietf-ippm-responsiveness-09. Figures of tools with other formulas are not comparable.
 */

/** The version of the formula. */
export const RPM_FORMULA = 'draft-ietf-ippm-responsiveness-09, TCP only'

/** The draft's parameters: moving-average distance, trimmed-mean share, standard-deviation tolerance. */
export const RPM_PARAMETERS = { MAD: 4, TMP: 0.95, SDT: 0.05 } as const

/** Length of an interval in seconds: the draft's ID, which is 5 there, as long as a whole phase here. */
export const RPM_INTERVAL = 0.5

/** Maximum share of the capacity that probes may use: the draft's PTC. */
export const PROBE_SHARE = 0.05

/** Times of the probes under load, ms. */
export interface LoadedProbes {
  /** TCP connect times of new connections. */
  readonly connect: readonly number[]
  /** Times of one exchange on each of these connections. */
  readonly exchange: readonly number[]
  /** Round-trip times on the connections that carry the load. */
  readonly self: readonly number[]
}

/** What was observed under load. */
export interface LoadedFacts {
  readonly probes: LoadedProbes
  /** Goodput of each interval. */
  readonly goodput: readonly number[]
  /** Mean round-trip time of each interval. */
  readonly rtts: readonly number[]
  /** Number of streams that carry the load. */
  readonly streams: number
  /** New connections per second. */
  readonly rate: number
  /** Why the figure is unknown if one of the three kinds of probes has no times. */
  readonly reason: string
}

/** The figure with its formula, parameters and confidence. */
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
 * Round trips per minute: the mean of those on new connections and those on loaded ones. Foreign = 60000 /
 * ((TM(connect) + TM(exchange)) / 2), Loaded = 60000 / TM(self), RPM = (Foreign + Loaded) / 2, where TM is the mean
 * without the largest 5 %.
 * @returns `null` if one of the three has no times
 */
export function roundTripsPerMinute({ connect, exchange, self }: LoadedProbes): number | null {
  const [connectTime, exchangeTime, selfTime] = [connect, exchange, self].map(trimmedMean)
  if (!connectTime || !exchangeTime || !selfTime) return null
  const foreign = 60_000 / ((connectTime + exchangeTime) / 2)
  const loaded = 60_000 / selfTime
  return (foreign + loaded) / 2
}

/**
 * How far the figure has settled: `low` with fewer than MAD intervals; `high` if the moving averages of goodput and of
 * round-trip time are both stable (standard deviation of the last MAD below SDT of the last); `medium` otherwise.
 * @param goodput of each interval under load
 * @param rtt of each interval under load
 */
export function rpmConfidence(goodput: readonly number[], rtt: readonly number[]): 'low' | 'medium' | 'high' {
  if (Math.min(goodput.length, rtt.length) < RPM_PARAMETERS.MAD) return 'low'
  return isStable(goodput) && isStable(rtt) ? 'high' : 'medium'
}

/** Mean without the largest 5 %, rounded down: none of fewer than 20 times. `null` without times. */
function trimmedMean(times: readonly number[]): number | null {
  const kept = times.toSorted((a, b) => a - b).slice(0, Math.ceil(times.length * RPM_PARAMETERS.TMP))
  return kept.length > 0 ? mean(kept) : null
}

function isStable(values: readonly number[]): boolean {
  const { MAD, SDT } = RPM_PARAMETERS
  const averages = values.map((_, index) => mean(values.slice(Math.max(0, index + 1 - MAD), index + 1)))
  const last = averages.slice(-MAD)
  const center = mean(last)
  const deviation = Math.sqrt(mean(last.map((average) => (average - center) ** 2)))
  return deviation < SDT * (last.at(-1) ?? 0)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
