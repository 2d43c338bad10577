import type { Socket } from 'node:net'

import { performance } from '../host/clock.ts'
import { clearInterval, setInterval } from '../host/timers.ts'
import { NATIVE_MAX_RTTS } from '../protocol/native.ts'
import { askSs, MOST } from './ss-shell.ts'
import { countsIn } from './ss.ts'
import type { TcpConnection } from './ss.ts'
import { connectionOf } from './tcp-counts.ts'

/** How often (ms) the round-trip times are read. */
const EVERY = 500

/** A watch over a connection's round-trip time. */
export interface RttWatch {
  /** The round-trip times so far; empty if the kernel cannot be asked. */
  readonly rtts: readonly number[]
  /** Ends the watch. Idempotent. */
  readonly stop: () => void
}

interface Watched {
  readonly connection: TcpConnection
  /** Round-trip times before this moment (ms) do not count. */
  readonly from: number
  readonly rtts: number[]
}

/** All watches of this thread, which are read together. */
const watched = new Set<Watched>()
let timer: NodeJS.Timeout | undefined
let looking = false

/**
 * Records twice a second the kernel's smoothed round-trip time (ms, RFC 6298) of a connection that sends.
 * @param after seconds to skip at the beginning
 */
export function watchRtt(socket: Socket, after: number): RttWatch {
  const connection = connectionOf(socket)
  if (connection === null) return { rtts: [], stop: () => undefined }
  const each: Watched = { connection, from: performance.now() + after * 1000, rtts: [] }
  watched.add(each)
  timer ??= setInterval(() => void look(), EVERY)
  return {
    rtts: each.rtts,
    stop: () => {
      watched.delete(each)
      if (watched.size > 0) return
      clearInterval(timer)
      timer = undefined
    },
  }
}

/** One look at a time, so that none pile up if the tool hangs. */
async function look(): Promise<void> {
  const now = performance.now()
  const due = [...watched].filter(({ from, rtts }) => from <= now && rtts.length < NATIVE_MAX_RTTS)
  const asked = due.slice(0, MOST)
  if (asked.length === 0 || looking) return
  looking = true
  const output = await askSs(asked.map(({ connection }) => connection))
  looking = false
  const counts = countsIn(output ?? '')
  for (const each of asked) {
    const rtt = counts(each.connection)?.rtt ?? null
    if (rtt !== null && watched.has(each)) each.rtts.push(rtt)
  }
}
