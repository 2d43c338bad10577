import { applyMask, MASK_SIZE, writeMask } from '../../transfer/masks.ts'

/** The first byte of a frame (RFC 6455, 5.2): a whole binary message, parts of one, and the end. */
const FIRST = { whole: '\x82', begin: '\x02', more: '\0', last: '\x80', close: '\x88' } as const

/** A length of two bytes follows. */
const LONG = 126

/** A binary message of a client, with a mask of its own. Each character is a byte. */
export function maskedFrame(payload: string): string {
  const masked = Buffer.allocUnsafe(MASK_SIZE + payload.length)
  writeMask(masked, 0)
  masked.write(payload, MASK_SIZE, 'latin1')
  applyMask(masked, MASK_SIZE, masked.length, masked)
  return FIRST.whole + lengthOf(payload.length, 0x80) + masked.toString('latin1')
}

/** A binary message of a server, up to the end of what is known of its payload. */
export function serverFrame(start: string, length: number): string {
  return FIRST.whole + lengthOf(length, 0) + start
}

function lengthOf(length: number, mask: number): string {
  if (length < LONG) return String.fromCharCode(length | mask)
  return String.fromCharCode(LONG | mask, length >> 8, length & 0xff)
}

/** What has arrived of the messages of a server. */
export interface Frames {
  readonly payload: string
  readonly state: 'open' | 'closed' | 'wrong'
  /** Characters of the complete frames. */
  readonly length: number
}

/** Reads the complete frames of a server, whose messages are short. */
export function readFrames(said: string): Frames {
  let payload = ''
  let at = 0
  while (said.length >= at + 2) {
    const first = said[at] ?? ''
    if (first === FIRST.close) return { payload, state: 'closed', length: at }
    const isData =
      first === FIRST.whole || first === FIRST.begin || first === FIRST.more || first === FIRST.last
    const short = said.charCodeAt(at + 1)
    if (!isData || short > LONG) return { payload, state: 'wrong', length: at }
    const begin = at + (short === LONG ? 4 : 2)
    if (said.length < begin) break
    const size = short === LONG ? said.charCodeAt(at + 2) * 256 + said.charCodeAt(at + 3) : short
    if (said.length < begin + size) break
    payload += said.slice(begin, begin + size)
    at = begin + size
  }
  return { payload, state: 'open', length: at }
}
