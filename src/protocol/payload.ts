import { randomFillSync } from 'node:crypto'

/** Bytes of payload that one write hands to the kernel. */
export const PAYLOAD_BLOCK: number = 256 * 1024

let block: Buffer | null = null

/**
 * One block of payload, the same for every write of this thread: random, so that nothing on the way can
 * compress it, and made once, so that a transfer costs no allocation.
 */
export function payloadBlock(): Buffer {
  block ??= randomFillSync(Buffer.allocUnsafeSlow(PAYLOAD_BLOCK))
  return block
}
