import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'

import { currentDate } from '../host/clock.ts'
import { clearInterval, setInterval } from '../host/timers.ts'
import { formatHostPort } from '../address.ts'
import { printableLine } from '../printable.ts'
import type { Server } from './start-server.ts'
import type { Served } from './tally.ts'
import { counted } from '../text/count.ts'

/** How often (ms) the log gets a new total if it has changed, so that a server that is killed has logged nearly all. */
const EVERY = 200

/** Limit of the totals in a log; the last one, at the end of the server, is always written. */
const MOST_LINES = 20_000

/** How much of a log is read: its end. */
const TAIL = 64 * 1024

/**
 * Logs to standard output where a server listens and, as the counts grow, what it has served.
 * @returns to be called when the server has closed
 */
export function logServer(server: Server): () => void {
  let told: Served = server.served
  let lines = 0
  print(`listening on ${formatHostPort(server.address)} in ${server.mode} mode`)
  for (const warning of server.warnings) print(warning)
  const tell = (): void => {
    if (server.served === told || lines >= MOST_LINES) return
    told = server.served
    lines += 1
    print(servedText(told))
  }
  const timer = setInterval(tell, EVERY).unref()
  return () => {
    clearInterval(timer)
    lines = 0
    tell()
    print('stopped')
  }
}

/** Logs what a running server warns of. */
export function logWarning(sentence: string): void {
  print(printableLine(sentence))
}

/** The end of a server's log. */
export interface ServerLog {
  readonly lines: readonly string[]
  /** The last total of what the server has served; `null` if the log has none. */
  readonly served: string | null
}

/** Reads the end of a log that {@link logServer} wrote; a file that does not exist is an empty log. */
export function readServerLog(path: string): ServerLog {
  const lines = tailOf(path)
    .split('\n')
    .filter((line) => line !== '')
  const served = lines.map((line) => SERVED.exec(line)?.[1] ?? null).findLast((text) => text !== null)
  return { lines, served: served ?? null }
}

/** {@link SERVED} reads it. */
function servedText({ connections, received, sent }: Served): string {
  return `served ${counted(connections, 'connection')}: ${counted(received, 'byte')} received, ${counted(sent, 'byte')} sent over TCP`
}

const SERVED = /^\S+ (served \d+ connections?: \d+ bytes? received, \d+ bytes? sent over TCP)$/

/** Synchronous, because the process may end right after. */
function print(text: string): void {
  writeSync(1, `${currentDate().toISOString()} ${text}\n`)
}

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
