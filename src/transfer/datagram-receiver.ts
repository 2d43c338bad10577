import type { RemoteInfo, Socket } from 'node:dgram'

import { clearTimeout, setTimeout } from '../host/timers.ts'
import type { DatagramFormat } from '../protocol/datagram.ts'
import { FLOW_MAX_INTERVALS, plannedDatagrams, plannedSeconds } from '../protocol/flow.ts'
import type { FlowTally } from '../protocol/flow.ts'
import { FlowCount } from '../stats/flow-count.ts'
import { Slices } from '../stats/slices.ts'
import { nanoseconds } from '../host/clock.ts'
import type { DatagramPlan } from './datagram-sender.ts'
import { hostDrops } from '../host/host-drops.ts'
import { IntervalWatch } from './interval-watch.ts'
import type { ReportInterval } from './interval-watch.ts'
import type { Endpoint } from './udp-socket.ts'

/** What a receiver needs to know about a flow. */
export interface ReceivePlan extends DatagramPlan {
  /** Seconds of an interval. */
  readonly interval: number
  /** Seconds from the first datagram in which nothing is counted. Default: 0. */
  readonly warmup?: number
  /** Upper bound, exclusive, of the sequence numbers. Default: those that are planned. */
  readonly most?: number
  /** How far (datagrams) a late one may be behind the newest. */
  readonly window?: number
}

/** Longest time (ms) that a receiver waits for missing datagrams while others still arrive. */
export const LONGEST_WAIT = 10_000

/** The receiving end of a flow. It waits for late datagrams before it reports its count. */
export class DatagramReceiver {
  readonly #socket: Socket
  readonly #plan: ReceivePlan
  readonly #peer: Endpoint
  readonly #format: DatagramFormat
  readonly #count: FlowCount
  readonly #slices: Slices
  readonly #watch: IntervalWatch | null
  readonly #onComplete: () => void
  #lastAt = nanoseconds()
  /** The end of the warm-up (ns), once the first datagram has arrived. */
  #from: number | null = null
  /** Number of datagrams sent, and when (ns) the sender reported it. */
  #sent: number | null = null
  #sentAt = 0
  #drain = 0
  #ended = false
  #timer: NodeJS.Timeout | undefined

  /**
   * @param socket connected to the peer
   * @param onInterval gets the bytes of each interval as it ends; `null`: not needed
   * @param onComplete called when everything has arrived, or nothing more will
   */
  constructor(
    socket: Socket,
    plan: ReceivePlan,
    peer: Endpoint,
    format: DatagramFormat,
    onInterval: ReportInterval | null,
    onComplete: () => void,
  ) {
    this.#socket = socket
    this.#plan = plan
    this.#peer = peer
    this.#format = format
    this.#count = new FlowCount(plan.most ?? plannedDatagrams(plan), plan.window)
    this.#slices = new Slices(plan.interval, plannedSeconds(plan), FLOW_MAX_INTERVALS)
    const counted = {
      whole: this.#slices.whole,
      endOf: (interval: number): number => this.#slices.endOf(interval),
      completeAt: (at: number): number => this.#slices.completeAt(at),
      bytesOf: (interval: number): number => this.#slices.countOf(interval) * plan.payload,
    }
    this.#watch = onInterval && new IntervalWatch(counted, onInterval)
    this.#onComplete = onComplete
    socket.on('message', this.#take)
  }

  /** When (ns) the last datagram arrived; before the first, when this was constructed. */
  get lastAt(): number {
    return this.#lastAt
  }

  /**
   * The sender is done.
   * @param sent number of datagrams that its kernel sent
   * @param drain ms without datagrams after which the missing ones count as lost
   */
  expect(sent: number, drain: number): void {
    this.#sent = sent
    this.#sentAt = nanoseconds()
    this.#drain = drain
    this.#awaitRest()
  }

  /** The count so far. */
  async tally(): Promise<FlowTally> {
    return { ...this.tallySoFar(), dropped: await hostDrops(this.#socket) }
  }

  /** The same without what only the kernel knows, which takes time to read. */
  tallySoFar(): FlowTally {
    return {
      ...this.#count.counts(),
      intervals: [...this.#slices.counts()],
      dropped: null,
      buffer: this.#bufferSize(),
    }
  }

  /** Stops counting. */
  close(): void {
    this.#ended = true
    this.#watch?.stop()
    clearTimeout(this.#timer)
    this.#socket.removeListener('message', this.#take)
  }

  readonly #take = (bytes: Buffer, from: RemoteInfo): void => {
    const at = nanoseconds()
    // Before the socket was connected it took datagrams from anybody, and some may still be in its buffer.
    if (bytes.length !== this.#plan.payload || !this.#format.matches(bytes)) return
    if (from.port !== this.#peer.port || from.address !== this.#peer.address) return
    this.#lastAt = at
    this.#from ??= at + (this.#plan.warmup ?? 0) * 1e9
    if (at < this.#from) return
    if (!this.#count.add(this.#format.sequence(bytes), this.#format.stamp(bytes), at)) return
    if (this.#slices.add(at)) this.#watch?.start()
    if (this.#sent !== null && this.#count.received >= this.#sent) this.#complete()
  }

  #awaitRest(): void {
    if (this.#ended) return
    const now = nanoseconds()
    const quietFor = (now - Math.max(this.#lastAt, this.#sentAt)) / 1e6
    const waited = (now - this.#sentAt) / 1e6
    if (this.#count.received >= (this.#sent ?? 0) || quietFor >= this.#drain || waited >= LONGEST_WAIT) {
      return this.#complete()
    }
    // Timers count in whole milliseconds and may fire a little early.
    const wait = Math.min(this.#drain - quietFor, LONGEST_WAIT - waited)
    this.#timer = setTimeout(() => this.#awaitRest(), Math.ceil(wait))
  }

  #complete(): void {
    this.close()
    this.#onComplete()
  }

  #bufferSize(): number {
    try {
      return this.#socket.getRecvBufferSize()
    } catch {
      return 0
    }
  }
}
