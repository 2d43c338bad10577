import type { Responsiveness } from '../results/types.ts'

/**
 * Responsiveness under load in round trips per minute (RPM), by the formulas of draft-ietf-ippm-responsiveness-09: that for
 * HTTP, and the one for TCP alone. Figures of different formulas are not comparable.
 */

/** The version of the formula, and the method. Without TLS, a new connection has one time less in either. Over HTTP/1.1, `self` is unknown. */
export const RPM_FORMULAS = {
  tcp: 'draft-ietf-ippm-responsiveness-09, TCP only',
  http1: {
    plain: 'draft-ietf-ippm-responsiveness-09, HTTP/1.1 without TLS',
    tls: 'draft-ietf-ippm-responsiveness-09, HTTP/1.1 over TLS',
  },
  http2: {
    plain: 'draft-ietf-ippm-responsiveness-09, HTTP/2 without TLS',
    tls: 'draft-ietf-ippm-responsiveness-09, HTTP/2 over TLS',
  },
} as const

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
  /** Times of a round trip of their TLS handshakes. Missing if the formula has none. */
  readonly tls?: readonly number[]
  /** Times of one exchange on each of these connections. */
  readonly exchange: readonly number[]
  /** Round-trip times on the connections that carry the load. */
  readonly self: readonly number[]
}

/** What was observed under load. */
export interface LoadedFacts {
  readonly formula: string
  readonly probes: LoadedProbes
  /** Goodput of each interval. */
  readonly goodput: readonly number[]
  /** Mean round-trip time of each interval. */
  readonly rtts: readonly number[]
  /** Number of connections that carry the load. */
  readonly connections: number
  /** Probes per second. */
  readonly rate: number
  /** Why the figure is unknown if one of the three kinds of probes has no times. */
  readonly reason: string
}

/** The figure with its formula, parameters and confidence. */
export function responsiveness({
  formula,
  probes,
  goodput,
  rtts,
  connections,
  rate,
  reason,
}: LoadedFacts): Responsiveness {
  const rpm = roundTripsPerMinute(probes)
  const { connect, tls, exchange, self } = probes
  return {
    rpm,
    formula,
    parameters: {
      ...RPM_PARAMETERS,
      ID: RPM_INTERVAL,
      INP: connections,
      INC: 0,
      MNP: connections,
      MPS: rate,
      PTC: PROBE_SHARE,
    },
    times: {
      connect: trimmedMean(connect),
      ...(tls && { tls: trimmedMean(tls) }),
      exchange: trimmedMean(exchange),
      self: trimmedMean(self),
    },
    confidence: rpm === null ? null : rpmConfidence(goodput, rtts),
    reason: rpm === null ? reason : null,
  }
}

/**
 * Round trips per minute: the mean of those on new connections and those on loaded ones. Foreign = 60000 /
 * ((TM(connect) + TM(exchange)) / 2), or with TLS 60000 / ((TM(connect) + TM(tls) + TM(exchange)) / 3), Loaded = 60000 /
 * TM(self), RPM = (Foreign + Loaded) / 2, where TM is the mean without the largest 5 %.
 * @returns `null` if one of them has no times
 */
export function roundTripsPerMinute({ connect, tls, exchange, self }: LoadedProbes): number | null {
  const selfTime = trimmedMean(self)
  const foreignTimes = [connect, ...(tls ? [tls] : []), exchange].flatMap((times) => trimmedMean(times) || [])
  if (!selfTime || foreignTimes.length < (tls ? 3 : 2)) return null
  const foreign = 60_000 / mean(foreignTimes)
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
