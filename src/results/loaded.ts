import * as v from 'valibot'

import { latencyFigures } from './latency.ts'
import type { LatencyFigures } from './latency.ts'
import {
  amount,
  count,
  difference,
  endsSchema,
  figure,
  name,
  real,
  sentence,
  ofProgram,
  validitySchema,
} from './parts.ts'
import type { Ends, Entries, OfProgram, Validity } from './parts.ts'
import { streamSlicesSchema } from './samples.ts'
import type { StreamSlices } from './samples.ts'
import { throughputInterval } from './throughput.ts'
import type { ThroughputInterval } from './throughput.ts'

/** The phases of a loaded test, in order. */
export type LoadedPhaseName = 'idle' | 'download' | 'upload' | 'bidirectional'

export const phaseNameSchema = v.picklist(['idle', 'download', 'upload', 'bidirectional'])

/** Responsiveness under load by a formula of draft-ietf-ippm-responsiveness. */
export interface Responsiveness {
  /** Round trips per minute; `null` if unknown, see `reason`. */
  readonly rpm: number | null
  /** Version of the formula, and the method: TCP only, HTTP/1.1 or HTTP/2. Figures of different formulas are not comparable. */
  readonly formula: string
  /** The draft's parameters as they were used. */
  readonly parameters: Readonly<Record<string, number>>
  /**
   * The times in the formula, each the mean without the largest 5 %, ms: to open a new connection, of a round trip of its TLS
   * handshake (HTTP over TLS only), of one exchange on it, and of one exchange on the connections that carry the load. `null`
   * if unknown.
   */
  readonly times: {
    readonly connect: number | null
    readonly tls?: number | null
    readonly exchange: number | null
    readonly self: number | null
  }
  /** `low`: too short to settle; `high`: both goodput and round-trip time settled; `medium` otherwise. `null` without `rpm`. */
  readonly confidence: 'low' | 'medium' | 'high' | null
  /** Why `rpm` is `null`, in a sentence; `null` if it is known. */
  readonly reason: string | null
}

const responsivenessSchema = v.object({
  rpm: figure,
  formula: name,
  parameters: v.record(name, real),
  times: v.object({ connect: figure, tls: v.exactOptional(figure), exchange: figure, self: figure }),
  confidence: v.nullable(v.picklist(['low', 'medium', 'high'])),
  reason: v.nullable(sentence),
} satisfies Entries<Responsiveness>)

/** A phase under load. */
export interface LoadedPhase extends LatencyFigures {
  /** Added latency: the figure under load minus the idle figure, ms; `null` if either is unknown. */
  readonly increase: { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null }
  /** Goodput of the load, 10^6 bit/s; `null` if the load did not flow in this direction. */
  readonly downloadMbps: number | null
  readonly uploadMbps: number | null
  readonly responsiveness: Responsiveness
  /** The load in time; only if the option `samples` asked for it. */
  readonly load?: LoadSlices
}

/** Goodput of a phase's load in time; `null` for a direction without load. */
export interface LoadSlices {
  /** Seconds from the start of the measurement to the end of the phase's warm-up, from which the intervals count. */
  readonly from: number
  readonly download: DirectionSlices | null
  readonly upload: DirectionSlices | null
}

/** Goodput in one direction in time. */
export interface DirectionSlices {
  /** Of all streams together. */
  readonly intervals: readonly ThroughputInterval[]
  /** What each stream transferred in these intervals. */
  readonly streams: readonly StreamSlices[]
}

const slices = v.nullable(
  v.object({
    intervals: v.pipe(v.array(v.object(throughputInterval)), v.maxLength(100_000)),
    streams: v.pipe(v.array(streamSlicesSchema), v.maxLength(1000)),
  } satisfies Entries<DirectionSlices>),
)

const loadedPhase = v.object({
  ...latencyFigures,
  increase: v.object({ p50: difference, p95: difference, p99: difference }),
  downloadMbps: figure,
  uploadMbps: figure,
  responsiveness: responsivenessSchema,
  load: v.exactOptional(
    v.object({ from: amount, download: slices, upload: slices } satisfies Entries<LoadSlices>),
  ),
} satisfies Entries<LoadedPhase>)

/** Latency on an idle and on a fully loaded link, with one open-loop schedule. Times in ms. */
export interface LoadedMeasurement extends OfProgram {
  readonly kind: 'loaded'
  /** Number of the concurrent client that measured it; 1 if it was the only one. */
  readonly client: number
  readonly asked: {
    /** Duration of each phase in seconds. */
    readonly seconds: number
    /** Warm-up time of each phase in seconds: the load fills the link, and nothing is measured. */
    readonly warmup: number
    /** Time between probes, ms. */
    readonly interval: number
    /** Bytes per probe. */
    readonly payload: number
    /** A probe without an answer after this time is lost, ms. */
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
  /** Grade of the largest increase of `p95` under load; `null` if no increase is known. */
  readonly bufferbloat: {
    /** `A+`, `A`, `B`, `C`, `D` or `F`. */
    readonly grade: string
    /** The graded increase, ms. */
    readonly increase: number
    /** The grade in words, with its bounds. */
    readonly sentence: string
  } | null
  readonly ends: Ends
  readonly validity: Validity
}

export const loadedSchema = v.object({
  kind: v.literal('loaded'),
  client: count,
  asked: v.object({
    seconds: amount,
    warmup: amount,
    interval: amount,
    payload: count,
    timeout: amount,
    streams: count,
  } satisfies Entries<LoadedMeasurement['asked']>),
  idle: v.object(latencyFigures),
  download: loadedPhase,
  upload: loadedPhase,
  bidirectional: loadedPhase,
  bufferbloat: v.nullable(v.object({ grade: name, increase: real, sentence })),
  ends: endsSchema,
  ...ofProgram,
  validity: validitySchema,
} satisfies Entries<LoadedMeasurement>)
