/**
 * The agent's protocol, version 1: lines of JSON over standard input and output. docs/reference/agent.md specifies them.
 * Unknown fields are ignored, so that later releases can add some.
 */
import * as v from 'valibot'

import { ERROR_CODES } from '../errors.ts'
import { hostFactsSchema, placementSchema } from '../results/environment.ts'
import { measurementSchema } from '../results/measurement.ts'
import { count, directionSchema } from '../results/parts.ts'
import { pathMtuSchema, targetSchema } from '../results/target.ts'

/** The version of the protocol. */
export const AGENT_VERSION = 1

/** Maximum bytes of an order, with its newline. */
export const MOST_ORDER = 65_536

/** Maximum bytes of an agent's first line, with its newline. */
export const MOST_GREETING = 16_384

/** Maximum bytes of any later line of an agent, with its newline: a measurement can have 100,000 intervals. */
export const MOST_REPORT: number = 64 * 2 ** 20

/** Maximum probes of a report. */
export const MOST_REPORTED_PROBES = 1000

/** How often (ms) an agent says that it is alive. */
export const ALIVE_INTERVAL = 1000

/** Every order that measures; each has the name of the client's method. */
export const MEASURING_ORDERS = [
  'latency',
  'download',
  'upload',
  'bidirectional',
  'udpDownload',
  'udpUpload',
  'udpBidirectional',
  'udpCapacity',
  'loadedLatency',
  'connectRate',
  'underLoad',
] as const

const id = v.pipe(count, v.minValue(1))
/** Milliseconds of a monotonic clock. */
const clock = v.pipe(v.number(), v.finite())
const options = v.record(v.string(), v.unknown())

/** What an agent's first line says in every version. */
export const agentVersionSchema = v.object({
  agent: count,
  version: v.pipe(v.string(), v.maxLength(64)),
})

/** An agent's first line. */
export const agentGreetingSchema = v.object({ ...agentVersionSchema.entries, host: hostFactsSchema })
/** An agent's first line. */
export type AgentGreeting = v.InferOutput<typeof agentGreetingSchema>

const measuring = {
  id,
  /** The id of the order that opened the connection. */
  connection: id,
  options,
  /** Whether to report probes and intervals while it measures. */
  probes: v.optional(v.boolean()),
  intervals: v.optional(v.boolean()),
  /** Whether to wait before the first packet, with the report `ready`, until the order `begin`. */
  waits: v.optional(v.boolean()),
}

/** An order to an agent. */
export const orderSchema = v.variant('order', [
  v.object({
    id,
    order: v.literal('connect'),
    options,
    placement: v.optional(v.pipe(v.string(), v.maxLength(1000))),
    /** Whether to report the place in the server's queue. */
    waiting: v.optional(v.boolean()),
  }),
  v.object({ ...measuring, order: v.picklist(MEASURING_ORDERS), direction: v.optional(directionSchema) }),
  v.object({ id, order: v.picklist(['abort', 'close', 'pathMtu']), connection: id }),
  /** When the measurement that waits is to begin, by the agent's clock. */
  v.object({ id, order: v.literal('begin'), connection: id, at: clock }),
  v.object({ id, order: v.literal('clock') }),
])
/** An order to an agent. */
export type AgentOrder = v.InferOutput<typeof orderSchema>
/** An order that measures. */
export type MeasuringOrder = Extract<AgentOrder, { order: (typeof MEASURING_ORDERS)[number] }>

/** What an agent reports after its first line. */
export const agentReportSchema = v.variant('report', [
  /** It is alive. */
  v.object({ report: v.literal('alive') }),
  /** Probes: number, count of the whole measurement, and round-trip time in ms. */
  v.object({
    report: v.literal('probes'),
    id,
    probes: v.pipe(
      v.array(v.tuple([count, v.nullable(count), v.nullable(v.pipe(v.number(), v.minValue(0)))])),
      v.maxLength(MOST_REPORTED_PROBES),
    ),
  }),
  /** An interval, and the direction or the phase that it is of. */
  v.object({
    report: v.literal('interval'),
    id,
    of: v.optional(v.pipe(v.string(), v.maxLength(64))),
    interval: v.record(v.string(), v.unknown()),
  }),
  /** The agent waits for other clients of the server: its place, and how many wait. */
  v.object({ report: v.literal('waiting'), id, place: count, of: count }),
  /** The measurement waits for the order `begin`. */
  v.object({ report: v.literal('ready'), id }),
  /** The order was carried out. */
  v.object({
    report: v.literal('done'),
    id,
    target: v.optional(targetSchema),
    server: v.optional(v.nullable(hostFactsSchema)),
    /** Round-trip time (ms) of the connection, in a dialect without probes. */
    roundTrip: v.optional(v.nullable(v.pipe(v.number(), v.minValue(0)))),
    measurements: v.optional(v.pipe(v.array(measurementSchema), v.maxLength(2))),
    pathMtu: v.optional(pathMtuSchema),
    /** When the measurement began, or what time it is, by the agent's clock. */
    time: v.optional(clock),
    /** The CPUs of the agent, if it was to place itself. */
    placement: v.optional(placementSchema),
  }),
  /** The order failed. */
  v.object({
    report: v.literal('failed'),
    id,
    code: v.picklist(ERROR_CODES),
    message: v.pipe(v.string(), v.maxLength(10_000)),
    /** What was measured before. */
    measurements: v.optional(v.pipe(v.array(measurementSchema), v.maxLength(2)), []),
  }),
])
/** What an agent reports after its first line. */
export type AgentReport = v.InferOutput<typeof agentReportSchema>

/** A line of either side. */
export function agentLine(value: AgentGreeting | AgentOrder | AgentReport): string {
  return `${JSON.stringify(value)}\n`
}
