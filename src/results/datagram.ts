import * as v from 'valibot'

import {
  amount,
  count,
  directionSchema,
  endsCpuSchema,
  endsSchema,
  figure,
  name,
  share,
  unknown,
  ofProgram,
  validitySchema,
} from './parts.ts'
import type { Direction, Ends, EndsCpu, Entries, OfProgram, Validity } from './parts.ts'
import { throughputInterval } from './throughput.ts'

/** A slice of a datagram test. */
export interface DatagramInterval {
  /** Seconds from the arrival of the first datagram to the start of the slice. */
  readonly from: number
  readonly seconds: number
  readonly bytes: number
  readonly mbps: number | null
  /** Datagrams that arrived in it, duplicates not counted. */
  readonly received: number
}

export const datagramInterval = {
  ...throughputInterval,
  received: count,
} satisfies Entries<DatagramInterval>

/** A flow of UDP datagrams in one direction, counted by its receiver. */
export interface DatagramMeasurement extends OfProgram {
  readonly kind: 'datagram'
  /** Number of the concurrent client that measured it; 1 if it was the only one. */
  readonly client: number
  readonly direction: Direction
  /** Whether the other direction was measured at the same time. */
  readonly bidirectional: boolean
  readonly asked: {
    /** Payload of all datagrams in bytes; `null` if a duration was given. */
    readonly bytes: number | null
    /** Duration in seconds; `null` if a size was given. */
    readonly seconds: number | null
    /** Payload rate to send at, bit/s; `null` if iperf3 sent without a limit, or did not say. */
    readonly rate: number | null
    /** Bytes per datagram, without the UDP and IP headers. */
    readonly payload: number
    /** Timeout (ms) of the server's reports; missing if it is the default. */
    readonly timeout?: number
  }
  /** Datagrams that the sender's kernel accepted, from the first one that arrived to the last one sent. */
  readonly sent: number
  /** Datagrams that the sender's kernel refused, which `sent` does not count; missing if there are none. */
  readonly notSent?: {
    readonly datagrams: number
    /** System error of the first one, such as `EMSGSIZE`; `null` if unknown. */
    readonly code: string | null
  }
  /** Those that arrived, duplicates not counted. `sent` = `received` + `lost`. */
  readonly received: number
  /** Those that had not arrived when the flow was drained. */
  readonly lost: number
  /** Share (0..1) of `sent` that was lost; `null` if nothing was sent. */
  readonly loss: number | null
  /** Duplicate datagrams; `null` if iperf3 counted, which cannot tell. */
  readonly duplicates: number | null
  /** Datagrams that arrived out of order: after one that was sent later (RFC 4737); `null` if an iperf3 server counted. */
  readonly reordered: number | null
  /** Datagrams that the receiver's host dropped because the socket buffer was full; `null` if that is unknown. */
  readonly droppedByHost: number | null
  /** Payload of the datagrams received. */
  readonly bytes: number
  /** Time from the first arrival to the last, by the receiver's clock. */
  readonly seconds: number
  /** Payload that arrived, 10^6 bit/s; `null` if no time passed. */
  readonly mbps: number | null
  /** Payload that the sender sent, by its own clock, 10^6 bit/s; `null` if no time passed. */
  readonly offered: number | null
  /** Interarrival jitter (RFC 3550, section 6.4.1) of transit times, ms; `null` with fewer than two datagrams. */
  readonly jitter: number | null
  /** Mean absolute difference of consecutive transit times, ms. */
  readonly jitterMean: number | null
  /** Slices of the test in order. Their bytes add up to `bytes`. Empty if an iperf3 server counted. */
  readonly intervals: readonly DatagramInterval[]
  /** Why a figure is `null`: a sentence for each one. */
  readonly unknown: Readonly<Record<string, string>>
  /** `null` if iperf3 measured. */
  readonly cpu: EndsCpu | null
  /** `null` if iperf3 measured. */
  readonly ends: Ends | null
  readonly validity: Validity
}

export const datagramSchema = v.object({
  kind: v.literal('datagram'),
  client: count,
  direction: directionSchema,
  bidirectional: v.optional(v.boolean(), false),
  asked: v.object({
    bytes: v.nullable(count),
    seconds: figure,
    rate: figure,
    payload: count,
    timeout: v.exactOptional(amount),
  } satisfies Entries<DatagramMeasurement['asked']>),
  sent: count,
  notSent: v.exactOptional(v.object({ datagrams: count, code: v.nullable(name) })),
  received: count,
  lost: count,
  loss: v.nullable(share),
  duplicates: v.nullable(count),
  reordered: v.nullable(count),
  droppedByHost: v.nullable(count),
  bytes: count,
  seconds: amount,
  mbps: figure,
  offered: figure,
  jitter: figure,
  jitterMean: figure,
  intervals: v.pipe(v.array(v.object(datagramInterval)), v.maxLength(100_000)),
  unknown,
  cpu: v.nullable(endsCpuSchema),
  ends: v.nullable(endsSchema),
  ...ofProgram,
  validity: validitySchema,
} satisfies Entries<DatagramMeasurement>)
