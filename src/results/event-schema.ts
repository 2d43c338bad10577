import * as v from 'valibot'

import { ERROR_CODES } from '../errors.ts'
import type { RunEvent } from './events.ts'
import {
  amount,
  count,
  datagramIntervalSchema,
  directionSchema,
  figure,
  headSchema,
  intervalSchema,
  measurementSchema,
  verdictSchema,
} from './schema.ts'

const interval = { event: v.literal('interval'), client: count }

const latencyInterval = {
  from: amount,
  seconds: amount,
  received: count,
  lost: count,
  min: figure,
  avg: figure,
  max: figure,
  p50: figure,
}

/** One event of a run, checked. `schema/event-1.schema.json` is made from it by `npm run schema`. */
export const eventSchema: v.GenericSchema<unknown, RunEvent> = v.variant('event', [
  v.object({ event: v.literal('start'), ...headSchema.entries }),
  v.variant('kind', [
    v.object({
      ...interval,
      kind: v.literal('latency'),
      ...latencyInterval,
    }),
    v.object({
      ...interval,
      kind: v.literal('throughput'),
      direction: directionSchema,
      ...intervalSchema.entries,
    }),
    v.object({
      ...interval,
      kind: v.literal('datagram'),
      direction: directionSchema,
      ...datagramIntervalSchema.entries,
    }),
    v.object({
      ...interval,
      kind: v.literal('loaded'),
      phase: v.picklist(['idle', 'download', 'upload', 'bidirectional']),
      ...latencyInterval,
    }),
    v.object({
      ...interval,
      kind: v.literal('connect'),
      from: amount,
      seconds: amount,
      completed: count,
      failed: count,
      rate: figure,
    }),
  ]),
  v.object({ event: v.literal('measurement'), client: count, measurement: measurementSchema }),
  v.object({ event: v.literal('verdict'), verdict: verdictSchema }),
  v.object({
    event: v.literal('end'),
    exitCode: count,
    seconds: amount,
    error: v.nullable(v.object({ code: v.picklist(ERROR_CODES), message: v.string() })),
  }),
])
