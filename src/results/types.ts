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
  readonly verdicts: readonly Verdict[]
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
  readonly dialect: 'seed' | null
}

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
}

/** One test's result, told apart by `kind`. */
export type Measurement = LatencyMeasurement | ThroughputMeasurement

/** Whether a measurement is to be trusted; the reasons are sentences for people. */
export interface Validity {
  readonly ok: boolean
  readonly reasons: readonly string[]
}

/** Round-trip time of small messages. All times in milliseconds. */
export interface LatencyMeasurement {
  readonly kind: 'latency'
  /** Which of several concurrent clients measured it; 1 where there was one. */
  readonly client: number
  readonly asked: {
    readonly count: number
    /** A probe without an answer for so long is lost. */
    readonly timeout: number
  }
  /** `closed`: the next probe goes out when the answer to the one before has come. */
  readonly loop: 'closed'
  readonly sent: number
  readonly received: number
  readonly lost: number
  readonly min: number | null
  readonly max: number | null
  readonly avg: number | null
  /** Sample standard deviation. */
  readonly stdev: number | null
  /** Percentiles by nearest rank; lost probes count as +infinity, and a percentile that is not finite is `null`. */
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  /** Interarrival jitter of RFC 3550, section 6.4.1, over consecutive round-trip times. */
  readonly jitter: number | null
  readonly validity: Validity
}

/** Which way payload flows, seen from the client. */
export type Direction = 'download' | 'upload'

/** Payload bytes that arrived over the time in which they arrived. */
export interface ThroughputMeasurement {
  readonly kind: 'throughput'
  /** Which of several concurrent clients measured it; 1 where there was one. */
  readonly client: number
  readonly direction: Direction
  readonly asked: {
    /** Payload in bytes. */
    readonly bytes: number
  }
  readonly bytes: number
  readonly seconds: number
  /** 10^6 bit/s; `null` where no time passed. */
  readonly mbps: number | null
  readonly validity: Validity
}

/** A figure judged. */
export interface Verdict {
  readonly kind: 'threshold' | 'comparison' | 'baseline'
  readonly metric: string
  readonly verdict: 'pass' | 'fail' | 'better' | 'same' | 'worse' | 'inconclusive' | 'invalid'
  readonly sentence: string
}
