import * as v from 'valibot'

import { ERROR_CODES } from '../errors.ts'
import type { ErrorCode } from '../errors.ts'
import { runHead } from './document.ts'
import type { RunHead } from './document.ts'
import { intervalSchema, measurementSchema } from './measurement.ts'
import type { Interval, Measurement } from './measurement.ts'
import { amount, count } from './parts.ts'
import type { Entries } from './parts.ts'
import { verdictSchema } from './verdict.ts'
import type { Verdict } from './verdict.ts'

export type { ConnectInterval, Interval, LatencyInterval, LoadedPhaseName } from './measurement.ts'

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

const EVENTS = {
  start: v.object({ event: v.literal('start'), ...runHead } satisfies Entries<StartEvent>),
  interval: intervalSchema,
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
