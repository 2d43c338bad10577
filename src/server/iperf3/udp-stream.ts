import type { Socket as UdpSocket } from 'node:dgram'

import { nanoseconds } from '../../host/clock.ts'
import { cpuSince } from '../../host/cpu.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import type { DatagramFormat } from '../../protocol/datagram.ts'
import { FLOW_LONGEST, FLOW_RATES } from '../../protocol/flow.ts'
import { iperf3Reply } from '../../protocol/iperf3-datagram.ts'
import { DatagramReceiver } from '../../transfer/datagram-receiver.ts'
import { DatagramSender } from '../../transfer/datagram-sender.ts'
import { closeUdp } from '../../transfer/udp-socket.ts'
import type { Endpoint } from '../../transfer/udp-socket.ts'
import type { StreamCount, StreamPlan } from './session-messages.ts'
import { NOTHING_COUNTED } from './test-streams.ts'

/** How long (ms) nothing may arrive after the test until missing datagrams count as lost. */
const DRAIN = 200

/** How far behind the newest one a datagram may be. iperf3 does not tell duplicates at all. */
const WINDOW = 2 ** 16

/** Limit of replies to a client that repeats its first datagram. */
const MOST_REPLIES = 32

/** Who hears of a stream. */
export interface UdpStreamListener {
  readonly onCounted: (count: StreamCount) => void
  /** Nothing has arrived for the idle time. */
  readonly onIdle: () => void
}

/** One UDP stream of a session, on a socket that is connected to its client. */
export class UdpStream {
  readonly #socket: UdpSocket
  readonly #plan: StreamPlan
  readonly #format: DatagramFormat
  readonly #listener: UdpStreamListener
  readonly #idle: number
  readonly #cpuAt = process.cpuUsage()
  readonly #receiver: DatagramReceiver | null
  #sender: DatagramSender | null = null
  /** Datagrams that the client says it has sent. */
  #expected = 0
  #replies = 0
  /** When (ns) the test, without its warm-up, began, and when the client ended it. */
  #begunAt = nanoseconds()
  #stoppedAt = 0
  /** Datagrams sent in the warm-up. */
  #sentBefore = 0
  #timer: NodeJS.Timeout | undefined

  /**
   * @param peer the client's end
   * @param idle ms without datagrams after which the client counts as gone
   */
  constructor(
    socket: UdpSocket,
    peer: Endpoint,
    plan: StreamPlan,
    format: DatagramFormat,
    idle: number,
    listener: UdpStreamListener,
  ) {
    this.#socket = socket
    this.#plan = plan
    this.#format = format
    this.#idle = idle
    this.#listener = listener
    const flow = { ...this.#flow(), interval: FLOW_LONGEST, warmup: plan.warmup, window: WINDOW }
    this.#receiver = plan.sends
      ? null
      : new DatagramReceiver(socket, flow, peer, format, null, () => this.#tellReceived())
    socket.on('message', this.greet)
  }

  /** Replies to the client's first datagram, which it may repeat because the reply was lost. */
  readonly greet = (bytes: Buffer): void => {
    const reply = iperf3Reply(bytes)
    if (reply === null || this.#replies >= MOST_REPLIES) return
    this.#replies += 1
    this.#socket.send(reply, () => undefined)
  }

  begin(at: number): void {
    this.#begunAt = at + this.#plan.warmup * 1e9
    this.#socket.removeListener('message', this.greet)
    if (!this.#plan.sends) return this.#watch()
    const sender = new DatagramSender(this.#socket, this.#flow(), this.#format, () => undefined)
    this.#sender = sender
    if (this.#plan.warmup > 0) {
      this.#timer = setTimeout(() => {
        this.#sentBefore = sender.sent().datagrams
        this.#begunAt = nanoseconds()
      }, this.#plan.warmup * 1000)
    }
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#stoppedAt = nanoseconds()
    const sender = this.#sender
    if (sender === null) return
    sender.close()
    const { datagrams, failed } = sender.sent()
    this.#tell({
      ...NOTHING_COUNTED,
      bytes: Math.max(0, datagrams - this.#sentBefore - failed) * this.#plan.block,
      seconds: Math.max(0, this.#stoppedAt - this.#begunAt) / 1e9,
      packets: datagrams,
      packetsBefore: this.#sentBefore,
    })
  }

  /** @param sent datagrams that the client says it has sent; `null`: unknown */
  settle(sent: number | null): void {
    this.#expected = sent ?? 0
    // What belongs to the warm-up is not known exactly enough to tell what is missing.
    const isExact = sent !== null && this.#plan.warmup === 0
    this.#receiver?.expect(isExact ? sent : Number.MAX_SAFE_INTEGER, DRAIN)
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#receiver?.close()
    this.#sender?.close()
    closeUdp(this.#socket)
  }

  #flow(): { payload: number; rate: number; bytes: null; seconds: number } {
    const { block, rate } = this.#plan
    return { payload: block, rate: rate ?? FLOW_RATES.most, bytes: null, seconds: FLOW_LONGEST }
  }

  #watch(): void {
    const silent = (nanoseconds() - Math.max(this.#receiver?.lastAt ?? 0, this.#begunAt)) / 1e6
    if (silent >= this.#idle) return this.#listener.onIdle()
    this.#timer = setTimeout(() => this.#watch(), Math.ceil(this.#idle - silent))
  }

  #tellReceived(): void {
    if (this.#receiver === null) return
    const { first, last, received, jitter } = this.#receiver.tallySoFar()
    const before = this.#plan.warmup === 0 ? 0 : (first ?? 0)
    const packets = Math.max(last === null ? 0 : last + 1, this.#plan.warmup === 0 ? this.#expected : 0)
    const end = Math.max(this.#stoppedAt, this.#receiver.lastAt)
    this.#tell({
      ...NOTHING_COUNTED,
      bytes: received * this.#plan.block,
      seconds: Math.max(0, end - this.#begunAt) / 1e9,
      jitter: (jitter ?? 0) / 1000,
      lost: packets - before - received,
      packets,
      packetsBefore: before,
    })
  }

  #tell(count: Omit<StreamCount, 'cpu'>): void {
    this.#listener.onCounted({ ...count, cpu: { pid: process.pid, ...cpuSince(this.#cpuAt) } })
  }
}
