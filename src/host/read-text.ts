import { closeSync, openSync, readSync } from 'node:fs'

/** The largest file that is read: four times a document of a thousand clients. */
const MOST_MIB = 128

/** Bytes per read. */
const CHUNK = 2 ** 20

/**
 * Reads a file as UTF-8. Its size is bounded while it is read, because the size of a pipe or device is unknown before.
 * @throws {Error} if it cannot be read or has more than 128 MiB
 */
export function readText(path: string): string {
  const file = openSync(path, 'r')
  try {
    const chunks: Buffer[] = []
    let size = 0
    for (;;) {
      const chunk = Buffer.allocUnsafe(CHUNK)
      const read = readSync(file, chunk)
      if (read === 0) return Buffer.concat(chunks).toString('utf8')
      chunks.push(chunk.subarray(0, read))
      size += read
      if (size > MOST_MIB * 2 ** 20) throw new Error(`it has more than ${MOST_MIB} MiB`)
    }
  } finally {
    closeSync(file)
  }
}
