import { connect } from 'node:net'
import type { Socket } from 'node:net'

import { closeTogether, listen } from './endpoint.ts'
import type { Endpoint } from './endpoint.ts'

/** How a token bucket limits each direction. */
interface Bucket {
  /** Bytes per second. */
  readonly rate: number
  /** Bytes that pass at once when it is full, as it is at first. */
  readonly depth: number
}

/** Interval (ms) at which tokens are added. */
const TICK = 10

/** A TCP relay on a free port that limits each direction of each connection with a token bucket. */
export async function startTokenBucket(port: number, bucket: Bucket): Promise<Endpoint> {
  return listen((client) => {
    const target = connect({ host: '127.0.0.1', port, noDelay: true })
    limit(client, target, bucket)
    limit(target, client, bucket)
    closeTogether(client, target)
  })
}

function limit(from: Socket, to: Socket, { rate, depth }: Bucket): void {
  let tokens = depth
  let filledAt = performance.now()
  const timer = setInterval(() => {
    const now = performance.now()
    tokens = Math.min(depth, tokens + (rate * (now - filledAt)) / 1000)
    filledAt = now
    pass()
  }, TICK)
  const pass = (): void => {
    while (tokens >= 1 && to.writableLength < depth) {
      const chunk: unknown = from.read(Math.min(from.readableLength, Math.floor(tokens)))
      if (!Buffer.isBuffer(chunk)) return
      tokens -= chunk.length
      to.write(chunk)
    }
  }
  from.on('readable', pass)
  from.on('end', () => to.end())
  from.on('close', () => clearInterval(timer))
}
