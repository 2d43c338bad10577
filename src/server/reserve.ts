import { createServer } from 'node:net'
import type { Server as NetServer } from 'node:net'
import { once } from 'node:events'
import { platform } from 'node:os'

import { boundAddress, listen, listenError } from './listen.ts'
import type { Address } from './listen.ts'

/** An address that no other server gets until it is released. */
export interface Reservation {
  readonly address: Address
  readonly release: () => void
}

/**
 * Checks that an address is free, and reserves it while the server runs: threads that share a port would share it with
 * another server's threads too, unnoticed.
 * @throws {WyndrvrError} `ERR_WYNDRVR_LISTEN`
 */
export async function reserveAddress(wanted: Address): Promise<Reservation> {
  try {
    const probe = await listen(wanted, (socket) => socket.destroy())
    const address = boundAddress(probe)
    await new Promise((resolve) => probe.close(resolve))
    const lock = await lockAddress(address)
    return { address, release: () => lock?.close() }
  } catch (error) {
    throw listenError(wanted.host, wanted.port, error)
  }
}

/** If two servers that start at the same time both find the port free, only one of them gets this name. */
async function lockAddress({ host, port }: Address): Promise<NetServer | null> {
  // Only Linux has abstract sockets, whose names vanish with their process: unix(7).
  if (platform() !== 'linux') return null
  const lock = createServer((socket) => socket.destroy()).unref()
  lock.listen(`\0wyndrvr ${host}:${port}`)
  await once(lock, 'listening')
  return lock
}
