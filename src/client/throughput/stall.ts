import { WyndrvrError } from '../../errors.ts'
import { clearTimeout, setTimeout } from '../../host/timers.ts'
import type { NativeTransfer } from '../../protocol/native.ts'
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

/**
 * How long (ms) a timed transfer may last beyond its time, whatever its server does: the megabytes that are on their way when it
 * ends take minutes on a network with a fraction of 1 Mbit/s.
 */
export const LONGEST_END = 300_000

/**
 * Fails a timed transfer that does not end. Returns a function that ends the limit.
 * @param longestEnd how long (ms) it may last beyond its time
 */
export function limitTime(
  { fail }: { readonly fail: (error: WyndrvrError) => void },
  server: string,
  { seconds, warmup }: Pick<NativeTransfer, 'seconds' | 'warmup'>,
  longestEnd: number,
): () => void {
  if (seconds === null) return () => undefined
  const sentence = `${server} did not end a transfer within ${limitText(longestEnd)} after its time. Is it a wyndrvr server?`
  const late = (): void => fail(new WyndrvrError('ERR_WYNDRVR_TIMEOUT', sentence))
  const timer = setTimeout(late, (warmup + seconds) * 1000 + longestEnd)
  return () => clearTimeout(timer)
}
