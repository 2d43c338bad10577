import type { Socket } from 'node:net'

import { performance } from '../host/clock.ts'
import { clearInterval, setInterval } from '../host/timers.ts'

/** How often a watch looks within its limit. It is late by two looks at most. */
const LOOKS = 16

/**
 * Calls back, once, when nothing has moved on a socket in either direction for `limit` ms. Bytes that are sent count when
 * the kernel takes them: Node's own timeout of a socket starts again in the middle of a large write, and so waits twice as
 * long for a peer that stops reading.
 * @returns ends the watch
 */
export function watchIdle(socket: Socket, limit: number, onIdle: () => void): () => void {
  return watchStill(() => movedOn(socket), limit, onIdle)
}

/**
 * Calls back, once, when a figure has not changed for `limit` ms. Time in which this thread did not run does not count.
 * @returns ends the watch
 */
export function watchStill(figure: () => number, limit: number, onStill: () => void): () => void {
  const pause = Math.max(1, limit / LOOKS)
  let last = figure()
  let lookedAt = performance.now()
  let still = 0
  const timer = setInterval(() => {
    const now = performance.now()
    still += Math.min(now - lookedAt, 2 * pause)
    lookedAt = now
    const current = figure()
    if (current !== last) still = 0
    last = current
    if (still < limit) return
    clearInterval(timer)
    onStill()
  }, pause).unref()
  return () => clearInterval(timer)
}

/** Bytes that were received, and those to be sent that the kernel has taken. */
function movedOn(socket: Socket): number {
  // Only the handle knows how much of a running write the kernel has taken.
  const handle: unknown = Reflect.get(socket, '_handle')
  const part = (name: string): number => {
    const value: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, name) : null
    return typeof value === 'number' ? value : Number.NaN
  }
  const moved = part('bytesRead') + part('bytesWritten') - part('writeQueueSize')
  return Number.isNaN(moved) ? socket.bytesRead + socket.bytesWritten - socket.writableLength : moved
}
