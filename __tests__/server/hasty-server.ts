import { DEFAULT_LIMITS } from '../../src/server/limits.ts'
import { startServerWith } from '../../src/server/start-server.ts'
import type { Server, ServerOptions } from '../../src/server/start-server.ts'

/** Starts a server that waits 200 ms, not 2 s, for the rest of a line or command. */
export async function startHastyServer(options: ServerOptions): Promise<Server> {
  return startServerWith({ host: '127.0.0.1', port: 0, ...options }, { ...DEFAULT_LIMITS, commandQuiet: 200 })
}
