import type { Socket } from 'node:net'

import { nanoseconds } from '../../host/clock.ts'
import { clearInterval, setInterval } from '../../host/timers.ts'
import type { Tally, TcpCounts } from '../../protocol/native.ts'
import type { Direction } from '../../results/types.ts'
import { Counter } from '../../transfer/counter.ts'
import { IntervalWatch } from '../../transfer/interval-watch.ts'
import { PayloadSender, rawSendPlan } from '../../transfer/payload-sender.ts'
import { payloadBlock } from '../../transfer/segments.ts'
import { tcpCounts } from '../../transfer/tcp-counts.ts'
import { unacknowledged } from '../../transfer/unacknowledged.ts'
import { unexpectedAnswer } from '../wire/unexpected-answer.ts'
import type { Channel, Receiver } from '../wire/channel.ts'
import { watchStall } from './stall.ts'

/** What a stream sends or counts. Times in seconds, but `timeout` in ms. */
export interface Iperf3StreamPlan {
  readonly direction: Direction
  /** Bytes to send; `null`: until it is stopped. */
  readonly bytes: number | null
  readonly seconds: number | null
  readonly warmup: number
  readonly interval: number
  readonly rate: number | null
  /** Most bytes of a write. */
  readonly block: number
  /** Bytes of the server's reads: it does not count a part of one. */
  readonly unit: number
  readonly timeout: number
}

/** Called while a stream runs. */
export interface Iperf3StreamListener {
  /** Bytes have arrived; returns how many of them count. */
  readonly onBytes: (length: number) => number
  /** The time of its count is over, or its last byte was sent. */
  readonly onComplete: () => void
  readonly onFail: (error: unknown) => void
  readonly onInterval: ((bytes: number) => void) | null
}

/** How often (ms) the bytes that the kernel took are counted. */
const LOOK = 10

/**
 * A stream of a test, and what this end counts of it: a receiver what arrives, a sender what its kernel takes, because the
 * server tells what has arrived only after the test.
 */
export class Iperf3Stream {
  readonly #plan: Iperf3StreamPlan
  readonly #listener: Iperf3StreamListener
  readonly #counter: Counter
  readonly #watch: IntervalWatch | null
  #socket: Socket | null = null
  #sender: PayloadSender | null = null
  #looks: NodeJS.Timeout | undefined
  #unwatch: () => void = () => undefined
  /** All bytes, counted or not. */
  #moved = 0
  /** Bytes that were sent after the end, to complete a read of the server. */
  #padding = 0
  #counting = true
  #over = false

  /** Starts the stream with the cookie of its test. */
  constructor(channel: Channel, cookie: Buffer, plan: Iperf3StreamPlan, listener: Iperf3StreamListener) {
    const { seconds, warmup, interval, timeout } = plan
    this.#plan = plan
    this.#listener = listener
    this.#counter = new Counter({ bytes: null, seconds, warmup, interval })
    const { onInterval } = listener
    this.#watch =
      onInterval &&
      new IntervalWatch(this.#counter, (_, bytes) => {
        onInterval(bytes)
        return true
      })
    const running = channel.run<void>((task) => {
      this.#unwatch = watchStall(task, channel.name, timeout)
      this.#socket = task.socket
      task.socket.write(cookie)
      return plan.direction === 'download' ? this.#receive : this.#refuse(channel.name)
    })
    running.catch((error: unknown) => {
      // The server ends its streams at the end of a test.
      if (!this.#over) listener.onFail(error)
    })
  }

  /** Bytes that were sent or received, with those that do not count. */
  get moved(): number {
    return this.#sender === null ? this.#moved : this.#sender.written + this.#padding
  }

  /** Bytes that the kernel took or delivered. */
  get taken(): number {
    return this.#sender?.taken ?? this.#moved
  }

  /** Starts to send, if it is this end that sends. */
  begin(): void {
    const { direction, bytes, rate, block } = this.#plan
    if (direction === 'download' || this.#socket === null) return
    this.#sender = new PayloadSender(this.#socket, rawSendPlan(block, rate, bytes), () => {
      this.#unwatch()
      this.#listener.onComplete()
    })
    this.#looks = setInterval(() => this.#look(), LOOK)
    this.#look()
  }

  /** Bytes that the other end's kernel has not acknowledged; `null` if unknown. */
  get unacknowledged(): number | null {
    return this.#socket === null ? null : unacknowledged(this.#socket)
  }

  /** What the kernel knows of this end of the connection. */
  async tcpCounts(): Promise<TcpCounts | null> {
    return this.#socket === null ? null : tcpCounts(this.#socket)
  }

  /** Ends the count and the sending. The connection stays open until the server has stopped. */
  stop(): void {
    if (this.#over) return
    this.#over = true
    const { unit } = this.#plan
    if (this.#sender !== null) {
      this.#look()
      this.#sender.close()
      const part = this.#sender.written % unit
      // A server that waits for the rest of a read might not see the end of the test.
      if (part > 0) {
        this.#padding = unit - part
        this.#socket?.write(payloadBlock(this.#padding))
      }
    }
    this.#endCount()
    this.#unwatch()
  }

  /** The count so far, or the complete one. */
  tally(isComplete: boolean): Tally {
    return isComplete ? this.#counter.tally() : this.#counter.soFar()
  }

  readonly #receive: Receiver = (length, buffer) => {
    this.#moved += length
    if (!this.#counting) return
    const at = nanoseconds()
    const counted = this.#listener.onBytes(length)
    this.#count(counted, at, length === buffer.length)
  }

  /** A server has nothing to say on a stream to it, unless it denies access. */
  #refuse(server: string): Receiver {
    return (length, buffer) => {
      throw unexpectedAnswer(server, buffer.toString('latin1', 0, length), 'nothing', 'an iperf3')
    }
  }

  #look(): void {
    const taken = this.#sender?.taken ?? 0
    const length = taken - this.#moved
    this.#moved = taken
    if (this.#counting) this.#count(length, nanoseconds(), false)
  }

  #count(length: number, at: number, more: boolean): void {
    if (length === 0) return
    const isFirst = this.#counter.total === 0
    if (this.#counter.add(length, at, more)) {
      this.#endCount()
      this.#listener.onComplete()
    } else if (isFirst) this.#watch?.start()
  }

  #endCount(): void {
    this.#counting = false
    this.#watch?.stop()
    clearInterval(this.#looks)
  }
}
