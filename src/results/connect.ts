import type { CpuTime, Ends, Histogram, Validity } from './parts.ts'

/** Connections opened, served one exchange and closed. All times but `seconds` in milliseconds. */
export interface ConnectMeasurement {
  readonly kind: 'connect'
  /** Which of several concurrent clients measured it; 1 where there was one. */
  readonly client: number
  readonly asked: {
    /** Connections; `null` where a time was asked for. */
    readonly count: number | null
    /** Time in seconds; `null` where a number was asked for. */
    readonly seconds: number | null
    /** Connections at once. */
    readonly concurrency: number
    /** A connection that is not opened, served and closed in so long has failed. */
    readonly timeout: number
  }
  /** Connections that were asked for and came to an end, in whatever way: `completed` and `failed`. */
  readonly attempted: number
  /** Those of them that came about. */
  readonly connected: number
  /** Those that were opened, served one exchange and closed. */
  readonly completed: number
  readonly failed: number
  /** Time in which connections were completed: what was asked for, or until the last one was closed. */
  readonly seconds: number
  /** Connections completed within `seconds`, for each of them; `null` where no time passed. */
  readonly rate: number | null
  /** TCP connect time: from just before a connection was asked for until it stood. */
  readonly min: number | null
  readonly max: number | null
  readonly avg: number | null
  /** Sample standard deviation. */
  readonly stdev: number | null
  /**
   * Percentiles by nearest rank; connections that did not come about count as +infinity. One that is not finite, or that
   * so few connections can't support, is `null`.
   */
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly p999: number | null
  /** For each of these figures that can't be known, and is `null`, a sentence that says why. */
  readonly unknown: Readonly<Record<string, string>>
  /** All connect times. */
  readonly histogram: Histogram
  /** Time of a completed connection from its beginning until the server had closed it; `null` where there was none. */
  readonly whole: {
    readonly min: number
    readonly avg: number
    readonly max: number
    readonly p50: number | null
    readonly p99: number | null
  } | null
  /** How many connections failed in which way. They add up to `failed`. */
  readonly errors: Readonly<Record<ConnectFailure, number>>
  /** CPU time of the client's process; the server can't tell its own. */
  readonly cpu: { readonly client: CpuTime; readonly server: CpuTime | null }
  /** What the client's event loop saw of itself; the server's is `null`: nobody asks it meanwhile. */
  readonly ends: Ends
  readonly validity: Validity
}

/**
 * Why a connection failed. By the other side or the way there: `refused`; `timeout`, not done in time; `reset`;
 * `closed`, before the answer was complete; `protocol`, another answer than expected; `unreachable`. By this host:
 * `noPorts`, no local port was free; `noDescriptors`, too many files were open. And `other`.
 */
export type ConnectFailure =
  | 'refused'
  | 'timeout'
  | 'reset'
  | 'closed'
  | 'protocol'
  | 'unreachable'
  | 'noPorts'
  | 'noDescriptors'
  | 'other'
