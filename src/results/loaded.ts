import type { Ends, Histogram, Validity } from './parts.ts'

/** Latency while the link carries nothing else, and while it is full, on one open-loop schedule. Times in ms. */
export interface LoadedMeasurement {
  readonly kind: 'loaded'
  /** Which of several concurrent clients measured it; 1 where there was one. */
  readonly client: number
  readonly asked: {
    /** Seconds of each phase. */
    readonly seconds: number
    /** Seconds before it in which the load fills the link already, and that are left out. */
    readonly warmup: number
    /** Time from one probe to the next, ms. */
    readonly interval: number
    /** Bytes of a probe. */
    readonly payload: number
    /** A probe without an answer for so long is lost, ms. */
    readonly timeout: number
    /** Streams that carry the load in each direction. */
    readonly streams: number
  }
  /** Without load. */
  readonly idle: LatencyFigures
  readonly download: LoadedPhase
  readonly upload: LoadedPhase
  /** With load in both directions at once. */
  readonly bidirectional: LoadedPhase
  /** What the largest increase of `p95` under load means to people; `null` where none is known. */
  readonly bufferbloat: {
    /** `A+`, `A`, `B`, `C`, `D` or `F`. */
    readonly grade: string
    /** The increase that was graded, ms. */
    readonly increase: number
    /** The grade in plain words, with its bounds. */
    readonly sentence: string
  } | null
  readonly ends: Ends
  readonly validity: Validity
}

/** Round-trip times of one phase's probes, as in a latency measurement. */
export interface LatencyFigures {
  readonly sent: number
  readonly received: number
  readonly lost: number
  readonly min: number | null
  readonly max: number | null
  readonly avg: number | null
  readonly stdev: number | null
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly p999: number | null
  readonly jitter: number | null
  readonly jitterMean: number | null
  /** For each of these figures that can't be known, and is `null`, a sentence that says why. */
  readonly unknown: Readonly<Record<string, string>>
  readonly histogram: Histogram
}

/** A phase under load. */
export interface LoadedPhase extends LatencyFigures {
  /** How much more than without load; `null` where either of the two is not known. */
  readonly increase: { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null }
  /** Goodput of the load, 10^6 bit/s; `null` in the direction that carried none. */
  readonly downloadMbps: number | null
  readonly uploadMbps: number | null
  readonly responsiveness: Responsiveness
}

/** Responsiveness under load by the TCP-only formula of draft-ietf-ippm-responsiveness. */
export interface Responsiveness {
  /** Round trips per minute; `null`, with `reason`, where it can't be known. */
  readonly rpm: number | null
  /** Version of the formula: figures of other formulas do not compare. */
  readonly formula: string
  /** The draft's parameters as they were used. */
  readonly parameters: Readonly<Record<string, number>>
  /**
   * The three times that it is made of, each a mean without the largest 5 %, ms: to open a new connection, of one exchange
   * on it, and on the connections that carry the load. `null` where it can't be known.
   */
  readonly times: {
    readonly connect: number | null
    readonly exchange: number | null
    readonly self: number | null
  }
  /** `low`: too short to settle; `medium`; `high`: goodput and round-trip time had both settled. `null` without `rpm`. */
  readonly confidence: 'low' | 'medium' | 'high' | null
  /** Why there is no figure, in a sentence; `null` where there is one. */
  readonly reason: string | null
}
