import type { FlowSent, FlowTally } from '../../protocol/flow.ts'
import { LONGEST_DRAIN, plannedDatagrams, plannedSeconds } from '../../protocol/flow.ts'
import { SEQUENCES } from '../../protocol/datagram.ts'
import { iperf3Format } from '../../protocol/iperf3-datagram.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import type { DatagramInterval, Direction } from '../../results/types.ts'
import { DatagramReceiver } from '../../transfer/datagram-receiver.ts'
import { DatagramSender } from '../../transfer/datagram-sender.ts'
import { closeUdp } from '../../transfer/udp-socket.ts'
import { stalled } from '../throughput/stall.ts'
import type { Iperf3Flow } from '../wire/iperf3-udp.ts'
import type { Iperf3Counted } from '../wire/iperf3-results.ts'
import { FlowIntervals } from './flow-intervals.ts'
import type { DatagramPlan } from './plan.ts'

/** Time (ms) that datagrams have to arrive after the last one: round trips, and the least. */
const DRAIN = { roundTrips: 4, least: 100 } as const

/** One direction of a UDP test. */
export class Iperf3FlowWay {
  readonly direction: Direction
  readonly #server: string
  readonly #plan: DatagramPlan
  readonly #drain: number
  /** The intervals of a download; the server reports none of an upload. */
  readonly #intervals: FlowIntervals | null
  #flow: Iperf3Flow | null = null
  #receiver: DatagramReceiver | null = null
  #sender: DatagramSender | null = null
  #arrived = 0
  #closed = false
  #timer: NodeJS.Timeout | undefined
  #end: () => void = () => undefined
  #fail: (error: unknown) => void = () => undefined
  /** Resolves when it has sent or received what was asked for. */
  readonly over: Promise<void>
  /** Resolves with what had arrived when nothing more came. */
  readonly #settled: Promise<void>
  #settle: () => void = () => undefined
  #sent: FlowSent | null = null

  /** @param roundTrip ms */
  constructor(server: string, direction: Direction, plan: DatagramPlan, roundTrip: number) {
    const { onInterval } = plan
    this.direction = direction
    this.#server = server
    this.#plan = plan
    this.#drain = Math.min(LONGEST_DRAIN, Math.max(DRAIN.least, DRAIN.roundTrips * roundTrip))
    this.#intervals =
      onInterval !== null && direction === 'download'
        ? new FlowIntervals(plan, (interval) => onInterval(interval, direction))
        : null
    this.over = new Promise<void>((resolve, reject) => {
      this.#end = resolve
      this.#fail = reject
    })
    this.over.catch(() => undefined)
    this.#settled = new Promise((resolve) => {
      this.#settle = resolve
    })
  }

  /** Takes its open stream. A download counts from now on. */
  take(flow: Iperf3Flow): void {
    // The test may have ended while it was opened.
    if (this.#closed) return closeUdp(flow.socket)
    this.#flow = flow
    if (this.direction === 'upload') return
    const intervals = this.#intervals
    this.#receiver = new DatagramReceiver(
      flow.socket,
      // A server sends until it is told to end.
      { ...this.#plan, most: SEQUENCES },
      flow.peer,
      iperf3Format(true),
      intervals && ((index, bytes) => intervals.take(index, bytes)),
      this.#settle,
    )
    flow.socket.on('message', this.#onMessage)
  }

  /** Starts the test. */
  begin(): void {
    const { seconds, timeout } = this.#plan
    if (this.direction === 'download') {
      // All datagrams of a timed download may be lost.
      const patience = seconds === null ? timeout : seconds * 1000 + this.#drain
      if (this.#arrived === 0) this.#timer = setTimeout(() => this.#silent(), patience)
      return
    }
    if (this.#flow === null) return
    this.#sender = new DatagramSender(this.#flow.socket, this.#plan, iperf3Format(true), (sent) => {
      this.#sent = sent
      // A server counts nothing that arrives after the end.
      this.#timer = setTimeout(this.#end, this.#drain)
    })
  }

  /** The test is over: waits for datagrams that are still on their way, and tells what to report to the server. */
  async settle(id: number): Promise<Iperf3Counted> {
    const { payload } = this.#plan
    if (this.#receiver === null) {
      const packets = this.sent?.datagrams ?? 0
      return { id, bytes: packets * payload, packets }
    }
    this.#receiver.expect(Number.POSITIVE_INFINITY, this.#drain)
    await this.#settled
    const { received, first, last, jitter } = this.#receiver.tallySoFar()
    const packets = last === null ? 0 : last - (first ?? 0) + 1
    return {
      id,
      bytes: received * payload,
      packets,
      errors: packets - received,
      jitter: (jitter ?? 0) / 1000,
    }
  }

  /** What was sent; `null` of a download. */
  get sent(): FlowSent | null {
    return this.#sent ?? this.#sender?.sent() ?? null
  }

  /** What has arrived so far; `null` of an upload. */
  get soFar(): FlowTally | null {
    return this.#receiver?.tallySoFar() ?? null
  }

  /** All that has arrived; `null` of an upload. */
  async tally(): Promise<FlowTally | null> {
    return (await this.#receiver?.tally()) ?? null
  }

  /** Seconds of the intervals that were reported. */
  get toldSeconds(): number {
    return (this.#intervals?.told ?? 0) * this.#plan.interval
  }

  /** Whether its first datagram was sent again. */
  get repeated(): boolean {
    return this.#flow?.repeated ?? false
  }

  /** Reports the intervals that are left. */
  finish(intervals: readonly DatagramInterval[]): void {
    this.#intervals?.finish(intervals)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#receiver?.close()
    this.#sender?.close()
    if (this.#flow !== null) closeUdp(this.#flow.socket)
  }

  readonly #onMessage = (bytes: Buffer): void => {
    const { payload, seconds, timeout } = this.#plan
    if (bytes.length !== payload) return
    const isFirst = this.#arrived === 0
    this.#arrived += 1
    if (seconds === null) {
      this.#timer?.refresh()
      if (isFirst) {
        clearTimeout(this.#timer)
        this.#timer = setTimeout(() => this.#silent(), timeout)
      }
      if (this.#arrived >= plannedDatagrams(this.#plan)) this.#end()
    } else if (isFirst) {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(this.#end, plannedSeconds(this.#plan) * 1000)
    }
  }

  #silent(): void {
    if (this.#plan.seconds !== null) this.#end()
    else this.#fail(stalled(this.#server, this.#plan.timeout))
  }
}
