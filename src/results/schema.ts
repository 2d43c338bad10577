import * as v from 'valibot'

import { comparisonSchema } from './comparison-schema.ts'
import { RESULT_SCHEMA } from './types.ts'
import type {
  EndFacts,
  HostFacts,
  Measurement,
  ResultDocument,
  Target,
  TcpFacts,
  Validity,
  Verdict,
} from './types.ts'

/** A whole number of things. */
export const count = v.pipe(v.number(), v.integer(), v.minValue(0))
/** A number of at least 0. */
export const amount = v.pipe(v.number(), v.minValue(0))
/** A number of at least 0, where it is known. */
export const figure = v.nullable(amount)
/** A share, 0 to 1, where it is known. */
const share = v.nullable(v.pipe(amount, v.maxValue(1)))
const name = v.pipe(v.string(), v.maxLength(256))

const cpuTime = v.object({ user: amount, system: amount })

/** Facts about one machine, checked. */
export const hostFactsSchema: v.GenericSchema<unknown, HostFacts> = v.object({
  platform: name,
  arch: name,
  kernel: name,
  cpuModel: v.nullable(name),
  cpuCount: count,
  memory: count,
  node: name,
  container: v.nullable(name),
  load: figure,
  steal: share,
  receiveBufferLimit: v.nullable(count),
  sendBufferLimit: v.nullable(count),
  runner: v.nullable(name),
  // Documents and servers of earlier releases do not tell.
  runnerImage: v.optional(v.nullable(name), null),
})

const validity: v.GenericSchema<unknown, Validity> = v.object({
  ok: v.boolean(),
  reasons: v.pipe(v.array(v.pipe(v.string(), v.maxLength(1000))), v.maxLength(100)),
})

/** What one end saw of itself, checked. */
export const endFactsSchema: v.GenericSchema<unknown, EndFacts> = v.object({
  loopDelay: amount,
  threadShare: share,
  otherSessions: v.nullable(count),
})

const ends = v.object({ client: endFactsSchema, server: v.nullable(endFactsSchema) })

const unknown = v.record(name, v.pipe(v.string(), v.maxLength(1000)))

/** A histogram, checked. */
const histogram = v.object({
  smallest: v.pipe(v.number(), v.gtValue(0)),
  growth: v.pipe(v.number(), v.gtValue(1)),
  counts: v.record(v.pipe(v.string(), v.regex(/^(0|[1-9]\d{0,5})$/)), count),
})

const latencyFigures = {
  sent: count,
  received: count,
  lost: count,
  min: figure,
  max: figure,
  avg: figure,
  stdev: figure,
  p50: figure,
  p90: figure,
  p95: figure,
  p99: figure,
  p999: figure,
  jitter: figure,
  jitterMean: figure,
  unknown,
  histogram,
}

const latency = v.object({
  kind: v.literal('latency'),
  client: count,
  asked: v.object({
    count: v.nullable(count),
    duration: figure,
    interval: figure,
    payload: count,
    timeout: amount,
  }),
  loop: v.picklist(['closed', 'open']),
  transport: v.picklist(['tcp', 'udp']),
  lostOn: v.nullable(v.object({ upload: count, download: count })),
  duplicates: v.nullable(count),
  ...latencyFigures,
  network: v.nullable(
    v.object({ min: v.number(), avg: v.number(), max: v.number(), p50: v.nullable(v.number()) }),
  ),
  busyPoll: v.object({ client: v.boolean(), server: v.boolean() }),
  ends,
  validity,
})

/** Facts of a kernel about a connection, checked. */
export const tcpFactsSchema: v.GenericSchema<unknown, TcpFacts> = v.object({
  congestion: v.nullable(name),
  retransmits: figure,
  rtt: figure,
  rttVariation: figure,
  minRtt: figure,
  cwnd: figure,
  mss: figure,
  deliveryRate: figure,
  busy: figure,
  rwndLimited: figure,
  sndbufLimited: figure,
})

/** A direction, checked. */
export const directionSchema = v.picklist(['download', 'upload'])

/** A slice of a throughput test, checked. */
export const intervalSchema = v.object({ from: amount, seconds: amount, bytes: count, mbps: figure })

const throughput = v.object({
  kind: v.literal('throughput'),
  client: count,
  direction: directionSchema,
  bidirectional: v.optional(v.boolean(), false),
  asked: v.object({
    bytes: v.nullable(count),
    seconds: figure,
    streams: count,
    warmup: amount,
    rate: figure,
  }),
  bytes: count,
  seconds: amount,
  mbps: figure,
  intervals: v.nullable(v.pipe(v.array(intervalSchema), v.maxLength(100_000))),
  steady: v.nullable(intervalSchema),
  streams: v.pipe(
    v.array(v.object({ bytes: count, seconds: amount, mbps: figure, tcp: v.nullable(tcpFactsSchema) })),
    v.maxLength(1000),
  ),
  fairness: figure,
  unknown,
  cpu: v.object({ client: cpuTime, server: v.nullable(cpuTime) }),
  ends,
  validity,
})

/** A slice of a datagram test, checked. */
export const datagramIntervalSchema = v.object({ ...intervalSchema.entries, received: count })

const datagram = v.object({
  kind: v.literal('datagram'),
  client: count,
  direction: directionSchema,
  bidirectional: v.optional(v.boolean(), false),
  asked: v.object({ bytes: v.nullable(count), seconds: figure, rate: amount, payload: count }),
  sent: count,
  received: count,
  lost: count,
  loss: share,
  duplicates: count,
  reordered: count,
  droppedByHost: v.nullable(count),
  bytes: count,
  seconds: amount,
  mbps: figure,
  offered: figure,
  jitter: figure,
  jitterMean: figure,
  intervals: v.pipe(v.array(datagramIntervalSchema), v.maxLength(100_000)),
  unknown,
  cpu: v.object({ client: cpuTime, server: v.nullable(cpuTime) }),
  ends,
  validity,
})

const difference = v.nullable(v.number())

const loadedPhase = v.object({
  ...latencyFigures,
  increase: v.object({ p50: difference, p95: difference, p99: difference }),
  downloadMbps: figure,
  uploadMbps: figure,
  responsiveness: v.object({
    rpm: figure,
    formula: name,
    parameters: v.record(name, v.number()),
    times: v.object({ connect: figure, exchange: figure, self: figure }),
    confidence: v.nullable(v.picklist(['low', 'medium', 'high'])),
    reason: v.nullable(v.pipe(v.string(), v.maxLength(1000))),
  }),
})

const loaded = v.object({
  kind: v.literal('loaded'),
  client: count,
  asked: v.object({
    seconds: amount,
    warmup: amount,
    interval: amount,
    payload: count,
    timeout: amount,
    streams: count,
  }),
  idle: v.object(latencyFigures),
  download: loadedPhase,
  upload: loadedPhase,
  bidirectional: loadedPhase,
  bufferbloat: v.nullable(
    v.object({ grade: name, increase: v.number(), sentence: v.pipe(v.string(), v.maxLength(1000)) }),
  ),
  ends,
  validity,
})

const connect = v.object({
  kind: v.literal('connect'),
  client: count,
  asked: v.object({ count: v.nullable(count), seconds: figure, concurrency: count, timeout: amount }),
  attempted: count,
  connected: count,
  completed: count,
  failed: count,
  seconds: amount,
  rate: figure,
  min: figure,
  max: figure,
  avg: figure,
  stdev: figure,
  p50: figure,
  p90: figure,
  p95: figure,
  p99: figure,
  p999: figure,
  unknown,
  histogram,
  whole: v.nullable(v.object({ min: amount, avg: amount, max: amount, p50: figure, p99: figure })),
  errors: v.object({
    refused: count,
    timeout: count,
    reset: count,
    closed: count,
    protocol: count,
    unreachable: count,
    noPorts: count,
    noDescriptors: count,
    other: count,
  }),
  cpu: v.object({ client: cpuTime, server: v.nullable(cpuTime) }),
  ends,
  validity,
})

/** One measurement, checked. */
export const measurementSchema: v.GenericSchema<unknown, Measurement> = v.variant('kind', [
  latency,
  throughput,
  datagram,
  loaded,
  connect,
])

/** A verdict, checked. */
export const verdictSchema: v.GenericSchema<unknown, Verdict> = v.object({
  kind: v.picklist(['threshold', 'comparison', 'baseline']),
  metric: name,
  verdict: v.picklist(['pass', 'fail', 'better', 'same', 'worse', 'inconclusive', 'invalid']),
  sentence: v.pipe(v.string(), v.maxLength(4000)),
  threshold: v.optional(v.nullable(v.pipe(v.string(), v.maxLength(1000))), null),
  figure: v.optional(difference, null),
  limit: v.optional(difference, null),
})

/** What was measured, checked. */
export const targetSchema: v.GenericSchema<unknown, Target> = v.object({
  host: v.pipe(v.string(), v.maxLength(256)),
  port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65_535)),
  dialect: v.nullable(v.picklist(['seed', 'native'])),
  mode: v.optional(v.nullable(v.picklist(['thread', 'process', 'sequential'])), null),
})

const text = v.pipe(v.string(), v.maxLength(4000))

const spec = v.object({
  file: text,
  name: text,
  state: v.picklist(['passed', 'failed', 'skipped']),
  attempts: count,
  errors: v.pipe(v.array(text), v.maxLength(100)),
  measured: v.pipe(
    v.array(v.object({ measurement: count, target: targetSchema, via: v.nullable(name) })),
    v.maxLength(100_000),
  ),
  compared: v.optional(v.pipe(v.array(count), v.maxLength(1000)), []),
  // Documents of before specs were told to have judged have none.
  judged: v.optional(v.pipe(v.array(count), v.maxLength(100_000)), []),
})

/** What a document says of its run before anything is measured, checked. */
export const headSchema = v.object({
  schema: v.literal(RESULT_SCHEMA),
  tool: v.object({ name: v.literal('wyndrvr'), version: name }),
  startedAt: v.pipe(v.string(), v.isoTimestamp()),
  target: targetSchema,
  environment: v.object({ client: hostFactsSchema, server: v.nullable(hostFactsSchema) }),
})

/**
 * The result document, checked. `schema/result-1.schema.json` is made from it by `npm run schema`.
 */
export const documentSchema: v.GenericSchema<unknown, ResultDocument> = v.object({
  ...headSchema.entries,
  measurements: v.pipe(v.array(measurementSchema), v.maxLength(100_000)),
  // Documents of before there were comparisons have none.
  comparisons: v.optional(v.pipe(v.array(comparisonSchema), v.maxLength(1000)), []),
  verdicts: v.pipe(v.array(verdictSchema), v.maxLength(100_000)),
  specs: v.exactOptional(v.pipe(v.array(spec), v.maxLength(100_000))),
})
