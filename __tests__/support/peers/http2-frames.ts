/** Types of the frames of HTTP/2 (RFC 9113, 6). */
export const FRAME = {
  data: 0,
  headers: 1,
  reset: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const

/** Flags of frames. */
export const FLAG = { ack: 1, endStream: 1, endHeaders: 4 } as const

/** A frame that arrived. */
export interface Frame {
  readonly type: number
  readonly flags: number
  readonly stream: number
  readonly payload: Buffer
}

/** One frame as bytes. */
export function frame(
  type: number,
  flags: number,
  stream: number,
  payload: Buffer = Buffer.alloc(0),
): Buffer {
  const start = Buffer.alloc(9)
  start.writeUIntBE(payload.length, 0, 3)
  start.writeUInt8(type, 3)
  start.writeUInt8(flags, 4)
  start.writeUInt32BE(stream, 5)
  return Buffer.concat([start, payload])
}

/** What a client says first: the connection preface with empty settings. */
export const OPENING: Buffer = Buffer.concat([
  Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  frame(FRAME.settings, 0, 0),
])

/** Fields of a head, each a literal without indexing or Huffman coding (RFC 7541, 6.2.2). Both have at most 126 bytes. */
export function fields(entries: Readonly<Record<string, string>>): Buffer {
  const text = (value: string): Buffer => Buffer.concat([Buffer.from([value.length]), Buffer.from(value)])
  return Buffer.concat(
    Object.entries(entries).map(([name, value]) =>
      Buffer.concat([Buffer.from([0]), text(name), text(value)]),
    ),
  )
}

/** The head of a request for a test. */
export function head(method: string, path: string): Buffer {
  return fields({
    ':method': method,
    ':scheme': 'http',
    ':authority': 'a',
    ':path': path,
    'sec-wyndrvr': '1',
  })
}

/** A whole request without a body. */
export function get(stream: number, path: string): Buffer {
  return frame(FRAME.headers, FLAG.endHeaders | FLAG.endStream, stream, head('GET', path))
}

/** The frames of what arrived, up to the last that is whole. */
export function framesOf(bytes: Buffer): Frame[] {
  const found: Frame[] = []
  for (let at = 0; at + 9 <= bytes.length;) {
    const length = bytes.readUIntBE(at, 3)
    if (at + 9 + length > bytes.length) break
    const payload = bytes.subarray(at + 9, at + 9 + length)
    found.push({
      type: bytes.readUInt8(at + 3),
      flags: bytes.readUInt8(at + 4),
      stream: bytes.readUInt32BE(at + 5),
      payload,
    })
    at += 9 + length
  }
  return found
}
