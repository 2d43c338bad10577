import { deflateRawSync, inflateRawSync } from 'node:zlib'

/** Maximum size of an unpacked value in bytes. Packed values come from a comment, so from outside. */
const MAX_BYTES = 256 * 1024

/** A value as letters, digits, `-` and `_`, which are safe in an HTML comment. */
export function pack(value: unknown): string {
  return deflateRawSync(JSON.stringify(value), { level: 9 }).toString('base64url')
}

/** The value that {@link pack} packed; `null` for any other text. */
export function unpack(text: string): unknown {
  try {
    const bytes = inflateRawSync(Buffer.from(text, 'base64url'), { maxOutputLength: MAX_BYTES })
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
