import { join } from 'node:path'

/** The environment variables of a server with a gauge: the folder through which it is asked, and what it gauges. */
export const GAUGE_VARIABLES = { folder: 'WYNDRVR_SOAK_GAUGE', what: 'WYNDRVR_SOAK_GAUGES' } as const

/** `timers` slows a server down; `heap` has it collect its garbage when it is asked. */
export type Gauged = 'timers' | 'heap'

/** What each thread of a server tells when it is asked. */
export interface Told {
  /** The number of the question; 0 before the first one. */
  readonly number: number
  /** Timers that have not fired or been cleared; 0 if they are not gauged. */
  readonly timers: number
  /** Bytes in use after garbage collection, in and outside of the heap of JavaScript; 0 if they are not gauged. */
  readonly heap: number
}

/** The file with the number of the last question. */
export function askPath(folder: string): string {
  return join(folder, 'ask')
}

/** The file with the answer of a thread. */
export function tellPath(folder: string, pid: number, thread: number): string {
  return join(folder, `${pid}-${thread}.json`)
}

/** The process that a file of answers is of; `null` for any other file. */
export function tellerOf(name: string): number | null {
  const [, pid] = /^(\d+)-\d+\.json$/.exec(name) ?? []
  return pid === undefined ? null : Number(pid)
}
