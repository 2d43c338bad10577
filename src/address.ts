import { isPort, valueError } from './check.ts'

/** The address of a server. Its text form is `host:port`, with an IPv6 address in brackets. */
export interface HostPort {
  readonly host: string
  readonly port: number
}

/** The server if nothing names one. Servers listen on the same port. */
export const DEFAULT_SERVER: HostPort = { host: 'localhost', port: 5001 }

/** The environment variable that names a running server, as `host:port`. */
export const SERVER_VARIABLE = 'WYNDRVR_SERVER'

/**
 * Reads `host:port`, with a port from 1 to 65535. The zone of an IPv6 address is whatever is between % and ]: interfaces
 * have names such as `br-lan`, `eth0.10` and `wg@0`.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function parseHostPort(text: string): HostPort {
  const match = /^(?:\[([\da-fA-F:.]+(?:%[^\]\p{Cc}]+)?)\]|([^\s:/[\]]+)):(\d{1,5})$/u.exec(text.trim())
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  if (host === undefined || !isPort(port)) {
    throw valueError('Expected a server as host:port, such as 192.0.2.7:5001 or [::1]:5001', text)
  }
  return { host, port }
}

/** Writes `host:port` in the form that {@link parseHostPort} reads. */
export function formatHostPort({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** A measured server as its user names it: by its URL if it has one, else as `host:port`. */
export function nameOfServer(server: HostPort & { readonly url?: string | undefined }): string {
  return server.url ?? formatHostPort(server)
}
