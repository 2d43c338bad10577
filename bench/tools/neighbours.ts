import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

import { countOthers } from './cpu.ts'

/** Long enough for some ticks of the kernel's clock, by which CPU time is counted. */
const PAUSE = 200

/** Above so many busy cores, what a run measures is not the programs alone. */
export const QUIET = 0.25

/** How long a whole bench waits for others, and goes on with runs that they disturbed, in milliseconds. */
const PATIENCE = 180_000

/**
 * Makes a function that runs something while other programs leave the machine alone: it waits until they do, and runs it
 * again when they did not. Whether a run counts is never decided by what it found. The patience is one for the whole
 * bench, so that a machine that is never quiet is measured as it is. Gives the run and how many cores others used.
 */
export function inQuiet(signal: AbortSignal): <T>(run: () => Promise<T>) => Promise<readonly [T, number]> {
  let patience = PATIENCE
  return async (run) => {
    for (;;) {
      const started = performance.now()
      const before = await busyCores(signal)
      const others = countOthers()
      const hasPatience = patience > 0 && !signal.aborted
      if (before <= QUIET || !hasPatience) {
        const found = await run()
        const busy = others() ?? before
        if (busy <= QUIET || !hasPatience) return [found, busy]
      }
      patience -= performance.now() - started
    }
  }
}

async function busyCores(signal: AbortSignal): Promise<number> {
  const before = busyMilliseconds()
  const started = performance.now()
  await sleep(PAUSE, undefined, { signal }).catch(() => undefined)
  return (busyMilliseconds() - before) / (performance.now() - started)
}

function busyMilliseconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0)
}
