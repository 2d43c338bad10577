import type { Comparison } from './comparison.ts'
import type { ConnectMeasurement } from './connect.ts'
import type { DatagramMeasurement } from './datagram.ts'
import type { LatencyMeasurement } from './latency.ts'
import type { LoadedMeasurement } from './loaded.ts'
import type { Dialect } from './parts.ts'
import type { SpecResult } from './specs.ts'
import type { ThroughputMeasurement } from './throughput.ts'

export type * from './comparison.ts'
export type * from './connect.ts'
export type * from './datagram.ts'
export type * from './latency.ts'
export type * from './loaded.ts'
export type * from './parts.ts'
export type * from './specs.ts'
export type * from './throughput.ts'

/** The name and version of the document's format. A reader refuses another major version. */
export const RESULT_SCHEMA = 'wyndrvr.result/1'

/** Everything that one run found out. Plain JSON; a field that can't be known is `null`. */
export interface ResultDocument {
  readonly schema: typeof RESULT_SCHEMA
  readonly tool: Tool
  /** When the run started, ISO 8601 in UTC. */
  readonly startedAt: string
  readonly target: Target
  readonly environment: Environment
  readonly measurements: readonly Measurement[]
  /** Metrics of two arms compared, and all that it takes to compute them again. */
  readonly comparisons: readonly Comparison[]
  readonly verdicts: readonly Verdict[]
  /** The specs that measured, where a suite of them was run; absent else. */
  readonly specs?: readonly SpecResult[]
}

/** The program that wrote a document. */
export interface Tool {
  readonly name: 'wyndrvr'
  readonly version: string
}

/** The server that was measured, as it was addressed. */
export interface Target {
  readonly host: string
  readonly port: number
  /** The wire language that was spoken; `null` where no connection came about. */
  readonly dialect: Dialect | null
  /** How the server spreads connections; `null` where it did not tell, as in the seed's dialect. */
  readonly mode: ServerMode | null
}

/** How a server spreads connections. */
export type ServerMode = 'thread' | 'process' | 'sequential'

/** What makes two runs comparable, at either end. */
export interface Environment {
  readonly client: HostFacts
  /** `null` where the server did not tell: the seed dialect has no words for it. */
  readonly server: HostFacts | null
}

/** Facts about one machine and the process that measured on it. */
export interface HostFacts {
  /** `linux`, `darwin`, `win32`, … */
  readonly platform: string
  readonly arch: string
  /** Kernel release. */
  readonly kernel: string
  readonly cpuModel: string | null
  /** Cores that the process may use. */
  readonly cpuCount: number
  /** Memory of the machine in bytes. */
  readonly memory: number
  /** Node version without a leading v. */
  readonly node: string
  /** `docker`, `podman`, … where the process runs in a container; `null` where none was recognised. */
  readonly container: string | null
  /** Load average over the last minute when the run started; `null` on Windows, which has none. */
  readonly load: number | null
  /** Share (0..1) of CPU time since boot that the hypervisor gave to others; Linux only. */
  readonly steal: number | null
  /** Largest socket buffers in bytes that a program may ask for; Linux only. */
  readonly receiveBufferLimit: number | null
  readonly sendBufferLimit: number | null
  /** Name of the CI runner; `null` outside of CI. */
  readonly runner: string | null
  /** Image that the CI runner was made from, with its version: `ubuntu24 20261101.1.0`; `null` where none is told. */
  readonly runnerImage: string | null
}

/** One test's result, told apart by `kind`. */
export type Measurement =
  | LatencyMeasurement
  | ThroughputMeasurement
  | DatagramMeasurement
  | LoadedMeasurement
  | ConnectMeasurement

/** A figure judged. */
export interface Verdict {
  /** What it was held against: a bound alone, another arm of the same run, or earlier runs. */
  readonly kind: 'threshold' | 'comparison' | 'baseline'
  readonly metric: string
  readonly verdict: 'pass' | 'fail' | 'better' | 'same' | 'worse' | 'inconclusive' | 'invalid'
  readonly sentence: string
  /** The threshold that was asked for, as a line; `null` where none was. */
  readonly threshold: string | null
  /** The figure that was judged, in the metric's unit; `null` where it is not known or not finite. */
  readonly figure: number | null
  /** The figure from which on the verdict would be another one, in the metric's unit; `null` where there is none. */
  readonly limit: number | null
}
