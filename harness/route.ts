import { WyndrvrError } from '../src/errors.ts'

/** A way to a server: where the link connects to. */
export interface Route {
  readonly host: string
  readonly port: number
}

/**
 * A route by its address, of a proxy, tunnel or sidecar that leads to the same server.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function routeVia({ host = '127.0.0.1', port }: Partial<Route>): Route {
  if (typeof host === 'string' && host !== '' && Number.isInteger(port) && port !== undefined && port > 0) {
    if (port <= 65_535) return { host, port }
  }
  const sentence = `via needs an address such as { host: '127.0.0.1', port: 8080 }, got ${JSON.stringify({ host, port })}.`
  throw new WyndrvrError('ERR_WYNDRVR_VALUE', sentence)
}
