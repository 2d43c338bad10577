import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { once } from 'node:events'

/** One end of a UDP flow. */
export interface Endpoint {
  readonly address: string
  readonly port: number
}

/** What is asked for as socket buffers, in bytes; kernels grant what they allow. */
const BUFFER = 4 * 1024 * 1024

/** Less than so much every kernel grants. */
const SMALLEST_BUFFER = 64 * 1024

/**
 * Opens a UDP socket on a local address.
 * @param local the address as a TCP socket tells it; port 0 is any free one
 * @throws the system's error
 */
export async function openUdp(local: Endpoint): Promise<Socket> {
  const address = plainAddress(local.address)
  const socket = createSocket(address.includes(':') ? { type: 'udp6', ipv6Only: true } : { type: 'udp4' })
  try {
    socket.bind({ address, port: local.port, exclusive: true })
    await once(socket, 'listening')
  } catch (error) {
    closeUdp(socket)
    throw error
  }
  // What the network says of datagrams that were sent (nobody listens there, …) is no error of this socket.
  socket.on('error', () => undefined)
  enlarge((size) => socket.setRecvBufferSize(size))
  enlarge((size) => socket.setSendBufferSize(size))
  return socket
}

/** Binds a socket to its peer: the kernel hands over what comes from there, and nothing else, from now on. */
export async function connectUdp(socket: Socket, peer: Endpoint): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    socket.connect(peer.port, plainAddress(peer.address), (...failed: readonly unknown[]) => {
      const [error] = failed
      if (error instanceof Error) reject(error)
      else resolve()
    })
  })
}

/** Closes a socket, unless that was done before. */
export function closeUdp(socket: Socket): void {
  socket.removeAllListeners('message')
  try {
    socket.close()
  } catch {
    // It is closed.
  }
}

/** An IPv4 address that is written as one of IPv6, as sockets for both have it, is one of IPv4. */
function plainAddress(address: string): string {
  return /^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(address) ? address.slice(7) : address
}

/** Some kernels refuse what is more than they allow, where others grant less. */
function enlarge(set: (size: number) => void): void {
  for (let size = BUFFER; size >= SMALLEST_BUFFER; size /= 2) {
    try {
      set(size)
      return
    } catch {
      // The next smaller one.
    }
  }
}
