import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'
import { platform } from 'node:os'

import { isError } from '../errors.ts'

/** One end of a UDP flow. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** Requested size of the socket buffers in bytes; kernels grant as much as they allow. */
const BUFFER = 4 * 1024 * 1024

/** A size in bytes that every kernel grants. */
const SMALLEST_BUFFER = 64 * 1024

/** How sockets share a port, so that each connected one gets what its peer sends; `none`: they cannot. */
export type Sharing = 'reusePort' | 'reuseAddr' | 'none'

/** How sockets share a port on this platform. Node knows SO_REUSEPORT of macOS by another name. */
export const SHARING: Sharing =
  platform() === 'win32'
    ? 'none'
    : platform() === 'darwin' || platform() === 'openbsd'
      ? 'reuseAddr'
      : 'reusePort'

/** How to open a UDP socket. */
export interface UdpSocketOptions {
  /** Default: the port belongs to this socket alone. */
  readonly sharing?: Sharing
  /** Whether a socket on all addresses of IPv6 also takes IPv4. */
  readonly dual?: boolean
  /** Bytes of each buffer. Default: as many as the kernel grants, up to 4 MiB. */
  readonly buffer?: number | null
}

/**
 * Opens a UDP socket on a local address.
 * @param local the address as a TCP socket reports it; port 0 picks a free port
 * @throws the system's error
 */
export async function openUdp(
  local: Endpoint,
  { sharing = 'none', dual = false, buffer = null }: UdpSocketOptions = {},
): Promise<Socket> {
  const address = plainAddress(local.address)
  const shared = sharing === 'none' ? {} : { [sharing]: true }
  const family = address.includes(':')
    ? ({ type: 'udp6', ipv6Only: !dual } as const)
    : ({ type: 'udp4' } as const)
  const socket = createSocket({ ...family, ...shared })
  try {
    socket.bind({ address, port: local.port, exclusive: true })
    await once(socket, 'listening')
  } catch (error) {
    closeUdp(socket)
    throw error
  }
  // ICMP messages about sent datagrams (port unreachable, …) are not errors of this socket.
  socket.on('error', () => undefined)
  for (const set of [
    (size: number) => socket.setRecvBufferSize(size),
    (size: number) => socket.setSendBufferSize(size),
  ]) {
    enlarge(set, buffer ?? BUFFER, buffer ?? SMALLEST_BUFFER)
  }
  return socket
}

/** Connects a socket to its peer: from now on the kernel delivers only datagrams from there. */
export async function connectUdp(socket: Socket, peer: Endpoint): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.connect(peer.port, plainAddress(peer.address), (...failed: readonly unknown[]) => {
      const [error] = failed
      if (isError(error)) reject(error)
      else resolve()
    })
  })
}

/** Closes a socket. Idempotent. */
export function closeUdp(socket: Socket): void {
  socket.removeAllListeners('message')
  try {
    socket.close()
  } catch {
    // It is already closed.
  }
}

/** Turns an IPv4-mapped IPv6 address, as dual-stack sockets report it, into the IPv4 address. */
export function plainAddress(address: string): string {
  return /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(address) ? address.slice(7) : address
}

/** Tries smaller and smaller sizes: some kernels refuse one that is too large, others grant less. */
function enlarge(set: (size: number) => void, most: number, least: number): void {
  for (let size = most; size >= least; size /= 2) {
    try {
      set(size)
      return
    } catch {
      // Try the next smaller one.
    }
  }
}
