import { randomFillSync } from 'node:crypto'

/** Bytes of a segment. Payload of unknown length goes in segments, whose first byte marks the last one. */
export const SEGMENT: number = 16 * 1024

const MORE = 0
const LAST = 1

/** A block of whole segments that are not the last; random except for the first byte of each. */
export function segmentBlock(size: number): Buffer {
  const block = randomFillSync(Buffer.allocUnsafeSlow(Math.max(1, Math.round(size / SEGMENT)) * SEGMENT))
  for (let at = 0; at < block.length; at += SEGMENT) block[at] = MORE
  return block
}

let shared: Buffer = Buffer.alloc(0)

/**
 * Payload of any size: the start of a block that all transfers of this thread share, so that many streams take no more
 * memory than one.
 */
export function payloadBlock(size: number): Buffer {
  if (shared.length < size) shared = segmentBlock(2 ** Math.ceil(Math.log2(Math.max(size, SEGMENT))))
  return shared.subarray(0, size)
}

/** The segment that ends the payload. */
export function lastSegment(): Buffer {
  if (ending.length === 0) {
    ending = segmentBlock(SEGMENT)
    ending[0] = LAST
  }
  return ending
}

let ending: Buffer = Buffer.alloc(0)

/** Finds the end of payload in segments. */
export class SegmentReader {
  /** Bytes missing of the current segment. */
  #missing = 0
  #last = false

  /** How many of the bytes belong to the payload: fewer than `length` only if it has ended. */
  read(length: number, buffer: Buffer): number {
    let at = 0
    while (at < length) {
      if (this.#missing === 0) {
        if (this.#last) return at
        this.#last = buffer[at] === LAST
        this.#missing = SEGMENT
      }
      const part = Math.min(this.#missing, length - at)
      this.#missing -= part
      at += part
    }
    return at
  }

  /** Whether the last segment is complete. */
  get ended(): boolean {
    return this.#last && this.#missing === 0
  }
}
