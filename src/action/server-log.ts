import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** What is read of a log: its end. */
const TAIL = 64 * 1024

/** What a server's log tells. */
export interface ServerLog {
  readonly lines: readonly string[]
  /** The last that it says of what it served; `null` where it says nothing. */
  readonly served: string | null
}

/** Reads the end of a server's log; nothing where there is none. */
export function readServerLog(path: string): ServerLog {
  const lines = tailOf(path)
    .split('\n')
    .filter((line) => line !== '')
  const served = lines.findLast((line) => SERVED.test(line))
  return { lines, served: served === undefined ? null : (SERVED.exec(served)?.[1] ?? null) }
}

const SERVED = /^\S+ (served \d+ connections?: \d+ bytes received, \d+ bytes sent over TCP)$/

function tailOf(path: string): string {
  let file: number | null = null
  try {
    file = openSync(path, 'r')
    const { size } = fstatSync(file)
    const length = Math.min(size, TAIL)
    const bytes = Buffer.alloc(length)
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, length, size - length))
  } catch {
    return ''
  } finally {
    if (file !== null) closeSync(file)
  }
}
