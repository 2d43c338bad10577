import { monitorEventLoopDelay } from 'node:perf_hooks'

import type { EndFacts } from '../results/types.ts'

/** How often (ms) the loop is asked whether it is on time. */
const RESOLUTION = 10

/** Watches this thread's event loop and CPU time while something is measured. */
export class LoopWatch {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION })
  readonly #startedAt = performance.now()
  readonly #cpu = threadCpu()

  constructor() {
    this.#delay.enable()
  }

  /** Ends it, and tells what was seen. Can be called again. */
  stop(): EndFacts {
    this.#delay.disable()
    const elapsed = performance.now() - this.#startedAt
    const cpu = threadCpu()
    // The histogram holds whole intervals; a loop that was on time has some of about the resolution, or none yet.
    const longest = this.#delay.count > 0 ? this.#delay.max / 1e6 - RESOLUTION : elapsed - RESOLUTION
    return {
      loopDelay: Math.max(0, longest),
      otherSessions: null,
      threadShare:
        cpu === null || this.#cpu === null || elapsed <= 0 ? null : Math.min(1, (cpu - this.#cpu) / elapsed),
    }
  }
}

/** CPU time of this thread in ms; `null` before Node 23.9, which can't tell threads apart. */
function threadCpu(): number | null {
  const usage = process.threadCpuUsage?.()
  return usage === undefined ? null : (usage.user + usage.system) / 1000
}
