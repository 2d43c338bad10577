/** Types and schemas that several kinds of measurement share. */
import * as v from 'valibot'

/** The entries of an object schema for `T`: a field that is missing, or that `T` does not have, does not compile. */
export type Entries<T> = { readonly [Field in keyof T]-?: v.GenericSchema<unknown, T[Field]> }

/** Any number. JSON can say `1e999`, which is infinite. */
export const real = v.pipe(v.number(), v.finite())
/** A whole number of at least 0. */
export const count = v.pipe(v.number(), v.integer(), v.minValue(0))
/** A number of at least 0. */
export const amount = v.pipe(real, v.minValue(0))
/** A number of at least 0, or `null` if it is unknown. */
export const figure = v.nullable(amount)
/** A share, 0 to 1. */
export const share = v.pipe(amount, v.maxValue(1))
/** A number that may be negative, or `null` if it is unknown. */
export const difference = v.nullable(real)
/** A name or a short fact. */
export const name = v.pipe(v.string(), v.maxLength(256))
/** A sentence. */
export const sentence = v.pipe(v.string(), v.maxLength(1000))

/** Figures that are `null`, and a sentence for each that says why. */
export const unknown = v.record(name, sentence)

/**
 * Whether a measurement is trustworthy. The reasons are sentences for people. If `ok` is true they are notes beside a valid
 * figure: for instance that the host, not the network, limited it.
 */
export interface Validity {
  readonly ok: boolean
  readonly reasons: readonly string[]
}

export const validitySchema = v.object({
  ok: v.boolean(),
  reasons: v.pipe(v.array(sentence), v.maxLength(100)),
} satisfies Entries<Validity>)

/** The wire languages. */
export type Dialect = 'seed' | 'native' | 'iperf3' | 'http1' | 'http2' | 'ws'

export const dialectSchema = v.picklist(['seed', 'native', 'iperf3', 'http1', 'http2', 'ws'])

/** What one end observed of itself while it measured. */
export interface EndFacts {
  /** Longest delay of its event loop, ms. */
  readonly loopDelay: number
  /** Share (0..1) of a CPU that its busiest thread used; `null` if Node cannot tell threads apart (before 23.9). */
  readonly threadShare: number | null
  /**
   * Share (0..1) of the time for which its thread was ready to run and waited for a CPU; `null` except on Linux, missing in
   * documents of earlier versions.
   */
  readonly waitShare?: number | null
  /** Sessions that the same worker of a server measured at the same time; `null` for the client. */
  readonly otherSessions: number | null
  /**
   * CPU time (s) of its process during the test, all of its threads together; missing in documents of earlier versions, and of one
   * of several clients in a process.
   */
  readonly cpuTime?: number
  /** Largest memory of its process so far (resident set), bytes; missing as `cpuTime` is. */
  readonly maxRss?: number
}

export const endFactsSchema = v.object({
  loopDelay: amount,
  threadShare: v.nullable(share),
  waitShare: v.exactOptional(v.nullable(share)),
  otherSessions: v.nullable(count),
  cpuTime: v.exactOptional(amount),
  maxRss: v.exactOptional(count),
} satisfies Entries<EndFacts>)

/** What the program that traffic passes through used during a test: with all processes that it had started. */
export interface ProgramCost {
  readonly pids: readonly number[]
  /** CPU time, s; `null` if unknown. */
  readonly cpuTime: number | null
  /** Largest memory of its processes so far (resident set), added up, bytes; `null` if unknown. */
  readonly maxRss: number | null
  /** Why a figure is `null`: a sentence for each one. */
  readonly unknown: Readonly<Record<string, string>>
}

/** The field of every kind of measurement that has what the program used. */
export interface OfProgram {
  /** Only with the option `pid`, and of programs of the harness. */
  readonly program?: ProgramCost
}

export const ofProgram = {
  program: v.exactOptional(
    v.object({
      pids: v.pipe(v.array(count), v.maxLength(100)),
      cpuTime: figure,
      maxRss: v.nullable(count),
      unknown,
    } satisfies Entries<ProgramCost>),
  ),
} satisfies Entries<OfProgram>

/** Both ends. The server's facts are `null` in the seed and iperf3 dialects, which cannot send them, and over HTTP/1.1 except of an upload. */
export interface Ends {
  readonly client: EndFacts
  readonly server: EndFacts | null
}

export const endsSchema = v.object({
  client: endFactsSchema,
  server: v.nullable(endFactsSchema),
} satisfies Entries<Ends>)

/**
 * A histogram whose buckets have equal relative width. Add up the counts to merge histograms of the same `smallest` and
 * `growth`.
 */
export interface Histogram {
  /** Upper bound of bucket 0, ms. */
  readonly smallest: number
  /** Upper bound of a bucket divided by the upper bound of the one before. */
  readonly growth: number
  /** Samples per bucket: bucket i holds samples above smallest × growth^(i - 1), up to smallest × growth^i. */
  readonly counts: Readonly<Record<string, number>>
}

export const histogramSchema = v.object({
  smallest: v.pipe(real, v.gtValue(0)),
  growth: v.pipe(real, v.gtValue(1)),
  counts: v.record(v.pipe(v.string(), v.regex(/^(0|[1-9]\d{0,5})$/)), count),
} satisfies Entries<Histogram>)

/** Figures of a set of times, ms. */
export interface TimeFigures {
  readonly min: number | null
  readonly max: number | null
  readonly avg: number | null
  /** Sample standard deviation. */
  readonly stdev: number | null
  /**
   * Percentiles by nearest rank; lost probes, and connections that were not established, count as +infinity. A percentile is
   * `null` if it is not finite or if too few samples support it.
   */
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  /** p99.9. */
  readonly p999: number | null
}

export const timeFigures = {
  min: figure,
  max: figure,
  avg: figure,
  stdev: figure,
  p50: figure,
  p90: figure,
  p95: figure,
  p99: figure,
  p999: figure,
} satisfies Entries<TimeFigures>

/** The direction in which payload flows, seen from the client. */
export type Direction = 'download' | 'upload'

export const directionSchema = v.picklist(['download', 'upload'])

/** CPU time in seconds. */
export interface CpuTime {
  readonly user: number
  readonly system: number
}

const cpuTime = v.object({ user: amount, system: amount } satisfies Entries<CpuTime>)

/** CPU time of each end's process, all of its threads together; `null` if the server does not send its own. */
export interface EndsCpu {
  readonly client: CpuTime
  readonly server: CpuTime | null
}

export const endsCpuSchema = v.object({
  client: cpuTime,
  server: v.nullable(cpuTime),
} satisfies Entries<EndsCpu>)
