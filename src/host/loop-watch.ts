import type { EndFacts } from '../results/types.ts'

/** How often (ms) the loop is asked whether it is on time. */
const RESOLUTION = 10

/**
 * All that watch in this thread, by one timer. `monitorEventLoopDelay` tells the same, but has counts of 100 KB for each
 * watch: those of a thousand connections would need more memory than all else that they do.
 */
const watching = new Set<LoopWatch>()
let timer: NodeJS.Timeout | undefined
let lastAt = 0

/** Watches this thread's event loop and CPU time while something is measured. */
export class LoopWatch {
  readonly #startedAt = performance.now()
  readonly #cpu = threadCpu()
  #longest = 0
  #told: EndFacts | null = null

  constructor() {
    if (watching.size === 0) {
      lastAt = this.#startedAt
      timer = setInterval(lookAtAll, RESOLUTION).unref()
    }
    watching.add(this)
  }

  /** Ends it, and tells what was seen. Can be called again, and tells the same. */
  stop(): EndFacts {
    if (this.#told !== null) return this.#told
    const now = performance.now()
    // What stands still now has not been seen by the timer yet.
    this.note(now - lastAt, now)
    watching.delete(this)
    if (watching.size === 0) clearInterval(timer)
    const elapsed = now - this.#startedAt
    const cpu = threadCpu()
    this.#told = {
      loopDelay: this.#longest,
      otherSessions: null,
      threadShare:
        cpu === null || this.#cpu === null || elapsed <= 0 ? null : Math.min(1, (cpu - this.#cpu) / elapsed),
    }
    return this.#told
  }

  /** @internal so much time (ms) has passed since the timer last came: what was before this began is not its own */
  note(passed: number, now: number): void {
    this.#longest = Math.max(this.#longest, Math.min(passed, now - this.#startedAt) - RESOLUTION)
  }
}

function lookAtAll(): void {
  const now = performance.now()
  for (const watch of watching) watch.note(now - lastAt, now)
  lastAt = now
}

/** CPU time of this thread in ms; `null` before Node 23.9, which can't tell threads apart. */
function threadCpu(): number | null {
  const usage = process.threadCpuUsage?.()
  return usage === undefined ? null : (usage.user + usage.system) / 1000
}
