import type { Socket } from 'node:dgram'
import { readFile } from 'node:fs/promises'

/** Columns of /proc/net/udp: proc_net(5) describes the first two, the kernel's udp.rst the last. */
const COLUMN = { local: 1, remote: 2, drops: 12 } as const

/**
 * How many datagrams for a connected socket the kernel dropped after they had arrived, usually because its buffer was full.
 * @returns `null` if unknown: it needs Linux
 */
export async function hostDrops(socket: Socket): Promise<number | null> {
  try {
    const { family, port } = socket.address()
    const remote = socket.remoteAddress().port
    const table = await readFile(family === 'IPv6' ? '/proc/net/udp6' : '/proc/net/udp', 'utf8')
    return dropsIn(table, port, remote)
  } catch {
    return null
  }
}

/** The drops of the socket with these ports; `null` unless exactly one has them. */
export function dropsIn(table: string, localPort: number, remotePort: number): number | null {
  const rows = table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((row) => portOf(row[COLUMN.local]) === localPort && portOf(row[COLUMN.remote]) === remotePort)
  const drops = Number(rows[0]?.[COLUMN.drops])
  return rows.length === 1 && Number.isInteger(drops) ? drops : null
}

/** The port of an address such as `0100007F:1389`. */
function portOf(address = ''): number {
  return Number.parseInt(address.slice(address.lastIndexOf(':') + 1), 16)
}
