import type { Receiver } from './adopt.ts'
import { applyMask, MASK_SIZE } from './masks.ts'

/** The first byte of a frame that is a whole message (RFC 6455, 5.2). */
const WHOLE = { binary: 0x82, ping: 0x89, pong: 0x8a } as const

/** In the second byte: whether a mask follows, and what the length is if it needs 2 or 8 bytes more. */
const MASKED = 0x80
const LENGTH_16 = 126
const LENGTH_64 = 127

/** Longest head of a frame that is read here: without a length of 64 bits. */
const LONGEST_HEAD = 4 + MASK_SIZE

/** Who takes what a WebSocket receives. */
export interface FrameTakers {
  /** Payload of binary messages, as soon as it arrives, without a mask. */
  readonly payload: Receiver
  /** Frames of other kinds: those of a read at once, and before them the beginning of one that came earlier. */
  readonly others: Receiver
}

/**
 * Takes the payload of binary messages out of what a WebSocket receives. It stays in the buffer that was read; the library would
 * copy it to new memory, which costs more than the rest of a transfer. The library gets pings and pongs, and everything from
 * the first other frame on: a message in parts, of 64 KiB or more, or of text, a close, and what RFC 6455 does not allow. So
 * errors are its matter alone, and nothing of a frame is kept here but its head.
 */
export class FrameReader {
  readonly #mask: typeof MASKED | 0
  readonly #takers: FrameTakers
  readonly #head = Buffer.alloc(LONGEST_HEAD)
  /** Bytes of the head that have arrived. */
  #known = 0
  /** Bytes of the frame that are missing behind its head. */
  #missing = 0
  /** Bytes of its payload that have arrived. */
  #phase = 0
  #isPayload = false
  #isOver = false

  /** @param masked whether the other end is a client, which masks its frames */
  constructor(masked: boolean, takers: FrameTakers) {
    this.#mask = masked ? MASKED : 0
    this.#takers = takers
  }

  /** Takes bytes that arrived, and changes them in their buffer. */
  receive(length: number, buffer: Buffer): void {
    /** Bytes for the library. They move to the start of the buffer, because it gets those of a read at once. */
    let others = 0
    /** Where those begin that have not moved yet. */
    let mark = 0
    let at = 0
    while (at < length && !this.#isOver) {
      const from = at
      if (this.#missing > 0) {
        at = Math.min(length, from + this.#missing)
        this.#missing -= at - from
        if (!this.#isPayload) continue
        this.#give(buffer, from, at, length)
        mark = at
        continue
      }
      const kept = this.#known
      at = this.#readHead(length, buffer, from)
      if (this.#known > 0 || this.#isPayload) {
        others = move(buffer, mark, from, others)
        mark = at
      } else if (kept > 0) this.#takers.others(kept, this.#head)
    }
    others = move(buffer, mark, length, others)
    if (others > 0) this.#takers.others(others, buffer)
  }

  /** Reads up to the end of a head, or of what has arrived of it. */
  #readHead(length: number, buffer: Buffer, from: number): number {
    const head = this.#head
    let at = from
    while (at < length && this.#known < this.#headSize) {
      head[this.#known] = buffer[at] ?? 0
      this.#known += 1
      at += 1
    }
    const size = this.#headSize
    if (this.#known < size) return at
    this.#known = 0
    this.#phase = 0
    this.#isOver = !this.#isRead
    this.#isPayload = head[0] === WHOLE.binary && !this.#isOver
    this.#missing = this.#shortLength === LENGTH_16 ? head.readUInt16BE(2) : this.#shortLength
    // The mask ends the head, and is needed at its start.
    if (this.#isPayload && this.#mask !== 0) head.copyWithin(0, size - MASK_SIZE, size)
    return at
  }

  /** Bytes of the head, or those that tell how many it has. */
  get #headSize(): number {
    if (this.#known < 2 || !this.#isRead) return 2
    return (this.#shortLength === LENGTH_16 ? 4 : 2) + (this.#mask === 0 ? 0 : MASK_SIZE)
  }

  get #shortLength(): number {
    return (this.#head[1] ?? 0) & ~MASKED
  }

  /** Whether the frame is not a matter of the library alone, by its first two bytes. */
  get #isRead(): boolean {
    const kind = this.#head[0]
    const second = this.#head[1] ?? 0
    if ((second & MASKED) !== this.#mask) return false
    if (kind === WHOLE.binary) return this.#shortLength < LENGTH_64
    return (kind === WHOLE.ping || kind === WHOLE.pong) && this.#shortLength < LENGTH_16
  }

  /** A buffer that ends with the payload says that more has arrived, as a read that fills its buffer does. */
  #give(buffer: Buffer, from: number, to: number, length: number): void {
    if (this.#mask !== 0) applyMask(buffer, from, to, this.#head, this.#phase)
    this.#phase += to - from
    this.#takers.payload(to - from, to === length ? buffer.subarray(from) : buffer.subarray(from, to))
  }
}

/** Moves bytes towards the start of their buffer; returns where they end. */
function move(buffer: Buffer, from: number, to: number, target: number): number {
  if (target !== from) buffer.copyWithin(target, from, to)
  return target + to - from
}
