import * as v from 'valibot'

import {
  amount,
  count,
  directionSchema,
  endsSchema,
  figure,
  ofProgram,
  share,
  unknown,
  validitySchema,
} from './parts.ts'
import type { Direction, Ends, Entries, OfProgram, Validity } from './parts.ts'

/** A trial of a search for the UDP capacity: a flow at one rate. */
export interface CapacityTrial {
  /** Seconds from the start of the search to the start of the trial. */
  readonly from: number
  readonly seconds: number
  /** Payload rate that was asked for, 10^6 bit/s. */
  readonly rate: number
  /** Payload that the sender sent, by its own clock, 10^6 bit/s: the load of the trial. */
  readonly offered: number
  readonly sent: number
  readonly lost: number
  /** Share (0..1) of the datagrams that was lost; 1 if none was sent. */
  readonly loss: number
  /** Whether the loss was at most the one asked for. */
  readonly kept: boolean
}

export const capacityTrial = {
  from: amount,
  seconds: amount,
  rate: amount,
  offered: amount,
  sent: count,
  lost: count,
  loss: share,
  kept: v.boolean(),
} satisfies Entries<CapacityTrial>

/** What kept a search from finding a higher rate. `network`: more was lost at a higher load. `rate`: the highest rate was kept. */
export type CapacityLimit = 'network' | 'receiver' | 'sender' | 'rate' | 'trials'

/**
 * The highest UDP rate at which no more than a given share is lost, found by bisection: the throughput of RFC 2544 (section
 * 26.1), searched as in MLRsearch (draft-ietf-bmwg-mlrsearch), whose terms are in parentheses.
 */
export interface CapacityMeasurement extends OfProgram {
  readonly kind: 'capacity'
  /** Number of the concurrent client that measured it; 1 if it was the only one. */
  readonly client: number
  readonly direction: Direction
  readonly asked: {
    /** Share (0..1) of datagrams that may be lost (Goal Loss Ratio). */
    readonly loss: number
    /** How far apart the two bounds may be at the end, as a share of the lower one (Goal Width). */
    readonly resolution: number
    /** Highest rate, bit/s (Max Load). */
    readonly rate: number
    /** Time of a trial, s (Goal Final Trial Duration). */
    readonly trial: number
    /** Bytes per datagram, without the UDP and IP headers. */
    readonly payload: number
    /** Timeout (ms) of the server's reports; missing if it is the default. */
    readonly timeout?: number
  }
  /**
   * Payload that arrived at the highest load that kept the loss, 10^6 bit/s (Conditional Throughput). 0 if no load did; `null` if
   * none was tried to its end.
   */
  readonly mbps: number | null
  /** That load, 10^6 bit/s (Relevant Lower Bound); `null` if no load kept the loss. */
  readonly lower: number | null
  /** The lowest load that did not, 10^6 bit/s (Relevant Upper Bound); `null` if each did. */
  readonly upper: number | null
  /** Loss at the lower bound; `null` without one. */
  readonly loss: number | null
  readonly limit: CapacityLimit
  readonly trials: readonly CapacityTrial[]
  /** Time of the whole search. */
  readonly seconds: number
  /** Why a figure is `null`: a sentence for each one. */
  readonly unknown: Readonly<Record<string, string>>
  /** The worst of all trials; `null` if iperf3 measured. */
  readonly ends: Ends | null
  readonly validity: Validity
}

export const capacitySchema = v.object({
  kind: v.literal('capacity'),
  client: count,
  direction: directionSchema,
  asked: v.object({
    loss: share,
    resolution: amount,
    rate: amount,
    trial: amount,
    payload: count,
    timeout: v.exactOptional(amount),
  } satisfies Entries<CapacityMeasurement['asked']>),
  mbps: figure,
  lower: figure,
  upper: figure,
  loss: v.nullable(share),
  limit: v.picklist(['network', 'receiver', 'sender', 'rate', 'trials']),
  trials: v.pipe(v.array(v.object(capacityTrial)), v.maxLength(1000)),
  seconds: amount,
  unknown,
  ends: v.nullable(endsSchema),
  ...ofProgram,
  validity: validitySchema,
} satisfies Entries<CapacityMeasurement>)
