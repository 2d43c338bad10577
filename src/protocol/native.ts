/**
 * The native dialect, version 2: lines of JSON, then probes or payload, on each connection of a session.
 * docs/reference/protocol.md tells it byte for byte. Unknown fields are ignored, so that a later version 2 can add some.
 */
import * as v from 'valibot'

import { messageOf, WyndrvrError } from '../errors.ts'
import { hostFactsSchema } from '../results/environment.ts'
import { endFactsSchema } from '../results/parts.ts'
import {
  echoFlowRequestSchema,
  flowDoorSchema,
  flowEchoedSchema,
  flowRequestSchema,
  flowSentSchema,
  flowTallySchema,
} from './flow.ts'
import type { FlowWord } from './flow.ts'

/** The version of the dialect. */
export const NATIVE_VERSION = 2

/** What every native connection begins with, in both directions, before the version. */
export const NATIVE_MARK = 'WYNDRVR/'

/** The most bytes of a client's line, its newline included. */
export const NATIVE_MAX_LINE = 16_384

/** The most bytes of a server's line: it may hold a number for each interval. */
export const NATIVE_MAX_ANSWER: number = 256 * 1024

/** The most round-trip times that a sender tells. */
export const NATIVE_MAX_RTTS = 1000

/** The most intervals of a count; what comes later is counted in the last one. */
export const NATIVE_MAX_INTERVALS = 10_000

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const time = v.pipe(v.number(), v.minValue(0), v.maxValue(86_400))

/** What a client's first line says: what the connection is for. */
export const helloSchema = v.variant('role', [
  v.object({ role: v.literal('control') }),
  v.object({ role: v.literal('stream'), session: v.pipe(v.string(), v.maxLength(200)) }),
])
/** A client's first line. */
export type NativeHello = v.InferOutput<typeof helloSchema>

/** What a server's first line says. */
export const welcomeSchema = v.object({
  session: v.pipe(v.string(), v.maxLength(200)),
  mode: v.picklist(['thread', 'process', 'sequential']),
  worker: count,
  version: v.pipe(v.string(), v.maxLength(64)),
  /** Milliseconds after which a connection on which nothing moves is dropped; a minute where it is not said. */
  idle: v.optional(v.pipe(v.number(), v.minValue(0)), 60_000),
  host: hostFactsSchema,
  /** Whether it takes the request `tcp`. */
  tellsTcp: v.optional(v.boolean()),
  /** Whether it takes the request `udp`. */
  udp: v.optional(v.boolean()),
})
/** A server's first line. */
export type NativeWelcome = v.InferOutput<typeof welcomeSchema>

/** How much payload a transfer has: an amount, or all that goes in a time. Times in seconds, rates in bit/s. */
const transfer = {
  bytes: v.nullable(v.pipe(count, v.minValue(1), v.maxValue(2 ** 50))),
  seconds: v.nullable(time),
  warmup: time,
  interval: v.pipe(v.number(), v.minValue(0.01), v.maxValue(86_400)),
  rate: v.nullable(v.pipe(v.number(), v.minValue(1000))),
  block: v.pipe(count, v.minValue(1024), v.maxValue(4 * 1024 * 1024)),
  /** Whether the receiver of an upload is to tell of each interval as soon as it is complete. */
  progress: v.optional(v.boolean()),
  /** Whether the sender of a download is to note the round-trip time that its kernel sees, while it sends. */
  rtts: v.optional(v.boolean()),
}

/** What a client asks for on a connection after the hellos. */
export const requestSchema = v.variant('request', [
  v.object({
    request: v.literal('echo'),
    payload: v.pipe(count, v.minValue(14), v.maxValue(65_536)),
    busyPoll: v.boolean(),
  }),
  v.object({ request: v.literal('download'), ...transfer }),
  v.object({ request: v.literal('upload'), ...transfer }),
  v.variant('direction', [flowRequestSchema, echoFlowRequestSchema]),
  v.object({ request: v.literal('tcp') }),
  v.object({ request: v.literal('bye') }),
])
/** A request. */
export type NativeRequest = v.InferOutput<typeof requestSchema>
/** A request for payload in either direction. */
export type NativeTransfer = Extract<NativeRequest, { request: 'download' | 'upload' }>

/** What a receiver of payload counted, by its own monotonic clock. */
export const tallySchema = v.object({
  /** Payload after the warm-up. */
  bytes: count,
  /** Nanoseconds from the warm-up's end to the last byte counted. */
  elapsed: count,
  /** Bytes of each interval after the warm-up; the last one may be short. */
  intervals: v.pipe(v.array(count), v.maxLength(NATIVE_MAX_INTERVALS)),
})
/** What a receiver counted. */
export type Tally = v.InferOutput<typeof tallySchema>

/** CPU time of the server's process from a request to its answer, in seconds. */
export const cpuSchema = v.object({ user: v.number(), system: v.number() })

const amount = v.nullable(v.pipe(v.number(), v.minValue(0)))

/** What a kernel knows of its end of a connection. Counts and times are those of the connection's whole life. */
export const tcpCountsSchema = v.object({
  /** Congestion control. */
  congestion: v.nullable(v.pipe(v.string(), v.maxLength(64))),
  /** Segments that were sent again. */
  retransmits: amount,
  /** Smoothed round-trip time, its mean deviation, and the least seen; ms. */
  rtt: amount,
  rttVariation: amount,
  minRtt: amount,
  /** Congestion window in segments. */
  cwnd: amount,
  /** Bytes of a segment. */
  mss: amount,
  /** Rate at which data last arrived, bit/s. */
  deliveryRate: amount,
  /** Seconds in which there was data to send; in which the receiver's window, and the send buffer, held it up. */
  busy: amount,
  rwndLimited: amount,
  sndbufLimited: amount,
})
/** What a kernel knows of its end of a connection. */
export type TcpCounts = v.InferOutput<typeof tcpCountsSchema>

/** What a server says in answer to a request, before and after it. */
export const answerSchema = v.object({
  error: v.optional(v.object({ code: v.string(), message: v.string() })),
  busyPoll: v.optional(v.boolean()),
  /** Where a UDP flow's datagrams go; that it begins; what the server sent, received and echoed in it. */
  door: v.optional(flowDoorSchema),
  go: v.optional(v.literal(true)),
  sent: v.optional(flowSentSchema),
  flow: v.optional(flowTallySchema),
  echoed: v.optional(flowEchoedSchema),
  /** Whether the client's hello had come when a flow was given up. */
  heard: v.optional(v.boolean()),
  /** One interval of an upload that runs, 0 for the first. */
  interval: v.optional(v.object({ index: count, bytes: count })),
  tally: v.optional(tallySchema),
  /** Smoothed round-trip times (ms) as the sender's kernel saw them during a download, after the warm-up. */
  rtts: v.optional(v.pipe(v.array(v.pipe(v.number(), v.minValue(0))), v.maxLength(NATIVE_MAX_RTTS))),
  cpu: v.optional(cpuSchema),
  tcp: v.optional(v.nullable(tcpCountsSchema)),
  end: v.optional(endFactsSchema),
})
/** An answer; which fields it has is the request's matter. */
export type NativeAnswer = v.InferOutput<typeof answerSchema>

/** The text of bytes that were collected as latin1, which holds any piece of them. */
export function decoded(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}

/** A first line, of either side: `WYNDRVR/2 {…}` and a newline. */
export function openingLine(value: unknown): string {
  return `${NATIVE_MARK}${NATIVE_VERSION} ${JSON.stringify(value)}\n`
}

/** Any later line: JSON and a newline. */
export function line(value: NativeRequest | NativeAnswer | FlowWord): string {
  return `${JSON.stringify(value)}\n`
}

/** The version and the rest of a first line; `null` where it is none of this dialect. */
export function splitOpening(text: string): { readonly version: number; readonly json: string } | null {
  const match = /^WYNDRVR\/(\d{1,6}) ?(.*)$/s.exec(text.trimEnd())
  return match ? { version: Number(match[1]), json: match[2] ?? '' } : null
}

/** The session that a first line joins as a stream; `null` where it says anything else, right or wrong. */
export function joinedSession(text: string): string | null {
  const opening = splitOpening(text)
  if (opening?.version !== NATIVE_VERSION) return null
  try {
    const hello = readJson(helloSchema, opening.json, 'first line')
    return hello.role === 'stream' ? hello.session : null
  } catch {
    return null
  }
}

/**
 * Reads the JSON of a line.
 * @param what what the line is called in an error
 * @throws {WyndrvrError} `ERR_WYNDRVR_PROTOCOL`
 */
export function readJson<T>(schema: v.GenericSchema<unknown, T>, text: string, what: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new WyndrvrError('ERR_WYNDRVR_PROTOCOL', `The ${what} is no JSON: ${messageOf(error)}.`)
  }
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  const [issue] = result.issues
  const place = v.getDotPath(issue) ?? 'its top'
  throw new WyndrvrError('ERR_WYNDRVR_PROTOCOL', `The ${what} is wrong at ${place}: ${issue.message}.`)
}
