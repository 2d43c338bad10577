import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, ListenOptions, Server as NetServer, Socket } from 'node:net'

import { formatHostPort } from '../address.ts'
import { messageOf, systemCodeOf, WyndrvrError } from '../errors.ts'
import { hasDescriptors } from '../host/descriptors.ts'
import { BACKLOG } from './limits.ts'

/** Where a server listens. */
export interface Address {
  /** The numeric address that it is bound to. */
  readonly host: string
  readonly port: number
}

/**
 * Starts to accept connections. Sockets are handed over paused and unread.
 * @param onFull called when a connection has taken the last file descriptor
 * @throws the system's error, unchanged
 */
export async function listen(
  options: Pick<ListenOptions, 'host' | 'port' | 'reusePort'>,
  onConnection: (socket: Socket) => void,
  onFull: () => void = () => undefined,
): Promise<NetServer> {
  let highest = 0
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
    // The system gives the lowest free number, so the last one has the highest.
    const descriptor = descriptorOf(socket)
    if (descriptor >= highest) {
      highest = descriptor
      if (!hasDescriptors()) onFull()
    }
    onConnection(socket)
  })
  server.listen({ ...options, exclusive: true, backlog: BACKLOG })
  await once(server, 'listening')
  // A connection that cannot be accepted must not end the others.
  server.on('error', () => undefined)
  return server
}

function descriptorOf(socket: Socket): number {
  const handle: unknown = Reflect.get(socket, '_handle')
  const descriptor: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : null
  return typeof descriptor === 'number' ? descriptor : -1
}

/** The address that a listening server is bound to. */
export function boundAddress(server: NetServer): Address {
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server is not listening.')
  return { host: address.address, port: address.port }
}

/** The error of a failed attempt to listen: the address, the reason, and what to do. */
export function listenError(host: string, port: number, cause: unknown): WyndrvrError {
  const code = systemCodeOf(cause)
  const reason = (code === null ? undefined : REASONS[code]) ?? `failed: ${messageOf(cause)}`
  return new WyndrvrError('ERR_WYNDRVR_LISTEN', `Listening on ${formatHostPort({ host, port })} ${reason}`, {
    cause,
  })
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'failed: the port is in use. Choose another, or 0 for a free one.',
  EACCES: 'is not allowed: choose a port above 1023, or run with the right to bind it.',
  EADDRNOTAVAIL: 'failed: no network interface of this machine has that address.',
  ENOTFOUND: 'failed: the host name is not known.',
  EAI_AGAIN: 'failed: the host name could not be looked up.',
  EINVAL: 'failed: this is not an address to listen on.',
}
