import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'

/** Longest table of connections (bytes) that is searched: 1000 connections have about 150 KB. */
const LONGEST = 1024 * 1024

/**
 * Bytes that the kernel took for a connection and the other end's kernel has not acknowledged yet; `null` if unknown, as
 * except on Linux.
 */
export function unacknowledged({ localPort, remotePort, remoteFamily }: Socket): number | null {
  if (localPort === undefined || remotePort === undefined) return null
  const tables = remoteFamily === 'IPv6' ? ['tcp6'] : ['tcp', 'tcp6']
  for (const table of tables) {
    const queue = inTable(readTable(table), localPort, remotePort)
    if (queue !== null) return queue
  }
  return null
}

function readTable(name: string): string {
  try {
    const text = readFileSync(`/proc/thread-self/net/${name}`, 'latin1')
    return text.length > LONGEST ? '' : text
  } catch {
    return ''
  }
}

/**
 * proc_net_tcp.rst of the kernel: number, local and remote end, state, then send and receive queue.
 * @returns bytes in the send queue; `null` if the connection is not in the table
 */
function inTable(table: string, localPort: number, remotePort: number): number | null {
  const [local, remote] = [localPort, remotePort].map((port) =>
    port.toString(16).toUpperCase().padStart(4, '0'),
  )
  const found = new RegExp(
    `^ *\\d+: [\\dA-F]+:${local} [\\dA-F]+:${remote} 0[1-9A-F] ([\\dA-F]{8}):`,
    'm',
  ).exec(table)
  return found === null ? null : Number.parseInt(found[1] ?? '', 16)
}
