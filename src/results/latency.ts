import type { Ends, Histogram, Validity } from './parts.ts'

/** Round-trip time of small messages. All times in milliseconds. */
export interface LatencyMeasurement {
  readonly kind: 'latency'
  /** Which of several concurrent clients measured it; 1 where there was one. */
  readonly client: number
  readonly asked: {
    /** Probes; `null` where a time was asked for. */
    readonly count: number | null
    /** Time in which probes are sent, ms; `null` where a number was asked for. */
    readonly duration: number | null
    /** Time from one probe to the next, ms; `null` where each waits for the answer to the one before. */
    readonly interval: number | null
    /** Bytes of a probe. */
    readonly payload: number
    /** A probe without an answer for so long is lost. */
    readonly timeout: number
  }
  /**
   * `closed`: the next probe goes out when the answer to the one before has come. `open`: probes go out by a fixed
   * schedule, and their time counts from when they should have gone out, so that a stall is seen by all that it held up.
   */
  readonly loop: 'closed' | 'open'
  /** What carried the probes. */
  readonly transport: 'tcp' | 'udp'
  readonly sent: number
  readonly received: number
  readonly lost: number
  /** Lost probes by the way on which they were lost; `null` where that can't be told, as over TCP. */
  readonly lostOn: { readonly upload: number; readonly download: number } | null
  /** Answers that came more than once; `null` over TCP, where none can. */
  readonly duplicates: number | null
  readonly min: number | null
  readonly max: number | null
  readonly avg: number | null
  /** Sample standard deviation. */
  readonly stdev: number | null
  /**
   * Percentiles by nearest rank; lost probes count as +infinity. One that is not finite, or that so few probes can't
   * support, is `null`.
   */
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly p999: number | null
  /** Interarrival jitter of RFC 3550, section 6.4.1, over consecutive round-trip times. */
  readonly jitter: number | null
  /** Mean absolute difference of consecutive round-trip times. */
  readonly jitterMean: number | null
  /** For each of these figures that can't be known, and is `null`, a sentence that says why. */
  readonly unknown: Readonly<Record<string, string>>
  /** All round-trip times. */
  readonly histogram: Histogram
  /** Round-trip times less what the server held each probe (RFC 5357); `null` where the dialect can't tell. */
  readonly network: {
    readonly min: number
    readonly avg: number
    readonly max: number
    readonly p50: number | null
  } | null
  /** Whether either end kept its event loop turning for nearly all of the test, so that no wake-up was measured. */
  readonly busyPoll: { readonly client: boolean; readonly server: boolean }
  readonly ends: Ends
  readonly validity: Validity
}
