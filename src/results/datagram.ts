import type { CpuTime, Direction, Ends, Validity } from './parts.ts'

/** A flow of UDP datagrams in one direction, counted at its receiver. */
export interface DatagramMeasurement {
  readonly kind: 'datagram'
  /** Which of several concurrent clients measured it; 1 where there was one. */
  readonly client: number
  readonly direction: Direction
  /** Whether the other direction was measured at the same time. */
  readonly bidirectional: boolean
  readonly asked: {
    /** Payload of all datagrams in bytes; `null` where a time was asked for. */
    readonly bytes: number | null
    /** Time in seconds; `null` where an amount was asked for. */
    readonly seconds: number | null
    /** Bit/s of payload that the sender was to offer. */
    readonly rate: number
    /** Bytes of a datagram, without the headers of UDP and IP. */
    readonly payload: number
  }
  /** Datagrams that the sender handed to its kernel, from the first one that arrived to the last one sent. */
  readonly sent: number
  /** Different ones of them that arrived. `sent` = `received` + `lost`. */
  readonly received: number
  /** Those that had not arrived when the flow had been drained. */
  readonly lost: number
  /** Share (0..1) of `sent` that was lost; `null` where nothing was sent. */
  readonly loss: number | null
  /** Arrivals of datagrams that had arrived before. */
  readonly duplicates: number
  /** Datagrams that arrived behind one that was sent later (RFC 4737). */
  readonly reordered: number
  /** Datagrams that reached the receiver's host and that its full socket buffer dropped; `null` where it can't tell. */
  readonly droppedByHost: number | null
  /** Payload of the datagrams received. */
  readonly bytes: number
  /** From the first datagram that arrived to the last one, by the receiver's clock. */
  readonly seconds: number
  /** 10^6 bit/s of payload that arrived; `null` where no time passed. */
  readonly mbps: number | null
  /** 10^6 bit/s of payload that the sender offered, by its own clock; `null` where no time passed. */
  readonly offered: number | null
  /** Interarrival jitter of RFC 3550, section 6.4.1, over transit times; ms. `null` with fewer than two datagrams. */
  readonly jitter: number | null
  /** Mean absolute difference of consecutive transit times, ms. */
  readonly jitterMean: number | null
  /** Slices of the test in order. Their bytes add up to `bytes`. */
  readonly intervals: readonly DatagramInterval[]
  /** For each figure that can't be known, and is `null`, a sentence that says why. */
  readonly unknown: Readonly<Record<string, string>>
  /** CPU time of each end, all of its threads together. */
  readonly cpu: { readonly client: CpuTime; readonly server: CpuTime | null }
  readonly ends: Ends
  readonly validity: Validity
}

/** A slice of a datagram test. */
export interface DatagramInterval {
  /** Seconds from the first datagram that arrived to its beginning. */
  readonly from: number
  readonly seconds: number
  readonly bytes: number
  readonly mbps: number | null
  /** Different datagrams that arrived in it. */
  readonly received: number
}
