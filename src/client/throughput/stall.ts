import { WyndrvrError } from '../../errors.ts'
import { watchIdle } from '../../transfer/idle-watch.ts'
import type { Task } from '../wire/channel.ts'
import { limitText } from '../../text/time.ts'

/** Fails a transfer without traffic. Returns a function that ends the watch. */
export function watchStall<T>({ socket, fail }: Task<T>, server: string, timeout: number): () => void {
  return watchIdle(socket, timeout, () => fail(stalled(server, timeout)))
}

/** The error of a transfer without traffic for this time (ms). */
export function stalled(server: string, timeout: number): WyndrvrError {
  return new WyndrvrError(
    'ERR_WYNDRVR_TIMEOUT',
    `No data moved to or from ${server} for ${limitText(timeout)}. Check the server and the path, or raise the timeout.`,
  )
}
