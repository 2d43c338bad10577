import { interfaceAddresses } from '../../host/interface-addresses.ts'
import type { Announcement } from '../../protocol/announcement.ts'
import { VERSION } from '../../version.ts'
import type { Server } from '../start-server.ts'

/** What a server says about itself to whoever started it. */
export function announcementOf({ address, mode, tls, warnings }: Server): Announcement {
  const { host, port } = address
  return {
    event: 'listening',
    version: VERSION,
    host,
    port,
    addresses: addressesOf(host),
    mode,
    ...(tls !== null && { tls: { ...tls } }),
    pid: process.pid,
    warnings: [...warnings],
  }
}

function addressesOf(host: string): string[] {
  if (host === '::') return [...interfaceAddresses()]
  return host === '0.0.0.0' ? interfaceAddresses().filter((address) => !address.includes(':')) : [host]
}
