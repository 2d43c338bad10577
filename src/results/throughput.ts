import type { CpuTime, Direction, Ends, Validity } from './parts.ts'

/** Payload bytes that arrived over the time in which they arrived. */
export interface ThroughputMeasurement {
  readonly kind: 'throughput'
  /** Which of several concurrent clients measured it; 1 where there was one. */
  readonly client: number
  readonly direction: Direction
  /** Whether the other direction was measured at the same time. */
  readonly bidirectional: boolean
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
