import * as v from 'valibot'

import {
  amount,
  count,
  endsCpuSchema,
  endsSchema,
  figure,
  histogramSchema,
  timeFigures,
  unknown,
  ofProgram,
  validitySchema,
} from './parts.ts'
import type { Ends, EndsCpu, Entries, Histogram, TimeFigures, OfProgram, Validity } from './parts.ts'

/** A slice of a connect test. A connection belongs to the slice in which it was completed or failed. */
export interface ConnectInterval {
  /** Seconds from the first connection to the start of the slice. */
  readonly from: number
  readonly seconds: number
  readonly completed: number
  readonly failed: number
  /** Connections completed per second; `null` if no time passed. */
  readonly rate: number | null
}

export const connectInterval = {
  from: amount,
  seconds: amount,
  completed: count,
  failed: count,
  rate: figure,
} satisfies Entries<ConnectInterval>

/**
 * Why a connection failed. Because of the server or the path: `refused`; `timeout`; `reset`; `closed`, before the answer was
 * complete; `protocol`, an unexpected answer, or a TLS handshake that failed; `unreachable`. Because of this host: `noPorts`, no local port was free;
 * `noDescriptors`, too many open files. Anything else: `other`.
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

/** Times of a step beside the TCP handshake, ms: of a name lookup, of a TLS handshake, or until the first byte of an answer. */
export interface StepFigures extends TimeFigures {
  /** How many were completed; those that were begun and were not count as infinite in the percentiles. */
  readonly completed: number
  /** Why a figure is `null`: a sentence for each one. */
  readonly unknown: Readonly<Record<string, string>>
}

/** Times of lookups of the host's name, ms. */
export interface LookupFigures extends StepFigures {
  /** How many were begun. */
  readonly attempted: number
}

/**
 * Connections opened, used for one exchange and closed. All times except `seconds` in milliseconds; `min` to `p999` are of
 * the TCP connect time, from just before a connection is requested until it is established.
 *
 * With `asked.reuse`, connections stay open and have one request after another: `attempted`, `completed`, `failed`, `rate` and
 * the intervals count requests, and `min` to `p999` are of the time from when a request was sent until its answer was complete. Over
 * WebSocket, `asked.messages`, they are messages that are answered by one.
 */
export interface ConnectMeasurement extends TimeFigures, OfProgram {
  readonly kind: 'connect'
  /** Number of the concurrent client that measured it; 1 if it was the only one. */
  readonly client: number
  readonly asked: {
    /** Number of connections; `null` if a duration was given. */
    readonly count: number | null
    /** Duration in seconds; `null` if a count was given. */
    readonly seconds: number | null
    /** Maximum number of open connections. */
    readonly concurrency: number
    /** A connection that is not opened, used and closed within this time has failed. */
    readonly timeout: number
    /** Whether connections had one request after another. */
    readonly reuse?: boolean
    /** Whether these requests were messages on WebSockets. */
    readonly messages?: boolean
    /** Whether connections resumed the TLS session of an earlier one. */
    readonly resume?: boolean
  }
  /** Connections that were started and have ended: `completed` + `failed`. */
  readonly attempted: number
  /** Connections that were established. */
  readonly connected: number
  /** Those that were opened, used for one exchange and closed. */
  readonly completed: number
  readonly failed: number
  /** Time in which connections were completed: the duration, or the time until the last one was closed. */
  readonly seconds: number
  /** Connections completed per second; `null` if no time passed. */
  readonly rate: number | null
  /** Why a figure is `null`: a sentence for each one. */
  readonly unknown: Readonly<Record<string, string>>
  /** All connect times, or those of requests. */
  readonly histogram: Histogram
  /** Time of a completed connection from its start until the server closed it; `null` if none was completed, and with `asked.reuse`. */
  readonly whole: {
    readonly min: number
    readonly avg: number
    readonly max: number
    readonly p50: number | null
    readonly p99: number | null
  } | null
  /**
   * Lookups of the host's name by the system, one after another before the first connection; missing with `asked.reuse`, and if the
   * server was named by its address.
   */
  readonly lookup?: LookupFigures
  /**
   * Full TLS handshakes of the established connections, each from the end of its connect time until both ends can send; missing
   * without TLS.
   */
  readonly handshake?: StepFigures
  /** TLS handshakes that resumed the session of an earlier connection; missing unless `asked.resume`. */
  readonly resumed?: StepFigures
  /**
   * Time from when the request was sent, on a connection that can send, until the first byte of its answer; missing except over HTTP.
   */
  readonly firstByte?: StepFigures
  /** Failed connections by cause. They add up to `failed`. */
  readonly errors: Readonly<Record<ConnectFailure, number>>
  /** CPU time of the client's process; the server's is `null`: the test has no session in which it could send it. */
  readonly cpu: EndsCpu
  /** What the client observed of itself. The server's facts are `null`: the test has no session in which it could send them. */
  readonly ends: Ends
  readonly validity: Validity
}

const stepEntries = { ...timeFigures, completed: count, unknown } satisfies Entries<StepFigures>

const step = v.object(stepEntries)

export const connectSchema = v.object({
  kind: v.literal('connect'),
  client: count,
  asked: v.object({
    count: v.nullable(count),
    seconds: figure,
    concurrency: count,
    timeout: amount,
    reuse: v.exactOptional(v.boolean()),
    messages: v.exactOptional(v.boolean()),
    resume: v.exactOptional(v.boolean()),
  } satisfies Entries<ConnectMeasurement['asked']>),
  attempted: count,
  connected: count,
  completed: count,
  failed: count,
  seconds: amount,
  rate: figure,
  ...timeFigures,
  unknown,
  histogram: histogramSchema,
  lookup: v.exactOptional(v.object({ ...stepEntries, attempted: count } satisfies Entries<LookupFigures>)),
  handshake: v.exactOptional(step),
  resumed: v.exactOptional(step),
  firstByte: v.exactOptional(step),
  whole: v.nullable(v.object({ min: amount, avg: amount, max: amount, p50: figure, p99: figure })),
  errors: v.object({
    refused: count,
    timeout: count,
    reset: count,
    closed: count,
    protocol: count,
    unreachable: count,
    noPorts: count,
    noDescriptors: count,
    other: count,
  } satisfies Entries<ConnectMeasurement['errors']>),
  cpu: endsCpuSchema,
  ends: endsSchema,
  ...ofProgram,
  validity: validitySchema,
} satisfies Entries<ConnectMeasurement>)
