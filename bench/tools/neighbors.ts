import { cpus } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'

import { countOthers } from './cpu.ts'

/** Sampling time, ms: long enough for some ticks of the kernel's clock, in which CPU time is counted. */
const PAUSE = 200

/** Busy CPUs above which other programs disturb a run. */
export const QUIET = 0.25

/** Time that a whole bench spends waiting for an idle machine and repeating disturbed runs, ms. */
const PATIENCE = 180_000

/** Runs something on an idle machine, and returns its result and the CPUs that other programs used. */
export type Quiet = <T>(run: () => Promise<T>) => Promise<readonly [T, number]>

/**
 * Returns a function that runs something on an idle machine: it waits for other programs, and repeats a run that they
 * disturbed. The result of a run never decides whether it counts. The patience is shared by the whole bench, so that a
 * machine that is never idle is measured as it is.
 */
export function inQuiet(signal: AbortSignal): Quiet {
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
