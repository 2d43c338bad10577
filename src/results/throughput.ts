import * as v from 'valibot'

import {
  amount,
  count,
  directionSchema,
  endsCpuSchema,
  endsSchema,
  figure,
  name,
  unknown,
  ofProgram,
  validitySchema,
} from './parts.ts'
import type { Direction, Ends, EndsCpu, Entries, OfProgram, Validity } from './parts.ts'
import { streamSlicesSchema } from './samples.ts'
import type { StreamSlices } from './samples.ts'

/** A slice of a throughput test. */
export interface ThroughputInterval {
  /** Seconds from the end of the warm-up to the start of the slice. */
  readonly from: number
  readonly seconds: number
  readonly bytes: number
  readonly mbps: number | null
}

export const throughputInterval = {
  from: amount,
  seconds: amount,
  bytes: count,
  mbps: figure,
} satisfies Entries<ThroughputInterval>

/** The first second of a transfer, in which a limiter may let more through than it does later. */
export interface ThroughputBurst {
  /** How long it was: up to the end of the last interval within it. */
  readonly seconds: number
  readonly bytes: number
  readonly mbps: number
  /** Payload beyond that of as long a part of the rest: about the depth of a token bucket. 0 if there was less. */
  readonly excess: number
  /** Goodput of the rest of the test, 10^6 bit/s. */
  readonly sustained: number
}

/** The sending kernel's statistics of a connection. Counts and times cover the transfer alone. */
export interface TcpFacts {
  /** Congestion control: `cubic`, `bbr`, … */
  readonly congestion: string | null
  /** Retransmitted segments. */
  readonly retransmits: number | null
  /** Smoothed round-trip time (RFC 6298) at the end of the transfer, ms. */
  readonly rtt: number | null
  /** Mean deviation of the round-trip time (RFC 6298) at the end of the transfer, ms. */
  readonly rttVariation: number | null
  /** Shortest round-trip time, ms. */
  readonly minRtt: number | null
  /** Congestion window at the end of the transfer, in segments. */
  readonly cwnd: number | null
  /** Maximum segment size in bytes. */
  readonly mss: number | null
  /** The kernel's last estimate of the delivery rate, 10^6 bit/s. */
  readonly deliveryRate: number | null
  /** Seconds with data to send. */
  readonly busy: number | null
  /** Share (0..1) of `busy` in which the receiver's window limited the sender. */
  readonly rwndLimited: number | null
  /** Share (0..1) of `busy` in which the send buffer limited the sender. */
  readonly sndbufLimited: number | null
}

export const tcpFactsSchema = v.object({
  congestion: v.nullable(name),
  retransmits: figure,
  rtt: figure,
  rttVariation: figure,
  minRtt: figure,
  cwnd: figure,
  mss: figure,
  deliveryRate: figure,
  busy: figure,
  rwndLimited: figure,
  sndbufLimited: figure,
} satisfies Entries<TcpFacts>)

/** The part of the path that the sending kernel knows, if a proxy (or NAT) is on it. */
export interface TcpLeg {
  /** The end that sends. */
  readonly from: 'client' | 'server'
  /** `address:port` of the other end of its connection: the proxy; `null` if unknown. */
  readonly to: string | null
  readonly tcp: TcpFacts
}

/** One stream of a throughput test. */
export interface StreamFigures {
  readonly bytes: number
  readonly seconds: number
  readonly mbps: number | null
  /** The sending kernel's statistics of the connection; `null` if they are not available, or are those of a leg. */
  readonly tcp: TcpFacts | null
  /** The statistics of one leg, which no metric uses; missing if the connection is the whole path, or they are unknown. */
  readonly leg?: TcpLeg
  /** What arrived in time; only if the option `samples` asked for it, and the receiver of the stream tells. */
  readonly slices?: StreamSlices
}

const streamFigures = v.object({
  bytes: count,
  seconds: amount,
  mbps: figure,
  tcp: v.nullable(tcpFactsSchema),
  leg: v.exactOptional(
    v.object({
      from: v.picklist(['client', 'server']),
      to: v.nullable(name),
      tcp: tcpFactsSchema,
    } satisfies Entries<TcpLeg>),
  ),
  slices: v.exactOptional(streamSlicesSchema),
} satisfies Entries<StreamFigures>)

/** Goodput: payload that arrived, divided by the time in which it arrived. */
export interface ThroughputMeasurement extends OfProgram {
  readonly kind: 'throughput'
  /** Number of the concurrent client that measured it; 1 if it was the only one. */
  readonly client: number
  readonly direction: Direction
  /** Whether the other direction was measured at the same time. */
  readonly bidirectional: boolean
  readonly asked: {
    /** Payload in bytes; `null` if a duration was given. */
    readonly bytes: number | null
    /** Duration in seconds; `null` if a size was given. */
    readonly seconds: number | null
    readonly streams: number
    /** Warm-up time in seconds, excluded from the figures. */
    readonly warmup: number
    /** Payload rate limit, bit/s; `null` if there is none. */
    readonly rate: number | null
    /** Timeout (ms) of a transfer in which no payload moves; missing if it is the default. */
    readonly timeout?: number
  }
  /** Payload that arrived, counted by the receiver. */
  readonly bytes: number
  /** Time in which it arrived, by the receiver's clock. */
  readonly seconds: number
  /** 10^6 bit/s; `null` if no time passed. */
  readonly mbps: number | null
  /**
   * Slices of the test in order; `null` in the seed dialect, which has none. Their bytes add up to `bytes`, except in an upload
   * to an iperf3 server: there they are what the client's kernel took.
   */
  readonly intervals: readonly ThroughputInterval[] | null
  /**
   * The rest of the test after slow start and queue filling, found by MSER (White 1997); `null` if it cannot be
   * determined.
   */
  readonly steady: ThroughputInterval | null
  /** The first second after the warm-up; `null` if it cannot be told from the rest, missing without intervals. */
  readonly burst?: ThroughputBurst | null
  /** Each stream's own figures, in the order in which the streams were opened. */
  readonly streams: readonly StreamFigures[]
  /**
   * Jain's fairness index of the streams' rates (Jain, Chiu, Hawe 1984): 1 if all are equal, 1/n if one of n streams has all
   * of the rate.
   */
  readonly fairness: number | null
  /**
   * Of an upload over HTTP: time (ms) from when the client had sent the last byte until the server's answer, of the stream for which it
   * was longest. What something on the path kept back of the upload is passed on in this time.
   */
  readonly confirmation?: number
  /** Why `steady`, `burst` or `tcp` is `null`: a sentence for each. */
  readonly unknown: Readonly<Record<string, string>>
  /** `null` if iperf3 measured. */
  readonly cpu: EndsCpu | null
  /** `null` if iperf3 measured. */
  readonly ends: Ends | null
  readonly validity: Validity
}

const interval = v.object(throughputInterval)

export const throughputSchema = v.object({
  kind: v.literal('throughput'),
  client: count,
  direction: directionSchema,
  bidirectional: v.optional(v.boolean(), false),
  asked: v.object({
    bytes: v.nullable(count),
    seconds: figure,
    streams: count,
    warmup: amount,
    rate: figure,
    timeout: v.exactOptional(amount),
  } satisfies Entries<ThroughputMeasurement['asked']>),
  bytes: count,
  seconds: amount,
  mbps: figure,
  intervals: v.nullable(v.pipe(v.array(interval), v.maxLength(100_000))),
  steady: v.nullable(interval),
  burst: v.exactOptional(
    v.nullable(
      v.object({
        seconds: amount,
        bytes: count,
        mbps: amount,
        excess: count,
        sustained: amount,
      } satisfies Entries<ThroughputBurst>),
    ),
  ),
  streams: v.pipe(v.array(streamFigures), v.maxLength(1000)),
  fairness: figure,
  confirmation: v.exactOptional(amount),
  unknown,
  cpu: v.nullable(endsCpuSchema),
  ends: v.nullable(endsSchema),
  ...ofProgram,
  validity: validitySchema,
} satisfies Entries<ThroughputMeasurement>)
