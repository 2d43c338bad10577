/** The messages about a UDP flow, on the TCP connection that it belongs to. */
import * as v from 'valibot'

import { MOST_PORT } from '../check.ts'
import { count, figure } from '../results/parts.ts'
import { DATAGRAM_HEADER, LARGEST_DATAGRAM, SECRET_SIZE, SEQUENCES, UDP_PROBE_HEADER } from './datagram.ts'

/** Minimum and maximum rate of a flow, bit/s. */
export const FLOW_RATES = { least: 1000, most: 1e11 } as const

/** Maximum planned duration of a flow, seconds. */
export const FLOW_LONGEST = 86_400

/** Maximum number of intervals of a flow. The last one also counts everything later. */
export const FLOW_MAX_INTERVALS = 10_000

/** Maximum time that a receiver waits after the last datagram, ms. */
export const LONGEST_DRAIN = 5000

/** 128 bits in base64url. */
const secret = v.pipe(v.string(), v.regex(/^[\w-]{22}$/))

/** A request for datagrams: their direction, size, rate and duration. */
export const flowRequestSchema = v.object({
  request: v.literal('udp'),
  direction: v.picklist(['download', 'upload', 'both']),
  /** Bytes per datagram. */
  payload: v.pipe(count, v.minValue(DATAGRAM_HEADER), v.maxValue(LARGEST_DATAGRAM)),
  /** Payload rate, bit/s. */
  rate: v.pipe(v.number(), v.minValue(FLOW_RATES.least), v.maxValue(FLOW_RATES.most)),
  bytes: v.nullable(v.pipe(count, v.minValue(1), v.maxValue(2 ** 50))),
  seconds: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(FLOW_LONGEST))),
  interval: v.pipe(v.number(), v.minValue(0.01), v.maxValue(86_400)),
  /** Whether the server reports each received interval when it is complete. */
  progress: v.optional(v.boolean()),
})
/** A request for datagrams. */
export type FlowRequest = v.InferOutput<typeof flowRequestSchema>

/** A request for probes to be echoed. */
export const echoFlowRequestSchema = v.object({
  request: v.literal('udp'),
  direction: v.literal('echo'),
  payload: v.pipe(count, v.minValue(UDP_PROBE_HEADER), v.maxValue(LARGEST_DATAGRAM)),
  busyPoll: v.boolean(),
})
/** A request for probes to be echoed. */
export type EchoFlowRequest = v.InferOutput<typeof echoFlowRequestSchema>

/** Where a flow's datagrams go, and the token of its hello. */
export const flowDoorSchema = v.object({
  port: v.pipe(count, v.minValue(1), v.maxValue(MOST_PORT)),
  token: secret,
})

/** What a sender sent. */
export const flowSentSchema = v.object({
  /** Number of sequence numbers used, from 0 up. */
  datagrams: v.pipe(count, v.maxValue(SEQUENCES)),
  /** Time from the first datagram to the last, ns on the sender's clock. */
  elapsed: count,
  /** Send slots that were missed: the sender was too late to make up for them. */
  missed: count,
  /** Datagrams that the sender's kernel refused. */
  failed: count,
  /** The system error of the first of them, such as EMSGSIZE; senders of earlier releases do not tell. */
  refusal: v.optional(v.pipe(v.string(), v.regex(/^E[A-Z0-9]{1,20}$/))),
})
/** What a sender sent. */
export type FlowSent = v.InferOutput<typeof flowSentSchema>

/** Number of datagrams that can arrive. */
export function departed({ datagrams, failed }: FlowSent): number {
  return Math.max(0, datagrams - failed)
}

/** What a receiver counted, on its own monotonic clock. */
export const flowTallySchema = v.object({
  /** The lowest and the highest sequence number received; `null` if nothing was. */
  first: v.nullable(count),
  last: v.nullable(count),
  /** Datagrams received, duplicates not counted. */
  received: count,
  duplicates: count,
  reordered: count,
  /** Time from the first datagram to the last, ns. */
  elapsed: count,
  /** Jitter of RFC 3550 at the end, and the mean difference of transit times, ms. */
  jitter: figure,
  jitterMean: figure,
  /** Datagrams of each interval, duplicates not counted. The first datagram starts the first interval. */
  intervals: v.pipe(v.array(count), v.maxLength(FLOW_MAX_INTERVALS)),
  /** Datagrams that the receiver's kernel dropped at its socket; `null` if unknown. */
  dropped: v.nullable(count),
  /** Size of the receiver's socket buffer in bytes, as the kernel counts them. */
  buffer: count,
})
/** What a receiver counted. */
export type FlowTally = v.InferOutput<typeof flowTallySchema>

/** What the server counted of an echo flow. */
export const flowEchoedSchema = v.object({ received: count, duplicates: count })

/** What a client says while a flow runs, one word a line. */
export const flowWordSchema = v.object({
  /** The nonce of the challenge, which proves that the client owns the address the hello came from. */
  start: v.optional(secret),
  sent: v.optional(flowSentSchema),
  /** With `sent`: time without datagrams (ms) after which the receiver counts missing ones as lost. */
  drain: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(LONGEST_DRAIN))),
  stop: v.optional(v.literal(true)),
  alive: v.optional(v.literal(true)),
  /** The server answers it, which shows that it is there even if the path drops all datagrams. */
  ping: v.optional(v.literal(true)),
})
/** What a client says while a flow runs. */
export type FlowWord = v.InferOutput<typeof flowWordSchema>

/** Number of datagrams of a flow that keeps its schedule: enough for its bytes, or as many as fit into its duration. */
export function plannedDatagrams(flow: Pick<FlowRequest, 'payload' | 'rate' | 'bytes' | 'seconds'>): number {
  if (flow.bytes !== null) return Math.ceil(flow.bytes / flow.payload)
  return Math.max(1, Math.ceil(((flow.seconds ?? 0) * flow.rate) / (flow.payload * 8) - 1e-9))
}

/** Duration of a flow that keeps its schedule, seconds. */
export function plannedSeconds(flow: Pick<FlowRequest, 'payload' | 'rate' | 'bytes' | 'seconds'>): number {
  return flow.seconds ?? (plannedDatagrams(flow) * flow.payload * 8) / flow.rate
}

/** Why a flow is rejected, in a sentence; `null` if it is not. */
export function flowObstacle(
  flow: Pick<FlowRequest, 'payload' | 'rate' | 'bytes' | 'seconds'>,
): string | null {
  if (plannedDatagrams(flow) >= SEQUENCES) {
    return `A flow must have fewer than ${SEQUENCES} datagrams. Choose a lower rate, a shorter duration or larger datagrams.`
  }
  if (plannedSeconds(flow) > FLOW_LONGEST) {
    return `At ${flow.rate} bit/s the flow would take longer than 24 hours. Choose a smaller size or a higher rate.`
  }
  return null
}

/** Encodes 128 bits for a line. */
export function encodeSecret(bytes: Buffer): string {
  return bytes.toString('base64url')
}

/** Decodes 128 bits from a line; `null` if they are not 16 bytes. */
export function decodeSecret(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.length === SECRET_SIZE ? bytes : null
}
