import { execFile } from 'node:child_process'
import type { Socket } from 'node:net'
import { platform } from 'node:os'

import { setImmediate } from '../host/timers.ts'
import type { TcpCounts } from '../protocol/native.ts'
import { countsOf, ssWords } from './ss.ts'
import type { TcpConnection } from './ss.ts'

/** Whether this platform has a tool that reports what the kernel knows about a connection. */
export const TELLS_TCP: boolean = platform() === 'linux'

/** Timeout (ms) of ss, which usually takes about 5. */
const LIMIT = 1000

/** Most connections of one run of ss, whose output takes about 0.5 KB for each. */
export const MOST = 50
export const LONGEST_OUTPUT: number = 256 * 1024

interface Asked {
  readonly connection: TcpConnection
  readonly tell: (counts: TcpCounts | null) => void
}

/** Requests for the next run of ss: each thread runs only one at a time. */
const waiting: Asked[] = []
let running = false

/** What the kernel knows about this end of a connection, from `ss`; `null` if that is not available. */
export async function tcpCounts(socket: Socket): Promise<TcpCounts | null> {
  const connection = connectionOf(socket)
  if (connection === null) return null
  return new Promise((tell) => {
    waiting.push({ connection, tell })
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
    const asked = waiting.splice(0, MOST)
    const output = await ss(asked.map(({ connection }) => connection))
    // A run that failed for some would fail for the others too, after the same wait.
    if (output === null) asked.push(...waiting.splice(0))
    for (const { connection, tell } of asked) tell(output === null ? null : countsOf(output, connection))
  }
  running = false
}

async function ss(connections: readonly TcpConnection[]): Promise<string | null> {
  return new Promise((resolve) => {
    const options = {
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      timeout: LIMIT,
      killSignal: 'SIGKILL',
      maxBuffer: LONGEST_OUTPUT,
    } as const
    try {
      execFile('ss', ssWords(connections), options, (error, stdout) =>
        resolve(error === null ? stdout : null),
      )
    } catch {
      // execFile throws if memory is short; other failures go to the callback.
      resolve(null)
    }
  })
}
