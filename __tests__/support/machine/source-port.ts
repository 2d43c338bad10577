import { once } from 'node:events'
import { createServer } from 'node:net'

/** Ports that a client uses behind its source port. */
const ROOM = 8

/**
 * A port that can be a source port, with free ones behind it: below those that systems give to others, whose neighbors are seldom
 * free.
 */
export async function sourcePort(): Promise<number> {
  for (;;) {
    const first = 10_000 + Math.floor(Math.random() * 20_000)
    const all = Array.from({ length: ROOM }, (_, index) => first + index)
    if ((await Promise.all(all.map(isFree))).every(Boolean)) return first
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '0.0.0.0')
  try {
    await once(server, 'listening')
    server.close()
    await once(server, 'close')
    return true
  } catch {
    return false
  }
}
