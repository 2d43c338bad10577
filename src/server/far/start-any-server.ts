import { startFarServer } from './far-server.ts'
import type { FarServer, FarServerOptions } from './far-server.ts'
import { startServer as startHere } from '../start-server.ts'
import type { Server, ServerOptions } from '../start-server.ts'

/**
 * Starts a server elsewhere, by a command, and resolves when it accepts connections.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if the command or an option is not valid, and `ERR_WYNDRVR_WORKER`,
 * `ERR_WYNDRVR_PROTOCOL` or `ERR_WYNDRVR_TIMEOUT`, with the end of its standard error, if it announces no server
 */
export async function startServer(options: FarServerOptions): Promise<FarServer>
/**
 * Starts a server in this process, and resolves when it accepts connections. It prints nothing and never ends the process.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` if an option is out of range, `ERR_WYNDRVR_LISTEN` if the address is not
 * available, `ERR_WYNDRVR_WORKER` if a worker could not be started
 */
export async function startServer(options?: ServerOptions): Promise<Server>
export async function startServer(
  options: ServerOptions | FarServerOptions = {},
): Promise<Server | FarServer> {
  return 'from' in options ? startFarServer(options) : startHere(options)
}
