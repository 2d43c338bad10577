import { randomFillSync } from 'node:crypto'

/** Bytes of the key with which a client masks a frame. */
export const MASK_SIZE = 4

/** Random bytes, drawn in bulk because each draw is a call of the system. */
const POOL = Buffer.allocUnsafeSlow(8 * 1024)
let used = POOL.length

/**
 * Writes a key that nobody can predict, another one for each frame (RFC 6455, 5.3).
 * @param at where in the buffer it goes
 */
export function writeMask(buffer: Buffer, at: number): void {
  if (used === POOL.length) {
    randomFillSync(POOL)
    used = 0
  }
  POOL.copy(buffer, at, used, used + MASK_SIZE)
  used += MASK_SIZE
}

/** Four bytes of a mask as the processor has them in one number. */
const WORD = new Uint32Array(1)
const WORD_BYTES = new Uint8Array(WORD.buffer)

/**
 * Masks bytes in place, or unmasks them, which is the same (RFC 6455, 5.3). Byte by byte it would take twice as long.
 * @param key a buffer whose first bytes are the key
 * @param phase how many bytes of the payload are before the first one
 */
export function applyMask(buffer: Buffer, from: number, to: number, key: Uint8Array, phase = 0): void {
  // A number of 32 bits begins at a multiple of 4 bytes of memory.
  const begin = from + (-(buffer.byteOffset + from) & 3)
  const words = (to - begin) >> 2
  if (words <= 0) return maskBytes(buffer, from, to, key, phase)
  const end = begin + words * 4
  maskBytes(buffer, from, begin, key, phase)
  for (let at = 0; at < 4; at += 1) WORD_BYTES[at] = key[(phase + begin - from + at) & 3] ?? 0
  maskWords(new Uint32Array(buffer.buffer, buffer.byteOffset + begin, words), WORD[0] ?? 0)
  maskBytes(buffer, end, to, key, phase + end - from)
}

function maskBytes(buffer: Buffer, from: number, to: number, key: Uint8Array, phase: number): void {
  for (let at = from; at < to; at += 1) buffer[at] = (buffer[at] ?? 0) ^ (key[(phase + at - from) & 3] ?? 0)
}

function maskWords(words: Uint32Array, mask: number): void {
  for (let at = 0; at < words.length; at += 1) words[at] = (words[at] ?? 0) ^ mask
}
