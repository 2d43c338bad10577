import * as v from 'valibot'

import {
  amount,
  count,
  difference,
  endsSchema,
  figure,
  histogramSchema,
  name,
  sentence,
  timeFigures,
  unknown,
  ofProgram,
  validitySchema,
  real,
} from './parts.ts'
import type { Ends, Entries, Histogram, TimeFigures, OfProgram, Validity } from './parts.ts'
import { samplesSchema } from './samples.ts'
import type { Samples } from './samples.ts'

/** A slice of a latency test. A probe belongs to the slice in which it was answered or timed out. Times in ms. */
export interface LatencyInterval {
  /** Seconds from the first probe to the start of the slice. */
  readonly from: number
  readonly seconds: number
  readonly received: number
  readonly lost: number
  readonly min: number | null
  readonly avg: number | null
  readonly max: number | null
  /** By nearest rank, lost probes as +infinity; `null` if it is not finite, or with fewer than two probes. */
  readonly p50: number | null
}

export const latencyInterval = {
  from: amount,
  seconds: amount,
  received: count,
  lost: count,
  min: figure,
  avg: figure,
  max: figure,
  p50: figure,
} satisfies Entries<LatencyInterval>

/** Round-trip times of probes. All times in milliseconds. */
export interface LatencyFigures extends TimeFigures {
  readonly sent: number
  readonly received: number
  readonly lost: number
  /** Interarrival jitter (RFC 3550, section 6.4.1) of consecutive round-trip times. */
  readonly jitter: number | null
  /** Mean absolute difference of consecutive round-trip times. */
  readonly jitterMean: number | null
  /** Why a figure is `null`: a sentence for each one. */
  readonly unknown: Readonly<Record<string, string>>
  /** All round-trip times. */
  readonly histogram: Histogram
  /** Every probe; only if the option `samples` asked for it. */
  readonly samples?: Samples
}

export const latencyFigures = {
  sent: count,
  received: count,
  lost: count,
  ...timeFigures,
  jitter: figure,
  jitterMean: figure,
  unknown,
  histogram: histogramSchema,
  samples: v.exactOptional(samplesSchema),
} satisfies Entries<LatencyFigures>

/** A function of the user's whose calls were timed. */
export interface TimedCall {
  readonly name: string
  /** The first sentence of the first error; `null` if no call failed. */
  readonly failure: string | null
}

/** Round-trip time of small messages, or of a function's calls. All times in milliseconds. */
export interface LatencyMeasurement extends LatencyFigures, OfProgram {
  readonly kind: 'latency'
  /** Number of the concurrent client that measured it; 1 if it was the only one. */
  readonly client: number
  readonly asked: {
    /** Number of probes; `null` if a duration was given. */
    readonly count: number | null
    /** How long probes are sent, ms; `null` if a count was given. */
    readonly duration: number | null
    /** Time between probes, ms; `null` if each probe waits for the answer to the one before. */
    readonly interval: number | null
    /** Bytes per probe; 0 for calls. */
    readonly payload: number
    /** A probe without an answer after this time is lost. */
    readonly timeout: number
    /** Whether both ends were to busy-poll, if a CPU is free. Missing in documents of earlier releases. */
    readonly busyPoll?: boolean
  }
  /**
   * `closed`: each probe is sent when the previous answer arrives. `open`: probes are sent on a fixed schedule and timed
   * from their scheduled time, so that a stall counts for every probe that it delays.
   */
  readonly loop: 'closed' | 'open'
  /**
   * What carried the probes. `http`: each is a request and its answer. `call`: each is a call of a function, and one that failed
   * counts as lost. Probes in the messages of a WebSocket are `tcp`, as are those over HTTP in documents of earlier versions.
   */
  readonly transport: 'tcp' | 'udp' | 'http' | 'call'
  /** The function; only with the transport `call`. */
  readonly call?: TimedCall
  /** Lost probes by the direction in which they were lost; `null` if that is unknown, as over TCP and HTTP. */
  readonly lostOn: { readonly upload: number; readonly download: number } | null
  /** Duplicate answers; `null` over TCP and HTTP, which have none. */
  readonly duplicates: number | null
  /**
   * Round-trip times minus the time the server held each probe (RFC 5357); `null` in the seed dialect, which does not
   * report it, and for calls.
   */
  readonly network: {
    readonly min: number
    readonly avg: number
    readonly max: number
    readonly p50: number | null
  } | null
  /** Whether each end busy-polled for nearly all of the test, so that the times include no wake-up. */
  readonly busyPoll: { readonly client: boolean; readonly server: boolean }
  readonly ends: Ends
  readonly validity: Validity
}

export const latencySchema = v.object({
  kind: v.literal('latency'),
  client: count,
  asked: v.object({
    count: v.nullable(count),
    duration: figure,
    interval: figure,
    payload: count,
    timeout: amount,
    busyPoll: v.exactOptional(v.boolean()),
  } satisfies Entries<LatencyMeasurement['asked']>),
  loop: v.picklist(['closed', 'open']),
  transport: v.picklist(['tcp', 'udp', 'http', 'call']),
  call: v.exactOptional(v.object({ name, failure: v.nullable(sentence) } satisfies Entries<TimedCall>)),
  lostOn: v.nullable(v.object({ upload: count, download: count })),
  duplicates: v.nullable(count),
  ...latencyFigures,
  network: v.nullable(v.object({ min: real, avg: real, max: real, p50: difference })),
  busyPoll: v.object({ client: v.boolean(), server: v.boolean() }),
  ends: endsSchema,
  ...ofProgram,
  validity: validitySchema,
} satisfies Entries<LatencyMeasurement>)
