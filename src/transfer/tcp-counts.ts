import { execFile } from 'node:child_process'
import type { Socket } from 'node:net'
import { platform } from 'node:os'

import type { TcpCounts } from '../protocol/native.ts'
import { countsOf, ssWords } from './ss.ts'
import type { TcpConnection } from './ss.ts'

/** Whether this platform has a tool that tells what its kernel knows of a connection. */
export const TELLS_TCP: boolean = platform() === 'linux'

/** How long (ms) ss may take; it needs about 5. */
const LIMIT = 1000

/** Connections of one run of ss, about 0.5 KB of its output each. */
export const MOST = 50
export const LONGEST_OUTPUT: number = 256 * 1024

interface Asked {
  readonly connection: TcpConnection
  readonly tell: (counts: TcpCounts | null) => void
}

/** Who waits for the next run of ss: there is one at a time in each thread, however many ask. */
const waiting: Asked[] = []
let running = false

/** What the kernel knows of this end of a connection, by `ss`; `null` where that can't be had. */
export async function tcpCounts(socket: Socket): Promise<TcpCounts | null> {
  const connection = connectionOf(socket)
  if (connection === null) return null
  return new Promise((tell) => {
    waiting.push({ connection, tell })
    if (!running) void serveAll()
  })
}

/** The two ends of a connection, by which ss can be asked; `null` where it is gone, or there is no ss. */
export function connectionOf(socket: Socket): TcpConnection | null {
  if (!TELLS_TCP) return null
  const { localAddress, localPort, remoteAddress, remotePort } = socket
  if (localAddress === undefined || localPort === undefined) return null
  if (remoteAddress === undefined || remotePort === undefined) return null
  return { localAddress, localPort, remoteAddress, remotePort }
}

async function serveAll(): Promise<void> {
  running = true
  // Those that ask in the same turn are told by the same run.
  await new Promise((resolve) => setImmediate(resolve))
  while (waiting.length > 0) {
    const asked = waiting.splice(0, MOST)
    const output = await ss(asked.map(({ connection }) => connection))
    // What failed for some would fail for the others, and let them wait as long.
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
      // Too little memory for another process is thrown, other than what else can go wrong.
      resolve(null)
    }
  })
}
