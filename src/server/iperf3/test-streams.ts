import type { StreamCount } from './session-messages.ts'

/** What a client says it has sent on a stream. */
export interface PeerCount {
  readonly bytes: number
  /** Of datagrams: the highest sequence number. */
  readonly packets: number
}

/** The streams of a test. */
export interface Streams {
  /**
   * The test has begun.
   * @param at when (ns), which is before the client knew
   */
  begin(at: number): void
  /** The client has ended it. */
  stop(): void
  /** Every stream reports its count, when it has received what the client has sent or nothing more comes. */
  settle(sent: readonly (PeerCount | null)[]): void
  /** Ends all of them without a count. Idempotent. */
  close(): void
}

/** Who hears of the streams of a test. */
export interface StreamsListener {
  /** One more stream is there. */
  readonly onOpened: () => void
  /** All are there. */
  readonly onReady: () => void
  readonly onCounted: (stream: number, count: StreamCount) => void
  /** Nothing can arrive or leave any more: the client has closed all of them. */
  readonly onDeserted: () => void
  /** The test is not possible, with the number of iperf3's error. */
  readonly onFailed: (error: number) => void
}

/** The count of a stream that ended before it could report one. */
export const NOTHING_COUNTED: StreamCount = {
  bytes: 0,
  seconds: 0,
  retransmits: null,
  congestion: null,
  jitter: 0,
  lost: 0,
  packets: 0,
  packetsBefore: 0,
  cpu: { pid: 0, user: 0, system: 0 },
}
