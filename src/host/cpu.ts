import { availableParallelism } from 'node:os'

/**
 * Whether this machine has enough CPUs for a test with this many threads at each end, even if both ends run on it. If not,
 * the threads wait for each other.
 */
export function hasCpusFor(threads: number): boolean {
  return threads * 2 <= availableParallelism()
}

/** CPU seconds of this process, all its threads together, since an earlier `process.cpuUsage()`. */
export function cpuSince(start: NodeJS.CpuUsage): { readonly user: number; readonly system: number } {
  const { user, system } = process.cpuUsage(start)
  return { user: user / 1e6, system: system / 1e6 }
}
