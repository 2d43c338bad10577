import { WyndrvrError } from '../errors.ts'
import type { Task } from './channel.ts'

/** Fails the transfer when nothing moves; returns what ends the watch. */
export function watchStall<T>({ socket, fail }: Task<T>, server: string, timeout: number): () => void {
  const onStall = (): void => {
    const sentence = `Nothing moved to or from ${server} for ${timeout / 1000} s.`
    fail(new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence))
  }
  socket.setTimeout(timeout, onStall)
  return () => {
    socket.setTimeout(0, onStall)
  }
}
