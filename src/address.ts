import { MOST_PORT, valueError } from './check.ts'

/** A server as people write it: `host:port`, an IPv6 address in brackets. */
export interface HostPort {
  readonly host: string
  readonly port: number
}

/**
 * Reads `host:port`.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function parseHostPort(text: string): HostPort {
  const match = /^(?:\[([\da-fA-F:.%\w]+)\]|([^\s:/[\]]+)):(\d{1,5})$/.exec(text.trim())
  const host = match?.[1] ?? match?.[2]
  const port = Number(match?.[3])
  if (host === undefined || port < 1 || port > MOST_PORT) {
    throw valueError('Expected a server as host:port, such as 192.0.2.7:5001 or [::1]:5001', text)
  }
  return { host, port }
}

/** Writes `host:port`, so that {@link parseHostPort} reads the same. */
export function formatHostPort({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
