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
