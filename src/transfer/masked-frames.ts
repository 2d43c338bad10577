import { applyMask, MASK_SIZE, writeMask } from './masks.ts'

/** Most bytes of a message that is sent: 64 KiB with the head of its frame. */
export const MESSAGE: number = 64 * 1024 - 4 - MASK_SIZE

/** Bytes of frames that are written at once: two full ones, which the processor's cache holds. */
const WRITE = 128 * 1024

/** A frame that is a whole binary message, and the mark of a mask and of a length of 16 bits behind it (RFC 6455, 5.2). */
const BINARY = 0x82
const MASKED = 0x80
const LENGTH_16 = 126

/**
 * The frames of a client: whole binary messages, each masked with a key of its own. All writes use one buffer. The library would
 * allocate memory for each frame, and mask it byte by byte.
 */
export class MaskedFrames {
  #buffer: Buffer | null = null
  #length = 0

  /**
   * Puts as many bytes into frames as one write takes.
   * @returns where the next write begins
   */
  fill(bytes: Buffer, from: number): number {
    const buffer = (this.#buffer ??= Buffer.allocUnsafeSlow(WRITE))
    this.#length = 0
    let at = from
    while (at < bytes.length && this.#length < WRITE) {
      const end = Math.min(bytes.length, at + MESSAGE)
      this.#length = addFrame(buffer, this.#length, bytes, at, end)
      at = end
    }
    return at
  }

  /** The frames, until they are filled again. */
  get bytes(): Buffer {
    return (this.#buffer ?? NONE).subarray(0, this.#length)
  }
}

const NONE = Buffer.alloc(0)

/** Returns where the frame ends. */
function addFrame(buffer: Buffer, start: number, bytes: Buffer, from: number, to: number): number {
  const length = to - from
  const isShort = length < LENGTH_16
  buffer[start] = BINARY
  buffer[start + 1] = MASKED | (isShort ? length : LENGTH_16)
  if (!isShort) buffer.writeUInt16BE(length, start + 2)
  const mask = start + (isShort ? 2 : 4)
  const payload = mask + MASK_SIZE
  writeMask(buffer, mask)
  bytes.copy(buffer, payload, from, to)
  applyMask(buffer, payload, payload + length, buffer.subarray(mask, payload))
  return payload + length
}
