import { readFileSync } from 'node:fs'

/** A relay that waits for a CPU for more than this share of the time adds more than it should. */
export const MOST_WAIT = 0.05

/**
 * Counts how long processes wait for a CPU, from now on.
 * @param pids of processes whose main thread does the work; this thread by default
 * @returns the largest share of the time until now, when it is called
 */
export function watchCpuWaits(pids: readonly (number | 'thread-self')[] = ['thread-self']): () => number {
  const from = performance.now()
  const before = pids.map(waited)
  return () => {
    const waits = pids.map((pid, index) => waited(pid) - (before[index] ?? 0))
    return Math.max(...waits) / (performance.now() - from)
  }
}

/** How long (ms) a thread has waited for a CPU so far; 0 if it has ended. */
function waited(pid: number | 'thread-self'): number {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6
  } catch {
    return 0
  }
}

/** A machine on which some program waits for a CPU for more than this share of the time cannot show what a shaper does. */
export const MOST_PRESSURE = 0.5

/**
 * Counts how long any program of this machine waits for a CPU, from now on (Linux' pressure stall information).
 * @returns the share of the time until now, when it is called; 0 where the kernel does not tell
 */
export function watchCpuPressure(): () => number {
  const from = performance.now()
  const before = pressure()
  return () => (pressure() - before) / (performance.now() - from)
}

/** Time (ms) in which some program waited for a CPU, since the start of the machine. */
function pressure(): number {
  try {
    return Number(/^some .*total=(\d+)/.exec(readFileSync('/proc/pressure/cpu', 'utf8'))?.[1] ?? 0) / 1000
  } catch {
    return 0
  }
}
