import type { Writable } from 'node:stream'

import { performance } from '../host/clock.ts'
import { clearTimeout, setImmediate, setTimeout } from '../host/timers.ts'
import type { NativeTransfer } from '../protocol/native.ts'
import { SEGMENT, lastSegment, payloadBlock } from './segments.ts'

/** How much is sent, and how fast. */
export interface SendPlan {
  /** Payload bytes; `null`: until {@link PayloadSender.stop}. */
  readonly bytes: number | null
  /** Payload in bit/s; `null`: as fast as possible. */
  readonly rate: number | null
  /** Most bytes of one write. */
  readonly block: number
  /** Seconds after which the transfer stops by itself. */
  readonly limit: number
  /** Whether payload without an amount just stops: no segment marks its end, and writes may be smaller than one. */
  readonly isRaw?: boolean
}

/** How long (s) a timed transfer that nobody stops continues beyond its requested time. */
const STOP_GRACE = 30

/** Time limit (s) of a transfer of an amount, which ends with its last byte. */
const NO_LIMIT = 86_400

/** The plan of a transfer in the native dialect. */
export function nativeSendPlan({ bytes, seconds, warmup, rate, block }: NativeTransfer): SendPlan {
  return { bytes, rate, block, limit: bytes === null ? (seconds ?? 0) + warmup + STOP_GRACE : NO_LIMIT }
}

/** The plan of a transfer in the seed dialect: an amount, as fast as possible. */
export function seedSendPlan(bytes: number): SendPlan {
  return { bytes, rate: null, block: 256 * 1024, limit: NO_LIMIT }
}

/**
 * The plan of a transfer that somebody else ends, and whose writes have at most the size of a block.
 * @param bytes the amount with which it ends by itself, if there is one
 */
export function rawSendPlan(block: number, rate: number | null, bytes: number | null = null): SendPlan {
  return { bytes, rate, block, limit: NO_LIMIT, isRaw: true }
}

/** With a rate, blocks are small enough for at least this many per second, but not smaller than a segment. */
const PACED_BLOCKS = 100

/** Blocks that are written in one turn of the event loop. */
const BURST = 4

/** Bytes of the first write. */
const FIRST_WRITE = 64 * 1024

/**
 * A write that takes the kernel less than `quick` ms doubles the size of the next one, and more than `slow` ms halves it:
 * a fast network needs large writes, but on a slow one they would keep going out for seconds after the end of a test.
 */
const WRITE_TIME = { quick: 5, slow: 20 } as const

/** Most bytes of a write with TLS: OpenSSL encrypts all of it at once, and keeps that until the kernel has taken it. */
export const MOST_TLS_WRITE: number = 128 * 1024

/** The sending end of one transfer: writes blocks from one buffer as long as the kernel takes them. */
export class PayloadSender {
  readonly #socket: Writable
  readonly #plan: SendPlan
  readonly #onSent: () => void
  readonly #block: Buffer
  /** Smallest write. */
  readonly #unit: number
  /** Current size of a write, and where the next one begins. Repeating the same bytes soon would be compressible. */
  #size: number
  #from = 0
  #writtenAt = 0
  readonly #startedAt = performance.now()
  readonly #more = (): void => this.#goOn()
  readonly #onClose = (): void => this.close()
  readonly #drained = (): void => {
    this.#fitWrites(performance.now() - this.#writtenAt)
    this.#goOn()
  }
  #left: number
  #sent = 0
  /** Blocks written in this turn of the event loop. */
  #burst = 0
  #stopped = false
  #ended = false
  #timer: NodeJS.Timeout | undefined
  readonly #limit: NodeJS.Timeout

  /** @param onSent called when the last byte was handed to the kernel */
  constructor(socket: Writable, plan: SendPlan, onSent: () => void) {
    this.#socket = socket
    this.#plan = plan
    this.#onSent = onSent
    this.#left = plan.bytes ?? Number.POSITIVE_INFINITY
    const block = 'encrypted' in socket ? Math.min(plan.block, MOST_TLS_WRITE) : plan.block
    const paced = plan.rate === null ? block : Math.min(block, plan.rate / 8 / PACED_BLOCKS)
    this.#unit = plan.isRaw === true ? Math.min(SEGMENT, block) : SEGMENT
    const units = plan.isRaw === true ? Math.floor(paced / this.#unit) : Math.round(paced / this.#unit)
    this.#block = payloadBlock(Math.max(1, units) * this.#unit)
    this.#size = Math.min(FIRST_WRITE, this.#block.length)
    this.#limit = setTimeout(() => this.stop(), plan.limit * 1000)
    socket.on('drain', this.#drained)
    // A timer of its own would keep this process alive after its connection.
    socket.once('close', this.#onClose)
    this.#send()
  }

  /** Ends a transfer without an amount by sending the last segment behind what is already written; a raw one at once. */
  stop(): void {
    if (this.#plan.bytes !== null || this.#stopped) return
    if (this.#plan.isRaw === true) return this.close()
    this.#stopped = true
    this.#send()
  }

  /** Payload bytes that were written, accepted or not. */
  get written(): number {
    return this.#sent
  }

  /** Payload bytes that the kernel has accepted. */
  get taken(): number {
    return Math.max(0, this.#sent - this.#socket.writableLength)
  }

  /** Whether the kernel has accepted all of the payload. */
  get complete(): boolean {
    return this.#ended && this.#socket.writableLength === 0
  }

  /** Stops without sending another byte. */
  close(): void {
    this.#ended = true
    clearTimeout(this.#timer)
    clearTimeout(this.#limit)
    this.#socket.removeListener('drain', this.#drained)
    this.#socket.removeListener('close', this.#onClose)
  }

  /** Yields to the event loop after a burst: a kernel that takes everything at once would otherwise block this thread. */
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
      this.#size = Math.max(this.#unit, Math.ceil(this.#size / 2 / this.#unit) * this.#unit)
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
    // A write that the kernel took at once, or that fits into the socket's buffer, is not followed by 'drain'.
    if (this.#socket.writableNeedDrain) return
    if (this.#socket.writableLength === 0) this.#drained()
    else this.#goOn()
  }

  /** Milliseconds until the next block is due at the rate; 0 or less if it is due, 0 without a rate. */
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
