/**
 * The native dialect, version 2: lines of JSON, then probes or payload, on each connection of a session.
 * docs/reference/protocol.md specifies every byte. Unknown fields are ignored, so that later releases can add some.
 */
import * as v from 'valibot'

import { messageOf, WyndrvrError } from '../errors.ts'
import { hostFactsSchema } from '../results/environment.ts'
import { count, endFactsSchema, figure, real } from '../results/parts.ts'
import { schemaProblem } from '../results/schema-problem.ts'
import { serverModeSchema } from '../results/target.ts'
import {
  echoFlowRequestSchema,
  flowDoorSchema,
  flowEchoedSchema,
  flowRequestSchema,
  flowSentSchema,
  flowTallySchema,
  flowWordSchema,
} from './flow.ts'
import type { FlowWord } from './flow.ts'
import { nonceSchema, proofSchema } from './token.ts'

/** The version of the dialect. */
export const NATIVE_VERSION = 2

/** The start of every native connection in both directions; the version follows. */
export const NATIVE_MARK = 'WYNDRVR/'

/** Maximum bytes of a client's line, with its newline. */
export const NATIVE_MAX_LINE = 16_384

/** Maximum bytes of a server's line, which may hold a number per interval. */
export const NATIVE_MAX_ANSWER: number = 256 * 1024

/** Maximum number of round-trip times that a sender reports. */
export const NATIVE_MAX_RTTS = 1000

/** Maximum number of intervals of a tally. The last one also counts everything later. */
export const NATIVE_MAX_INTERVALS = 10_000

const time = v.pipe(v.number(), v.minValue(0), v.maxValue(86_400))

/** Of a client that knows a token. */
const knowing = { nonce: v.optional(nonceSchema) }

/** A client's first line: what the connection is for. */
export const helloSchema = v.variant('role', [
  v.object({
    role: v.literal('control'),
    ...knowing,
    /** The client wants to hear its place while it waits. With a longer name, the line would not fit an iperf3 server's cookie. */
    q: v.optional(v.literal(1)),
  }),
  v.object({ role: v.literal('stream'), session: v.pipe(v.string(), v.maxLength(200)), ...knowing }),
])
/** A client's first line. */
export type NativeHello = v.InferOutput<typeof helloSchema>

/** A client's second line, if the server has challenged it. */
export const proofLineSchema = v.object({ proof: proofSchema })

/** What a server may say before its welcome: that it wants a proof, and that others come first. */
export const prefaceSchema = v.object({
  challenge: v.optional(nonceSchema),
  waiting: v.optional(v.object({ place: count, of: count })),
})

/** A server's first line, or its second after a challenge. */
export const welcomeSchema = v.object({
  session: v.pipe(v.string(), v.maxLength(200)),
  mode: serverModeSchema,
  worker: count,
  version: v.pipe(v.string(), v.maxLength(64)),
  /** Idle timeout of a connection, ms. */
  idle: v.optional(v.pipe(real, v.minValue(0)), 60_000),
  host: hostFactsSchema,
  /** Whether it supports the request `tcp`. */
  tellsTcp: v.optional(v.boolean()),
  /** Whether it supports the request `udp`. */
  udp: v.optional(v.boolean()),
  /** Whether all UDP flows go through one port, which has the number of the TCP port. */
  onePort: v.optional(v.boolean()),
  /** Whether it answers a `ping` during a UDP flow. */
  answersPing: v.optional(v.boolean()),
  /** That it knows the token, if it has challenged the client. */
  proof: v.optional(proofSchema),
  /** The client's end of this connection as the server sees it. */
  peer: v.optional(v.object({ address: v.pipe(v.string(), v.maxLength(64)), port: count })),
})
/** A server's first line. */
export type NativeWelcome = v.InferOutput<typeof welcomeSchema>

/** Fields of a transfer, whose length is given in bytes or in seconds. Times in seconds, rates in bit/s. */
const transfer = {
  bytes: v.nullable(v.pipe(count, v.minValue(1), v.maxValue(2 ** 50))),
  seconds: v.nullable(time),
  warmup: time,
  interval: v.pipe(v.number(), v.minValue(0.01), v.maxValue(86_400)),
  rate: v.nullable(v.pipe(real, v.minValue(1000))),
  block: v.pipe(count, v.minValue(1024), v.maxValue(4 * 1024 * 1024)),
  /** Whether the receiver of an upload reports each interval when it is complete. */
  progress: v.optional(v.boolean()),
  /** Whether the sender of a download samples its kernel's round-trip time. */
  rtts: v.optional(v.boolean()),
}

/** A client's request, after the first lines. */
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
/** A request for a transfer in either direction. */
export type NativeTransfer = Extract<NativeRequest, { request: 'download' | 'upload' }>

/** What a receiver of payload counted, on its own monotonic clock. */
export const tallySchema = v.object({
  /** Payload after the warm-up. */
  bytes: count,
  /** Time from the end of the warm-up to the last byte counted, ns. */
  elapsed: count,
  /** Bytes of each interval after the warm-up; the last one may be short. */
  intervals: v.pipe(v.array(count), v.maxLength(NATIVE_MAX_INTERVALS)),
})
/** What a receiver counted. */
export type Tally = v.InferOutput<typeof tallySchema>

/** CPU time of the server's process from a request to its answer, seconds. */
export const cpuSchema = v.object({ user: real, system: real })

/** A kernel's statistics of its end of a connection, over the connection's whole life. */
export const tcpCountsSchema = v.object({
  /** Congestion control. */
  congestion: v.nullable(v.pipe(v.string(), v.maxLength(64))),
  /** Retransmitted segments. */
  retransmits: figure,
  /** Smoothed round-trip time, its mean deviation, and the shortest one; ms. */
  rtt: figure,
  rttVariation: figure,
  minRtt: figure,
  /** Congestion window in segments. */
  cwnd: figure,
  /** Maximum segment size in bytes. */
  mss: figure,
  /** Last estimate of the delivery rate, bit/s. */
  deliveryRate: figure,
  /** Seconds with data to send, and of these the seconds limited by the receiver's window and by the send buffer. */
  busy: figure,
  rwndLimited: figure,
  sndbufLimited: figure,
})
/** A kernel's statistics of its end of a connection. */
export type TcpCounts = v.InferOutput<typeof tcpCountsSchema>

/** A server's answers to a request. */
export const answerSchema = v.object({
  error: v.optional(
    v.object({
      code: v.string(),
      message: v.string(),
      /** Seconds after which another attempt may succeed. */
      retryAfter: v.optional(v.pipe(real, v.minValue(0))),
    }),
  ),
  busyPoll: v.optional(v.boolean()),
  /** Of a UDP flow: where its datagrams go, that it starts, and what the server sent, received and echoed. */
  door: v.optional(flowDoorSchema),
  go: v.optional(v.literal(true)),
  pong: v.optional(v.literal(true)),
  sent: v.optional(flowSentSchema),
  flow: v.optional(flowTallySchema),
  echoed: v.optional(flowEchoedSchema),
  /** Whether the client's hello had arrived when a flow was abandoned. */
  heard: v.optional(v.boolean()),
  /** One interval of a running upload; its index starts at 0. */
  interval: v.optional(v.object({ index: count, bytes: count })),
  tally: v.optional(tallySchema),
  /** Smoothed round-trip times of the sender's kernel during a download, after the warm-up, ms. */
  rtts: v.optional(v.pipe(v.array(v.pipe(real, v.minValue(0))), v.maxLength(NATIVE_MAX_RTTS))),
  cpu: v.optional(cpuSchema),
  tcp: v.optional(v.nullable(tcpCountsSchema)),
  end: v.optional(endFactsSchema),
})
/** A server's answer; its fields depend on the request. */
export type NativeAnswer = v.InferOutput<typeof answerSchema>

/** The text of UTF-8 bytes collected as latin1, which can be split anywhere. */
export function decoded(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8')
}

/** The first line of either side: `WYNDRVR/2 {…}` and a newline. */
export function openingLine(value: unknown): string {
  return `${NATIVE_MARK}${NATIVE_VERSION} ${JSON.stringify(value)}\n`
}

/** Any later line: JSON and a newline. */
export function line(value: NativeRequest | NativeAnswer | FlowWord): string {
  return `${JSON.stringify(value)}\n`
}

/** The version and the rest of a first line; `null` if it is not of this dialect. */
export function splitOpening(text: string): { readonly version: number; readonly json: string } | null {
  const match = /^WYNDRVR\/(\d{1,6}) ?(.*)$/s.exec(text.trimEnd())
  return match ? { version: Number(match[1]), json: match[2] ?? '' } : null
}

/** The session that a first line joins as a stream; `null` for any other line. */
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

/** No request, but what a client says during a transfer or a flow, such as `stop`. */
const wordSchema = v.object({ ...flowWordSchema.entries, request: v.optional(v.never()) })

/** Whether a line says something about what runs. The end of that may overtake it. */
export function isFlowWord(text: string): boolean {
  try {
    return Object.keys(readJson(wordSchema, text, 'line')).length > 0
  } catch {
    return false
  }
}

/**
 * Reads the JSON of a line.
 * @param what name of the line for errors
 * @throws {WyndrvrError} `ERR_WYNDRVR_PROTOCOL`
 */
export function readJson<T>(schema: v.GenericSchema<unknown, T>, text: string, what: string): T {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw new WyndrvrError('ERR_WYNDRVR_PROTOCOL', `The ${what} is not valid JSON: ${messageOf(error)}.`)
  }
  const result = v.safeParse(schema, value)
  if (result.success) return result.output
  throw new WyndrvrError('ERR_WYNDRVR_PROTOCOL', `The ${what} ${schemaProblem(result.issues[0])}.`)
}
