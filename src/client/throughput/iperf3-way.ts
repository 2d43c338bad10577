import type { Tally, TcpCounts } from '../../protocol/native.ts'
import { nanoseconds, performance } from '../../host/clock.ts'
import { after, clearTimeout, setTimeout } from '../../host/timers.ts'
import type { Direction, ThroughputInterval } from '../../results/types.ts'
import { IntervalSum } from '../../stats/interval-sum.ts'
import type { Iperf3Session, Iperf3Start } from '../session.ts'
import type { Iperf3Counted } from '../wire/iperf3-results.ts'
import { Iperf3Stream } from './iperf3-stream.ts'
import type { ThroughputPlan } from './plan.ts'
import { stalled } from './stall.ts'

/** Time (ms) to wait beyond the end of a timed count for the read that spans it. */
const LAST_READ = 100

/** Longest pause (ms) between two looks at what the server's kernel has acknowledged. */
const LONGEST_LOOK = 10

/** The longest segment (bytes), and how long (ms, and round trips) it may be without an acknowledgement until it has arrived. */
const LAST_SEGMENT = { most: 65_536, least: 2, roundTrips: 2 } as const

/** What the streams of a test write. */
export interface Iperf3Blocks {
  /** Bytes of a server's read or write. */
  readonly unit: number
  /** Bytes that each stream sends; `null`: until the test is over. */
  readonly share: number | null
}

/** One direction of a test: its streams, and when they are done. */
export class Iperf3Way {
  readonly direction: Direction
  readonly streams: Iperf3Stream[] = []
  readonly #server: string
  /** ms */
  readonly #roundTrip: number
  readonly #plan: ThroughputPlan
  readonly #blocks: Iperf3Blocks
  readonly #live: IntervalSum | null
  /** Bytes of a download that are still missing. */
  #left: number
  #complete = 0
  #timer: NodeJS.Timeout | undefined
  #begun = false
  /** When (ns) the test began, and when the server's kernel had everything. */
  #begunAt = 0
  #sentAt: number | null = null
  #end: () => void = () => undefined
  #fail: (error: unknown) => void = () => undefined
  /** Resolves when it has moved what was asked for. */
  readonly over: Promise<void>

  constructor(
    { name, roundTrip }: Pick<Iperf3Session, 'name' | 'roundTrip'>,
    direction: Direction,
    plan: ThroughputPlan,
    blocks: Iperf3Blocks,
  ) {
    const { bytes, streams, interval, onInterval } = plan
    this.direction = direction
    this.#server = name
    this.#roundTrip = roundTrip()
    this.#plan = plan
    this.#blocks = blocks
    this.#left = bytes ?? Number.POSITIVE_INFINITY
    this.#live =
      onInterval && new IntervalSum(streams, interval, (complete) => onInterval(complete, direction))
    this.over = new Promise<void>((resolve, reject) => {
      this.#end = resolve
      this.#fail = reject
    })
    // A failure before anybody waits is still there later.
    this.over.catch(() => undefined)
  }

  /** Opens its streams, one after the other. */
  async open({ open, cookie }: Iperf3Start): Promise<void> {
    const { streams, seconds, warmup, interval, rate, block, timeout } = this.#plan
    for (let index = 0; index < streams; index += 1) {
      const plan = {
        direction: this.direction,
        bytes: this.direction === 'upload' ? this.#blocks.share : null,
        seconds,
        warmup,
        interval,
        rate: rate === null ? null : rate / streams,
        block,
        unit: this.#blocks.unit,
        timeout,
      }
      const live = this.#live
      this.streams.push(
        new Iperf3Stream(await open(), cookie, plan, {
          onBytes: (length) => this.#arrived(length),
          onComplete: () => this.#completed(),
          onFail: (error) => this.#fail(error),
          onInterval: live && ((bytes) => live.add(index, bytes)),
        }),
      )
    }
  }

  /** Seconds from the start until the server's kernel had all of an upload of an amount; `null` before. */
  get sentIn(): number | null {
    return this.#sentAt === null ? null : (this.#sentAt - this.#begunAt) / 1e9
  }

  /** Starts to send. A download starts with its first byte. */
  begin(): void {
    this.#begunAt = nanoseconds()
    for (const stream of this.streams) stream.begin()
    if (this.direction === 'upload') this.#startClock(0)
  }

  /** What the kernels know of the streams, if this end sends. */
  async tcpCounts(): Promise<readonly (TcpCounts | null)[]> {
    return Promise.all(this.streams.map(async (stream) => stream.tcpCounts()))
  }

  /** Ends its counts, and stops to send. */
  stop(): void {
    clearTimeout(this.#timer)
    for (const stream of this.streams) stream.stop()
  }

  /** What was counted at this end: of a test that is over, or so far. */
  tallies(isComplete: boolean): readonly Tally[] {
    return this.streams.map((stream) => stream.tally(isComplete))
  }

  /** Reports the intervals that are left. */
  finish(intervals: readonly ThroughputInterval[]): void {
    this.#live?.finish(intervals)
  }

  /** Bytes that were sent or received on all streams, warm-up included. */
  get moved(): number {
    return this.streams.reduce((sum, { moved }) => sum + moved, 0)
  }

  /** Bytes that the kernel took or delivered on all streams. */
  get taken(): number {
    return this.streams.reduce((sum, { taken }) => sum + taken, 0)
  }

  /**
   * What this end tells the server.
   * @param idOf the number of a stream
   */
  results(idOf: (index: number) => number): readonly Iperf3Counted[] {
    return this.streams.map(({ moved }, index) => ({ id: idOf(index), bytes: moved }))
  }

  #arrived(length: number): number {
    if (!this.#begun) this.#startClock(LAST_READ)
    const counted = Math.min(length, this.#left)
    this.#left -= counted
    if (this.#left === 0) this.#end()
    return counted
  }

  /** Ends a timed test: streams on which nothing moves do not end by themselves. */
  #startClock(more: number): void {
    this.#begun = true
    const { seconds, warmup } = this.#plan
    if (seconds !== null) this.#timer = setTimeout(this.#end, (warmup + seconds) * 1000 + more)
  }

  #ended(): void {
    this.#sentAt = nanoseconds()
    this.#end()
  }

  #completed(): void {
    this.#complete += 1
    if (this.#complete < this.streams.length) return
    // The count of a timed upload has no reason to end before its time.
    if (this.direction === 'download') this.#end()
    else if (this.#plan.bytes !== null) this.#acknowledged().then(() => this.#ended(), this.#fail)
  }

  /**
   * Waits until the server's kernel has acknowledged all: the server does not count what is on its way when the test ends.
   * Kernels delay the last acknowledgement, so a last segment has arrived when it is not acknowledged for some round trips.
   */
  async #acknowledged(): Promise<void> {
    const since = performance.now()
    let least = Number.POSITIVE_INFINITY
    let movedAt = since
    for (;;) {
      const left = this.streams.reduce((sum, stream) => sum + (stream.unacknowledged ?? 0), 0)
      const now = performance.now()
      if (left < least) movedAt = now
      least = Math.min(least, left)
      const quiet = now - movedAt
      const segments = this.streams.length * LAST_SEGMENT.most
      if (
        left === 0 ||
        (left <= segments && quiet >= LAST_SEGMENT.least + LAST_SEGMENT.roundTrips * this.#roundTrip)
      )
        return
      if (quiet >= this.#plan.timeout) throw stalled(this.#server, this.#plan.timeout)
      await after(Math.min(LONGEST_LOOK, 1 + (now - since) / 20))
    }
  }
}
