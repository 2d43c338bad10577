import { availableParallelism } from 'node:os'

/**
 * Whether this machine has a CPU for each of so many threads of a test, even if both ends are on it. If not, they wait for
 * each other.
 */
export function hasCoresFor(threads: number): boolean {
  return threads * 2 <= availableParallelism()
}

/** CPU seconds of this process, all its threads together, since an earlier `process.cpuUsage()`. */
export function cpuSince(start: NodeJS.CpuUsage): { readonly user: number; readonly system: number } {
  const { user, system } = process.cpuUsage(start)
  return { user: user / 1e6, system: system / 1e6 }
}
