import { fileURLToPath } from 'node:url'

import { startServer } from './child.ts'
import type { OurServer } from './ours.ts'

const PROGRAM = fileURLToPath(new URL('seed-server.py', import.meta.url))

/** Starts a server of the seed's design and dialect, on a free port. */
export async function startSeedServer(signal: AbortSignal): Promise<OurServer> {
  const server = await startServer('python3', [PROGRAM], /started on \S+:(\d+)/, signal)
  return { ...server, port: Number(server.ready[1]) }
}
