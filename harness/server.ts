import { parseHostPort } from '../src/address.ts'
import type { HostPort } from '../src/address.ts'
import { startBackgroundServer } from '../src/server/background.ts'

/** The server that a spec's links measure. */
export interface SpecServer extends HostPort {
  /** Whether the harness started it; false where `WYNDRVR_SERVER` names one that runs already. */
  readonly started: boolean
}

/** A server for one file of specs, and what ends it. */
export interface ServerLease {
  readonly server: SpecServer
  readonly end: () => Promise<void>
}

/** The environment variable that names a running server as `host:port`; none is started then. */
export const SERVER_VARIABLE = 'WYNDRVR_SERVER'

/**
 * The server that `WYNDRVR_SERVER` names, or one of our own: in its own process, on a free port of loopback.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where the variable holds no address
 */
export async function leaseServer(named: string | undefined): Promise<ServerLease> {
  if (named !== undefined && named !== '') {
    return { server: { ...parseHostPort(named), started: false }, end: async () => undefined }
  }
  const server = await startBackgroundServer({ host: '127.0.0.1', port: 0 })
  return { server: { ...server.address, started: true }, end: async () => server.close() }
}
