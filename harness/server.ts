import { parseHostPort } from '../src/address.ts'
import { startBackgroundServer } from '../src/server/background.ts'
import type { ServerOptions } from '../src/server/start-server.ts'
import { routeVia } from './route.ts'
import type { Route, ViaAddress } from './route.ts'

/** The server that a spec's links measure. */
export interface SpecServer extends Route {
  /** Whether the harness started it; false where `WYNDRVR_SERVER` names one that runs already. */
  readonly started: boolean
  /**
   * The same server, reached through something that passes traffic on to it: a proxy, a tunnel, a sidecar.
   * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an address that is none
   */
  via(address: ViaAddress): Route
}

/** How a file's server is started. On loopback and a free port, unless told. */
export type SpecServerOptions = ServerOptions

/** A server for one file of specs, and what ends it. */
export interface ServerLease {
  readonly server: SpecServer
  readonly end: () => Promise<void>
}

/** The environment variable that names a running server as `host:port`; none is started then. */
export const SERVER_VARIABLE = 'WYNDRVR_SERVER'

/**
 * The server that `WYNDRVR_SERVER` names, or one of our own, in its own process.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` where the variable holds no address, and what `startServer` throws
 */
export async function leaseServer(
  named: string | undefined,
  options: SpecServerOptions,
): Promise<ServerLease> {
  if (named !== undefined && named !== '') {
    return { server: serverAt(parseHostPort(named), false), end: async () => undefined }
  }
  const server = await startBackgroundServer({ host: '127.0.0.1', port: 0, ...options })
  const { host, port } = server.address
  return { server: serverAt({ host: reachable(host), port }, true), end: async () => server.close() }
}

function serverAt(route: Route, started: boolean): SpecServer {
  return { ...route, started, via: (address) => routeVia(route, address) }
}

/** An address that stands for all of the machine's is no place to connect to. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}
