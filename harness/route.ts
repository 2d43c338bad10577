import type { HostPort } from '../src/address.ts'
import type { ClientProxy } from '../src/client/wire/proxy.ts'
import { WyndrvrError } from '../src/errors.ts'

/** A way to a server: where a link connects to, and whom it asks. */
export interface Route extends HostPort {
  /** Who is asked for the connection to `host` and `port`; nobody, where they are connected to directly. */
  readonly proxy?: ClientProxy
}

/** Where a proxy, tunnel or sidecar listens. */
export interface ViaAddress {
  /** Default `'127.0.0.1'`. */
  readonly host?: string
  readonly port: number
  /**
   * How it is asked for the server: `'http-connect'` or `'socks5'`. Without, it leads to the server by itself, as a reverse
   * proxy, a tunnel's end or a sidecar does.
   */
  readonly protocol?: ClientProxy['protocol']
}

/**
 * The way to the same server through something that passes traffic on.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE` for an address that is none
 */
export function routeVia(server: HostPort, { host = '127.0.0.1', port, protocol }: ViaAddress): Route {
  if (typeof host !== 'string' || host === '' || !Number.isInteger(port) || port < 1 || port > 65_535) {
    const sentence = `via needs an address such as { host: '127.0.0.1', port: 8080 }, got ${JSON.stringify({ host, port })}.`
    throw new WyndrvrError('ERR_WYNDRVR_VALUE', sentence)
  }
  const via = { host, port }
  return protocol === undefined ? via : { host: server.host, port: server.port, proxy: { ...via, protocol } }
}
