import { readFileSync } from 'node:fs'

import { performance } from './clock.ts'
import { cpuSince } from './cpu.ts'
import { isSet } from './flag-variable.ts'
import { ownMaxRss } from './program-cost.ts'
import { clearInterval, setInterval } from './timers.ts'
import type { EndFacts } from '../results/types.ts'

/**
 * The environment variable that accepts measurements during which this end waited for a CPU:
 * `WYNDRVR_IGNORE_CPU_WAITS=1`.
 */
export const IGNORE_WAITS_VARIABLE = 'WYNDRVR_IGNORE_CPU_WAITS'

/** Interval (ms) of the timer whose delays are measured. */
const RESOLUTION = 10

/**
 * All watches of this thread, which share one timer. `monitorEventLoopDelay` measures the same, but its histogram takes
 * 100 KB for each watch, more than anything else that a connection needs.
 */
const watching = new Set<LoopWatch>()
let timer: NodeJS.Timeout | undefined
let lastAt = 0

/** Watches this thread's event loop delay and CPU time during a measurement, and the CPU time and memory of its process. */
export class LoopWatch {
  readonly #startedAt = performance.now()
  readonly #cpu = threadCpu()
  readonly #wait = coreWait()
  readonly #process = process.cpuUsage()
  #longest = 0
  /** The longest delay (ms) since it was last taken, and when that was. */
  #recent = 0
  #takenAt = this.#startedAt
  #told: EndFacts | null = null

  constructor() {
    if (watching.size === 0) {
      lastAt = this.#startedAt
      timer = setInterval(lookAtAll, RESOLUTION).unref()
    }
    watching.add(this)
  }

  /** Ends the watch and returns what it saw. Idempotent. */
  stop(): EndFacts {
    if (this.#told !== null) return this.#told
    const now = performance.now()
    // The timer has not seen a delay that is still going on.
    this.note(now - lastAt, now)
    watching.delete(this)
    if (watching.size === 0) clearInterval(timer)
    const elapsed = now - this.#startedAt
    const cpu = threadCpu()
    const wait = coreWait()
    const { user, system } = cpuSince(this.#process)
    this.#told = {
      loopDelay: this.#longest,
      otherSessions: null,
      threadShare:
        cpu === null || this.#cpu === null || elapsed <= 0 ? null : Math.min(1, (cpu - this.#cpu) / elapsed),
      waitShare:
        wait === null || this.#wait === null || elapsed <= 0
          ? null
          : Math.min(1, (wait - this.#wait) / elapsed),
      cpuTime: user + system,
      maxRss: ownMaxRss(),
    }
    return this.#told
  }

  /** The longest delay (ms) since the last call, with one that is still going on. */
  takeDelay(): number {
    const now = performance.now()
    if (this.#told === null) this.note(now - lastAt, now)
    const delay = this.#recent
    this.#recent = 0
    this.#takenAt = now
    return delay
  }

  /** @internal notes the time (ms) since the timer last fired, without the part before this watch began */
  note(passed: number, now: number): void {
    this.#longest = Math.max(this.#longest, Math.min(passed, now - this.#startedAt) - RESOLUTION)
    this.#recent = Math.max(this.#recent, Math.min(passed, now - this.#takenAt) - RESOLUTION)
  }
}

function lookAtAll(): void {
  const now = performance.now()
  for (const watch of watching) watch.note(now - lastAt, now)
  lastAt = now
}

/** CPU time of this thread in ms; `null` before Node 23.9, which cannot tell threads apart. */
function threadCpu(): number | null {
  const usage = process.threadCpuUsage?.()
  return usage === undefined ? null : (usage.user + usage.system) / 1000
}

/** Time (ms) for which this thread was ready to run and waited for a CPU; `null` if ignored, and except on Linux. */
function coreWait(): number | null {
  if (isSet(process.env, IGNORE_WAITS_VARIABLE)) return null
  try {
    // The kernel's sched-stats.rst: nanoseconds on a CPU, nanoseconds of waiting, time slices.
    const wait = Number(readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ')[1])
    return Number.isFinite(wait) ? wait / 1e6 : null
  } catch {
    return null
  }
}
