import type { Socket } from 'node:net'
import { platform } from 'node:os'

import { setImmediate } from '../host/timers.ts'
import type { TcpCounts } from '../protocol/native.ts'
import { askSs, MOST } from './ss-shell.ts'
import { countsIn } from './ss.ts'
import type { TcpConnection } from './ss.ts'

/** Whether this platform has a tool that reports what the kernel knows about a connection. */
export const TELLS_TCP: boolean = platform() === 'linux'

interface Asked {
  readonly connection: TcpConnection
  /** How often the same connection had asked before. */
  readonly times: number
  readonly tell: (counts: TcpCounts | null) => void
}

/** Requests for the next run of ss. */
let waiting: readonly Asked[] = []
let running = false
const asked = new WeakMap<Socket, number>()

/** What the kernel knows about this end of a connection, from `ss`; `null` if that is not available. */
export async function tcpCounts(socket: Socket): Promise<TcpCounts | null> {
  const connection = connectionOf(socket)
  if (connection === null) return null
  const times = asked.get(socket) ?? 0
  asked.set(socket, times + 1)
  return new Promise((tell) => {
    waiting = [...waiting, { connection, times, tell }]
    if (!running) void serveAll()
  })
}

/** The two ends of a connection, as a filter for ss; `null` if it is closed, or the platform has no ss. */
export function connectionOf(socket: Socket): TcpConnection | null {
  if (!TELLS_TCP) return null
  const { localAddress, localPort, remoteAddress, remotePort } = socket
  if (localAddress === undefined || localPort === undefined) return null
  if (remoteAddress === undefined || remotePort === undefined) return null
  return { localAddress, localPort, remoteAddress, remotePort }
}

async function serveAll(): Promise<void> {
  running = true
  // Requests of the same turn share one run.
  await new Promise((resolve) => setImmediate(resolve))
  while (waiting.length > 0) {
    // Those that ask again and again come after the others.
    const all = waiting.toSorted((a, b) => a.times - b.times)
    const next = all.slice(0, MOST)
    waiting = all.slice(MOST)
    const output = await askSs(next.map(({ connection }) => connection))
    const counts = countsIn(output ?? '')
    for (const { connection, tell } of next) tell(counts(connection))
    if (output !== null) continue
    // A run that failed for some would fail for the others too, after the same wait.
    for (const { tell } of waiting) tell(null)
    waiting = []
  }
  running = false
}
