/** What the two ends of a UDP flow say to each other on the TCP connection that it belongs to. */
import * as v from 'valibot'

import { DATAGRAM_HEADER, LARGEST_DATAGRAM, SECRET_SIZE, SEQUENCES, UDP_PROBE_HEADER } from './datagram.ts'

/** The least and the most bit/s that a flow can be asked for. */
export const FLOW_RATES = { least: 1000, most: 1e11 } as const

/** The most seconds that a flow may be planned to take. */
export const FLOW_LONGEST = 86_400

/** The most intervals of a flow's tally; what comes later is counted in the last one. */
export const FLOW_MAX_INTERVALS = 10_000

/** The most ms for which a receiver waits behind the last datagram. */
export const LONGEST_DRAIN = 5000

const count = v.pipe(v.number(), v.integer(), v.minValue(0))
const amount = v.nullable(v.pipe(v.number(), v.minValue(0)))

/** 128 bits in base64url. */
const secret = v.pipe(v.string(), v.regex(/^[\w-]{22}$/))

/** A request for datagrams: in which directions, how large, how fast and how long. */
export const flowRequestSchema = v.object({
  request: v.literal('udp'),
  direction: v.picklist(['download', 'upload', 'both']),
  /** Bytes of a datagram. */
  payload: v.pipe(count, v.minValue(DATAGRAM_HEADER), v.maxValue(LARGEST_DATAGRAM)),
  /** Bit/s of payload. */
  rate: v.pipe(v.number(), v.minValue(FLOW_RATES.least), v.maxValue(FLOW_RATES.most)),
  bytes: v.nullable(v.pipe(count, v.minValue(1), v.maxValue(2 ** 50))),
  seconds: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(FLOW_LONGEST))),
  interval: v.pipe(v.number(), v.minValue(0.01), v.maxValue(86_400)),
  /** Whether the server is to tell of each interval that it has received as soon as it is complete. */
  progress: v.optional(v.boolean()),
})
/** A request for datagrams. */
export type FlowRequest = v.InferOutput<typeof flowRequestSchema>

/** A request for probes that come back. */
export const echoFlowRequestSchema = v.object({
  request: v.literal('udp'),
  direction: v.literal('echo'),
  payload: v.pipe(count, v.minValue(UDP_PROBE_HEADER), v.maxValue(LARGEST_DATAGRAM)),
  busyPoll: v.boolean(),
})
/** A request for probes that come back. */
export type EchoFlowRequest = v.InferOutput<typeof echoFlowRequestSchema>

/** Where a flow's datagrams go, and what its hello has to hold. */
export const flowDoorSchema = v.object({
  port: v.pipe(count, v.minValue(1), v.maxValue(65_535)),
  token: secret,
})

/** What a sender did. */
export const flowSentSchema = v.object({
  /** Sequence numbers that were used: 0 and up. */
  datagrams: v.pipe(count, v.maxValue(SEQUENCES)),
  /** ns from the first datagram to the last one, by the sender's clock. */
  elapsed: count,
  /** Slots of the schedule in which nothing was sent, because they had passed too long ago. */
  missed: count,
  /** Datagrams that the sender's kernel refused. */
  failed: count,
})
/** What a sender did. */
export type FlowSent = v.InferOutput<typeof flowSentSchema>

/** What a receiver counted, by its own monotonic clock. */
export const flowTallySchema = v.object({
  /** The lowest and the highest sequence number that came; `null` where nothing did. */
  first: v.nullable(count),
  last: v.nullable(count),
  /** Different datagrams. */
  received: count,
  duplicates: count,
  reordered: count,
  /** ns from the first datagram to the last one. */
  elapsed: count,
  /** RFC 3550's jitter at the end, and the mean difference of transit times, ms. */
  jitter: amount,
  jitterMean: amount,
  /** Different datagrams of each interval, which begins with the first one. */
  intervals: v.pipe(v.array(count), v.maxLength(FLOW_MAX_INTERVALS)),
  /** Datagrams that the receiver's kernel dropped at its socket; `null` where it can't tell. */
  dropped: v.nullable(count),
  /** Bytes of the receiver's socket buffer, as the kernel counts them. */
  buffer: count,
})
/** What a receiver counted. */
export type FlowTally = v.InferOutput<typeof flowTallySchema>

/** What a server's end of an echo flow counted. */
export const flowEchoedSchema = v.object({ received: count, duplicates: count })

/** What a client says while a flow goes on; one word a line. */
export const flowWordSchema = v.object({
  /** The nonce of the challenge: whoever says it receives at the address that the hello came from. */
  start: v.optional(secret),
  sent: v.optional(flowSentSchema),
  /** With `sent`: for so long (ms) nothing has to come before the receiver takes what is missing for lost. */
  drain: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(LONGEST_DRAIN))),
  stop: v.optional(v.literal(true)),
  alive: v.optional(v.literal(true)),
})
/** What a client says while a flow goes on. */
export type FlowWord = v.InferOutput<typeof flowWordSchema>

/** Datagrams of a flow that keeps to its schedule: those that hold the amount, or fit into the time. */
export function plannedDatagrams(flow: Pick<FlowRequest, 'payload' | 'rate' | 'bytes' | 'seconds'>): number {
  if (flow.bytes !== null) return Math.ceil(flow.bytes / flow.payload)
  return Math.max(1, Math.ceil(((flow.seconds ?? 0) * flow.rate) / (flow.payload * 8) - 1e-9))
}

/** Seconds that a flow takes when it keeps to its schedule. */
export function plannedSeconds(flow: Pick<FlowRequest, 'payload' | 'rate' | 'bytes' | 'seconds'>): number {
  return flow.seconds ?? (plannedDatagrams(flow) * flow.payload * 8) / flow.rate
}

/** Why a flow can't be had, in a sentence; `null` where it can. */
export function flowObstacle(
  flow: Pick<FlowRequest, 'payload' | 'rate' | 'bytes' | 'seconds'>,
): string | null {
  if (plannedDatagrams(flow) >= SEQUENCES) {
    return `A flow has fewer than ${SEQUENCES} datagrams: choose a lower rate, a shorter time or larger datagrams.`
  }
  if (plannedSeconds(flow) > FLOW_LONGEST) {
    return `At ${flow.rate} bit/s that would take longer than 24 hours: choose a smaller size or a higher rate.`
  }
  return null
}

/** 128 bits as they are written in a line. */
export function encodeSecret(bytes: Buffer): string {
  return bytes.toString('base64url')
}

/** 128 bits of a line; `null` where it has other than 16 bytes. */
export function decodeSecret(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64url')
  return bytes.length === SECRET_SIZE ? bytes : null
}
