import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** No more than that is unpacked (bytes): what is packed came from a comment. */
const MOST_BYTES = 256 * 1024

/** A value as letters, digits, `-` and `_`, which mean nothing in a comment of HTML. */
export function pack(value: unknown): string {
  return deflateRawSync(JSON.stringify(value), { level: 9 }).toString('base64url')
}

/** What {@link pack} made of a value; `null` for what it did not make. */
export function unpack(text: string): unknown {
  try {
    const bytes = inflateRawSync(Buffer.from(text, 'base64url'), { maxOutputLength: MOST_BYTES })
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
