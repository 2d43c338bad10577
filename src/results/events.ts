import * as v from 'valibot'

import { ERROR_CODES } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import { datagramInterval } from './datagram.ts'
import type { DatagramInterval } from './datagram.ts'
import { runHead } from './document.ts'
import type { RunHead } from './document.ts'
import { measurementSchema } from './measurement.ts'
import type { Measurement, MeasurementKind } from './measurement.ts'
import { amount, count, directionSchema, figure } from './parts.ts'
import type { Direction, Entries } from './parts.ts'
import { throughputInterval } from './throughput.ts'
import type { ThroughputInterval } from './throughput.ts'
import { verdictSchema } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** What a run reports while it runs, one JSON object a line: a start, intervals, measurements and verdicts, and an end. */
export type RunEvent = StartEvent | IntervalEvent | MeasurementEvent | VerdictEvent | EndEvent

/** The first event, when a connection is established or none could be. */
export interface StartEvent extends RunHead {
  readonly event: 'start'
}

/** An interval of a running test. */
export type IntervalEvent = { readonly event: 'interval' } & Interval

/** One measurement, complete or cut off, as in the result document. */
export interface MeasurementEvent {
  readonly event: 'measurement'
  /** Number of the concurrent client that measured it; 1 if it was the only one. */
  readonly client: number
  readonly measurement: Measurement
}

/** A judged threshold, after the last measurement, as in the result document. */
export interface VerdictEvent {
  readonly event: 'verdict'
  readonly verdict: Verdict
}

/** The last event. */
export interface EndEvent {
  readonly event: 'end'
  /** Exit code of the program. */
  readonly exitCode: number
  /** Duration of the run. */
  readonly seconds: number
  /** What ended the run early; `null` if nothing did. */
  readonly error: { readonly code: ErrorCode; readonly message: string } | null
}

/** A slice of a running test, reported when it is over. */
export type Interval = {
  readonly [Kind in MeasurementKind]: { readonly kind: Kind } & OfClient & IntervalFields[Kind]
}[MeasurementKind]

/** What an interval of each kind of measurement has beside its kind and client. */
interface IntervalFields {
  readonly latency: LatencyInterval
  readonly throughput: { readonly direction: Direction } & ThroughputInterval
  readonly datagram: { readonly direction: Direction } & DatagramInterval
  readonly loaded: { readonly phase: LoadedPhaseName } & LatencyInterval
  readonly connect: ConnectInterval
}

interface OfClient {
  /** Number of the concurrent client that measures it; 1 if it is the only one. */
  readonly client: number
}

/** The phases of a loaded test, in order. */
export type LoadedPhaseName = 'idle' | 'download' | 'upload' | 'bidirectional'

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

const latencyInterval = {
  from: amount,
  seconds: amount,
  received: count,
  lost: count,
  min: figure,
  avg: figure,
  max: figure,
  p50: figure,
} satisfies Entries<LatencyInterval>

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

const connectInterval = {
  from: amount,
  seconds: amount,
  completed: count,
  failed: count,
  rate: figure,
} satisfies Entries<ConnectInterval>

const phase = v.picklist(['idle', 'download', 'upload', 'bidirectional'])

const interval = { event: v.literal('interval'), client: count }

const INTERVALS = {
  latency: v.object({ ...interval, kind: v.literal('latency'), ...latencyInterval }),
  throughput: v.object({
    ...interval,
    kind: v.literal('throughput'),
    direction: directionSchema,
    ...throughputInterval,
  }),
  datagram: v.object({
    ...interval,
    kind: v.literal('datagram'),
    direction: directionSchema,
    ...datagramInterval,
  }),
  loaded: v.object({ ...interval, kind: v.literal('loaded'), phase, ...latencyInterval }),
  connect: v.object({ ...interval, kind: v.literal('connect'), ...connectInterval }),
} satisfies { readonly [Kind in MeasurementKind]: v.GenericSchema<unknown, IntervalEvent & { kind: Kind }> }

const EVENTS = {
  start: v.object({ event: v.literal('start'), ...runHead } satisfies Entries<StartEvent>),
  interval: v.variant('kind', Object.values(INTERVALS)),
  measurement: v.object({
    event: v.literal('measurement'),
    client: count,
    measurement: measurementSchema,
  } satisfies Entries<MeasurementEvent>),
  verdict: v.object({
    event: v.literal('verdict'),
    verdict: verdictSchema,
  } satisfies Entries<VerdictEvent>),
  end: v.object({
    event: v.literal('end'),
    exitCode: count,
    seconds: amount,
    error: v.nullable(v.object({ code: v.picklist(ERROR_CODES), message: v.string() })),
  } satisfies Entries<EndEvent>),
} satisfies { readonly [Name in RunEvent['event']]: v.GenericSchema<unknown, RunEvent & { event: Name }> }

/** `npm run schema` writes `schema/event-1.schema.json` from it. */
export const eventSchema: v.GenericSchema<unknown, RunEvent> = v.variant('event', Object.values(EVENTS))

/** The event as a line that ends with a newline. */
export function writeEvent(event: RunEvent): string {
  return `${JSON.stringify(event)}\n`
}
