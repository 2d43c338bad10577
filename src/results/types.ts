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
  readonly dialect: Dialect | null
}

/** The wire languages. */
export type Dialect = 'seed' | 'native'

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
export type Measurement = LatencyMeasurement | ThroughputMeasurement | ConnectMeasurement

/**
 * Whether a measurement is to be trusted; the reasons are sentences for people. With `ok` they are notes beside a figure
 * that is right: that a host and not the network set it, for instance.
 */
export interface Validity {
  readonly ok: boolean
  readonly reasons: readonly string[]
}

/** What one end saw of itself while it measured. */
export interface EndFacts {
  /** The longest time (ms) for which its event loop stood still. */
  readonly loopDelay: number
  /** Share (0..1) of a core that its busiest thread used; `null` where threads can't be told apart (Node below 23.9). */
  readonly threadShare: number | null
  /** Sessions that the same worker of a server measured at the same time; `null` at the client. */
  readonly otherSessions: number | null
}

/** Both ends; the server's is `null` where the dialect can't tell. */
export interface Ends {
  readonly client: EndFacts
  readonly server: EndFacts | null
}

/** Round-trip time of small messages. All times in milliseconds. */
export interface LatencyMeasurement {
  readonly kind: 'latency'
  /** Which of several concurrent clients measured it; 1 where there was one. */
  readonly client: number
  readonly asked: {
    /** Probes; `null` where a time was asked for. */
    readonly count: number | null
    /** Time in which probes are sent, ms; `null` where a number was asked for. */
    readonly duration: number | null
    /** Time from one probe to the next, ms; `null` where each waits for the answer to the one before. */
    readonly interval: number | null
    /** Bytes of a probe. */
    readonly payload: number
    /** A probe without an answer for so long is lost. */
    readonly timeout: number
  }
  /**
   * `closed`: the next probe goes out when the answer to the one before has come. `open`: probes go out by a fixed
   * schedule, and their time counts from when they should have gone out, so that a stall is seen by all that it held up.
   */
  readonly loop: 'closed' | 'open'
  readonly sent: number
  readonly received: number
  readonly lost: number
  readonly min: number | null
  readonly max: number | null
  readonly avg: number | null
  /** Sample standard deviation. */
  readonly stdev: number | null
  /**
   * Percentiles by nearest rank; lost probes count as +infinity. One that is not finite, or that so few probes can't
   * support, is `null`.
   */
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly p999: number | null
  /** Interarrival jitter of RFC 3550, section 6.4.1, over consecutive round-trip times. */
  readonly jitter: number | null
  /** Mean absolute difference of consecutive round-trip times. */
  readonly jitterMean: number | null
  /** For each of these figures that can't be known, and is `null`, a sentence that says why. */
  readonly unknown: Readonly<Record<string, string>>
  /** All round-trip times. */
  readonly histogram: Histogram
  /** Round-trip times less what the server held each probe (RFC 5357); `null` where the dialect can't tell. */
  readonly network: {
    readonly min: number
    readonly avg: number
    readonly max: number
    readonly p50: number | null
  } | null
  /** Whether either end kept its event loop turning for nearly all of the test, so that no wake-up was measured. */
  readonly busyPoll: { readonly client: boolean; readonly server: boolean }
  readonly ends: Ends
  readonly validity: Validity
}

/**
 * A histogram with buckets of equal relative width. Histograms of the same `smallest` and `growth` are merged by adding
 * up their counts.
 */
export interface Histogram {
  /** Upper bound of bucket 0, ms. */
  readonly smallest: number
  /** How many times as high the upper bound of each bucket is as the one before. */
  readonly growth: number
  /** Samples by bucket: bucket i holds what lies above smallest × growth^(i - 1) and up to smallest × growth^i. */
  readonly counts: Readonly<Record<string, number>>
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
    /** Payload in bytes; `null` where a time was asked for. */
    readonly bytes: number | null
    /** Time in seconds; `null` where an amount was asked for. */
    readonly seconds: number | null
    readonly streams: number
    /** Seconds at the beginning that are left out of the figures. */
    readonly warmup: number
    /** Bit/s of payload; `null`: as fast as it goes. */
    readonly rate: number | null
  }
  /** Payload that arrived at the receiver, by its own count and clock. */
  readonly bytes: number
  readonly seconds: number
  /** 10^6 bit/s; `null` where no time passed. */
  readonly mbps: number | null
  /** Slices of the test in order; `null` where the dialect can't tell. Their bytes add up to `bytes`. */
  readonly intervals: readonly ThroughputInterval[] | null
  /**
   * The test from where its rate had left slow start and filling queues behind (MSER: White 1997) to its end; `null`
   * where that can't be told.
   */
  readonly steady: ThroughputInterval | null
  /** Each stream's own figures, in the order in which they were opened. */
  readonly streams: readonly StreamFigures[]
  /** Jain's index of the streams' rates (Jain, Chiu, Hawe 1984): 1 where all are equal, 1/n where one has all. */
  readonly fairness: number | null
  /** For `steady` and `tcp`, where they are `null`, a sentence that says why. */
  readonly unknown: Readonly<Record<string, string>>
  /** CPU time of either end's process; `null` where the dialect can't tell. */
  readonly cpu: { readonly client: CpuTime; readonly server: CpuTime | null }
  readonly ends: Ends
  readonly validity: Validity
}

/** A slice of a throughput test. */
export interface ThroughputInterval {
  /** Seconds from the end of the warm-up to its beginning. */
  readonly from: number
  readonly seconds: number
  readonly bytes: number
  readonly mbps: number | null
}

/** One stream of a throughput test. */
export interface StreamFigures {
  readonly bytes: number
  readonly seconds: number
  readonly mbps: number | null
  /** What the sender's kernel knows of the connection; `null` where it can't be asked. */
  readonly tcp: TcpFacts | null
}

/** What a kernel knows of a connection on which it sent. Counts and times are those of the transfer alone. */
export interface TcpFacts {
  /** Congestion control: `cubic`, `bbr`, … */
  readonly congestion: string | null
  /** Segments that were sent again. */
  readonly retransmits: number | null
  /** Smoothed round-trip time and its mean deviation (RFC 6298), and the least seen, at the transfer's end; ms. */
  readonly rtt: number | null
  readonly rttVariation: number | null
  readonly minRtt: number | null
  /** Congestion window in segments, at the transfer's end. */
  readonly cwnd: number | null
  /** Bytes of a segment. */
  readonly mss: number | null
  /** The kernel's last estimate of the rate at which data arrives, 10^6 bit/s. */
  readonly deliveryRate: number | null
  /** Seconds in which there was data to send. */
  readonly busy: number | null
  /** Share (0..1) of `busy` in which the receiver's window held the sender up. */
  readonly rwndLimited: number | null
  /** Share (0..1) of `busy` in which the send buffer held it up. */
  readonly sndbufLimited: number | null
}

/** Connections opened, served one exchange and closed. All times but `seconds` in milliseconds. */
export interface ConnectMeasurement {
  readonly kind: 'connect'
  /** Which of several concurrent clients measured it; 1 where there was one. */
  readonly client: number
  readonly asked: {
    /** Connections; `null` where a time was asked for. */
    readonly count: number | null
    /** Time in seconds; `null` where a number was asked for. */
    readonly seconds: number | null
    /** Connections at once. */
    readonly concurrency: number
    /** A connection that is not opened, served and closed in so long has failed. */
    readonly timeout: number
  }
  /** Connections that were asked for and came to an end, in whatever way: `completed` and `failed`. */
  readonly attempted: number
  /** Those of them that came about. */
  readonly connected: number
  /** Those that were opened, served one exchange and closed. */
  readonly completed: number
  readonly failed: number
  /** Time in which connections were completed: what was asked for, or until the last one was closed. */
  readonly seconds: number
  /** Connections completed within `seconds`, for each of them; `null` where no time passed. */
  readonly rate: number | null
  /** TCP connect time: from just before a connection was asked for until it stood. */
  readonly min: number | null
  readonly max: number | null
  readonly avg: number | null
  /** Sample standard deviation. */
  readonly stdev: number | null
  /**
   * Percentiles by nearest rank; connections that did not come about count as +infinity. One that is not finite, or that
   * so few connections can't support, is `null`.
   */
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly p999: number | null
  /** For each of these figures that can't be known, and is `null`, a sentence that says why. */
  readonly unknown: Readonly<Record<string, string>>
  /** All connect times. */
  readonly histogram: Histogram
  /** Time of a completed connection from its beginning until the server had closed it; `null` where there was none. */
  readonly whole: {
    readonly min: number
    readonly avg: number
    readonly max: number
    readonly p50: number | null
    readonly p99: number | null
  } | null
  /** How many connections failed in which way. They add up to `failed`. */
  readonly errors: Readonly<Record<ConnectFailure, number>>
  /** CPU time of the client's process; the server can't tell its own. */
  readonly cpu: { readonly client: CpuTime; readonly server: CpuTime | null }
  readonly validity: Validity
}

/**
 * Why a connection failed. By the other side or the way there: `refused`; `timeout`, not done in time; `reset`;
 * `closed`, before the answer was complete; `protocol`, another answer than expected; `unreachable`. By this host:
 * `noPorts`, no local port was free; `noDescriptors`, too many files were open. And `other`.
 */
export type ConnectFailure =
  | 'refused'
  | 'timeout'
  | 'reset'
  | 'closed'
  | 'protocol'
  | 'unreachable'
  | 'noPorts'
  | 'noDescriptors'
  | 'other'

/** CPU time in seconds. */
export interface CpuTime {
  readonly user: number
  readonly system: number
}

/** A figure judged. */
export interface Verdict {
  readonly kind: 'threshold' | 'comparison' | 'baseline'
  readonly metric: string
  readonly verdict: 'pass' | 'fail' | 'better' | 'same' | 'worse' | 'inconclusive' | 'invalid'
  readonly sentence: string
}
