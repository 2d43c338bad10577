import type { ErrorCode } from '../errors.ts'
import type {
  DatagramInterval,
  Direction,
  Measurement,
  ResultDocument,
  ThroughputInterval,
  Verdict,
} from './types.ts'

/** What a run tells while it goes on, one JSON object a line: a start, intervals and measurements, and an end. */
export type RunEvent = StartEvent | IntervalEvent | MeasurementEvent | VerdictEvent | EndEvent

/** The first event: what is known when a connection has come about, or when none did. */
export interface StartEvent extends Pick<
  ResultDocument,
  'schema' | 'tool' | 'startedAt' | 'target' | 'environment'
> {
  readonly event: 'start'
}

/** An interval of a test that runs. */
export type IntervalEvent = { readonly event: 'interval' } & Interval

/** One measurement, complete or cut off, as it is in the result document. */
export interface MeasurementEvent {
  readonly event: 'measurement'
  /** Which of several concurrent clients measured it; 1 where there was one. */
  readonly client: number
  readonly measurement: Measurement
}

/** A threshold judged, when all is measured, as it is in the result document. */
export interface VerdictEvent {
  readonly event: 'verdict'
  readonly verdict: Verdict
}

/** The last event. */
export interface EndEvent {
  readonly event: 'end'
  /** What the program ends with. */
  readonly exitCode: number
  /** How long the run took. */
  readonly seconds: number
  /** What ended the run before its time; `null` where nothing did. */
  readonly error: { readonly code: ErrorCode; readonly message: string } | null
}

/** A slice of a test, told when it is over and the test goes on. */
export type Interval =
  | ({ readonly kind: 'latency' } & OfClient & LatencyInterval)
  | ({ readonly kind: 'throughput'; readonly direction: Direction } & OfClient & ThroughputInterval)
  | ({ readonly kind: 'datagram'; readonly direction: Direction } & OfClient & DatagramInterval)
  | ({ readonly kind: 'loaded'; readonly phase: LoadedPhaseName } & OfClient & LatencyInterval)
  | ({ readonly kind: 'connect' } & OfClient & ConnectInterval)

/** The phases of a test of loaded latency, in their order. */
export type LoadedPhaseName = 'idle' | 'download' | 'upload' | 'bidirectional'

interface OfClient {
  /** Which of several concurrent clients measures it; 1 where there is one. */
  readonly client: number
}

/** A slice of a latency test. A probe belongs to the one in which it was answered or given up. Times in ms. */
export interface LatencyInterval {
  /** Seconds from the first probe to its beginning. */
  readonly from: number
  readonly seconds: number
  readonly received: number
  readonly lost: number
  readonly min: number | null
  readonly avg: number | null
  readonly max: number | null
  /** By nearest rank, lost probes as +infinity; `null` where it is not finite, or with fewer than two probes. */
  readonly p50: number | null
}

/** A slice of a connect rate. A connection belongs to the one in which it was completed or failed. */
export interface ConnectInterval {
  /** Seconds from the first connection to its beginning. */
  readonly from: number
  readonly seconds: number
  readonly completed: number
  readonly failed: number
  /** Connections completed per second; `null` where no time passed. */
  readonly rate: number | null
}

/** The event as a line, ended by a newline. */
export function writeEvent(event: RunEvent): string {
  return `${JSON.stringify(event)}\n`
}
