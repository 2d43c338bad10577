import type { Socket } from 'node:net'

import type { NativeTransfer } from '../protocol/native.ts'
import { SEGMENT, lastSegment, segmentBlock } from './segments.ts'

/** What is sent, and how fast. */
export interface SendPlan {
  /** Payload bytes; `null`: until {@link PayloadSender.stop}. */
  readonly bytes: number | null
  /** Payload in bit/s; `null`: as fast as it goes. */
  readonly rate: number | null
  /** The most bytes of one write. */
  readonly block: number
  /** A transfer that nobody stops is over after so many seconds. */
  readonly limit: number
}

/** How long (s) a timed transfer goes on, beyond the time that was asked for, when nobody stops it. */
const STOP_GRACE = 30

/** The limit of a transfer of a size, which ends with its last byte, whenever that is (s). */
const NO_LIMIT = 86_400

/** The plan of a transfer that was asked for in the native dialect. */
export function nativeSendPlan({ bytes, seconds, warmup, rate, block }: NativeTransfer): SendPlan {
  return { bytes, rate, block, limit: bytes === null ? (seconds ?? 0) + warmup + STOP_GRACE : NO_LIMIT }
}

/** The plan of a transfer in the seed's dialect: so many bytes, as fast as they go. */
export function seedSendPlan(bytes: number): SendPlan {
  return { bytes, rate: null, block: 256 * 1024, limit: NO_LIMIT }
}

/** With a rate, blocks are so small that at least so many go out in a second, where segments allow. */
const PACED_BLOCKS = 100

/** Blocks that are written before the event loop has its turn. */
const BURST = 4

/** Bytes of the first write. */
const FIRST_WRITE = 64 * 1024

/**
 * A write that the kernel has taken in less than `quick` ms makes the next one twice as long, one that took more than `slow`
 * half as long: large writes are what a fast network needs, and on a slow one they would have to go out for seconds
 * after the end of a test.
 */
const WRITE_TIME = { quick: 5, slow: 20 } as const

let cached: Buffer = Buffer.alloc(0)

/** The sending end of one transfer: writes blocks of one buffer for as long as the kernel takes them. */
export class PayloadSender {
  readonly #socket: Socket
  readonly #plan: SendPlan
  readonly #onSent: () => void
  readonly #block: Buffer
  /** Bytes of it that are written at once now, and where the next ones begin: what is repeated soon can be compressed. */
  #size: number
  #from = 0
  #writtenAt = 0
  readonly #startedAt = performance.now()
  readonly #more = (): void => this.#goOn()
  readonly #drained = (): void => {
    this.#fitWrites(performance.now() - this.#writtenAt)
    this.#goOn()
  }
  #left: number
  #sent = 0
  /** Blocks since the event loop had its turn. */
  #burst = 0
  #stopped = false
  #ended = false
  #timer: NodeJS.Timeout | undefined
  readonly #limit: NodeJS.Timeout

  /** @param onSent the last byte was handed to the kernel */
  constructor(socket: Socket, plan: SendPlan, onSent: () => void) {
    this.#socket = socket
    this.#plan = plan
    this.#onSent = onSent
    this.#left = plan.bytes ?? Number.POSITIVE_INFINITY
    const paced = plan.rate === null ? plan.block : Math.min(plan.block, plan.rate / 8 / PACED_BLOCKS)
    const size = Math.max(1, Math.round(paced / SEGMENT)) * SEGMENT
    if (cached.length !== size) cached = segmentBlock(size)
    this.#block = cached
    this.#size = Math.min(FIRST_WRITE, cached.length)
    this.#limit = setTimeout(() => this.stop(), plan.limit * 1000)
    socket.on('drain', this.#drained)
    this.#send()
  }

  /** Ends a transfer that has no size: the segment that says so is sent behind what is written already. */
  stop(): void {
    if (this.#plan.bytes !== null || this.#stopped) return
    this.#stopped = true
    this.#send()
  }

  /** Payload bytes that the kernel has taken. */
  get taken(): number {
    return Math.max(0, this.#sent - this.#socket.writableLength)
  }

  /** Whether all of it was handed over to be sent. */
  get complete(): boolean {
    return this.#ended && this.#socket.writableLength === 0
  }

  /** Ends it without another byte. */
  close(): void {
    this.#ended = true
    clearTimeout(this.#timer)
    clearTimeout(this.#limit)
    this.#socket.removeListener('drain', this.#drained)
  }

  /** A kernel that takes everything at once would keep this thread here, and from all else that it has to do. */
  #goOn(): void {
    this.#burst += 1
    if (this.#burst < BURST) return this.#send()
    if (this.#burst > BURST) return
    setImmediate(() => {
      this.#burst = 0
      this.#send()
    })
  }

  #fitWrites(took: number): void {
    if (took < WRITE_TIME.quick) this.#size = Math.min(this.#size * 2, this.#block.length)
    else if (took > WRITE_TIME.slow)
      this.#size = Math.max(SEGMENT, Math.ceil(this.#size / 2 / SEGMENT) * SEGMENT)
  }

  #nextChunk(): Buffer {
    if (this.#size === this.#block.length) return this.#block
    if (this.#from + this.#size > this.#block.length) this.#from = 0
    const from = this.#from
    this.#from += this.#size
    return this.#block.subarray(from, this.#from)
  }

  #send(): void {
    // A socket that is ending or gone takes nothing, and never needs to drain.
    if (this.#ended || !this.#socket.writable || this.#socket.writableNeedDrain) return
    if (this.#stopped) return this.#finish(lastSegment())
    const pause = this.#pause()
    if (pause > 0) {
      clearTimeout(this.#timer)
      this.#timer = setTimeout(this.#more, pause)
      return
    }
    if (this.#left <= this.#size) return this.#finish(this.#block.subarray(0, this.#left))
    const chunk = this.#nextChunk()
    this.#left -= chunk.length
    this.#sent += chunk.length
    this.#writtenAt = performance.now()
    this.#socket.write(chunk)
    // What the kernel took at once, or what is less than the socket may hold, is followed by no 'drain'.
    if (this.#socket.writableNeedDrain) return
    if (this.#socket.writableLength === 0) this.#drained()
    else this.#goOn()
  }

  /** Milliseconds until the next block is due at the rate; 0 where it is, or where there is none. */
  #pause(): number {
    if (this.#plan.rate === null) return 0
    const due = (this.#sent * 8 * 1000) / this.#plan.rate
    return due - (performance.now() - this.#startedAt)
  }

  #finish(chunk: Buffer): void {
    this.close()
    this.#sent += chunk.length
    this.#socket.write(chunk, () => this.#onSent())
  }
}
