import { performance } from './clock.ts'
import { after } from './timers.ts'

/** The last part (ms) of a wait, for which the thread sleeps: a timer of the event loop is up to a few milliseconds late. */
const ASLEEP = 5

/** The last part (ms) of that, for which it spins: a sleep is up to this much late. */
const SPUN = 0.2

/** What nobody wakes. */
const CELL = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))

/**
 * Waits until a time, to a fraction of a millisecond if a CPU is free. Blocks the thread for the last milliseconds, in which it
 * sleeps: several processes that spun instead would take the CPUs from each other.
 * @param time ms of this process's clock
 * @param signal ends the wait
 */
export async function sleepUntil(time: number, signal: AbortSignal): Promise<void> {
  const left = (): number => time - performance.now()
  if (left() > ASLEEP) await after(left() - ASLEEP, undefined, { signal }).catch(() => undefined)
  if (signal.aborted) return
  if (left() > SPUN) Atomics.wait(CELL, 0, 0, left() - SPUN)
  while (left() > 0) {
    // A sleep as short as this would be late.
  }
}
