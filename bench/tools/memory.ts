import { readFileSync } from 'node:fs'

import { allProcesses, HAS_PROC, processTree } from './proc.ts'

const MEMORY_INTERVAL = 50

/** Memory of a server's processes in 10^6 bytes: the resident and the proportional set sizes, summed. */
export interface Memory {
  readonly rss: number
  readonly pss: number
}

/**
 * Watches the memory of a process and its descendants. The returned function stops it and gives the largest sums; `null`
 * without /proc. Neither sum is exact: the resident one counts a page shared by the server's processes several times, the
 * proportional one excludes the share of other programs, such as a client under the same Node.
 */
export function watchMemory(pid: number): () => Memory | null {
  if (!HAS_PROC) return () => null
  const pids = processTree(pid, allProcesses())
  let most: Memory = { rss: 0, pss: 0 }
  const look = (): void => {
    const now = pids.map(memoryOf)
    const sum = (name: keyof Memory): number => now.reduce((total, each) => total + each[name], 0)
    most = { rss: Math.max(most.rss, sum('rss')), pss: Math.max(most.pss, sum('pss')) }
  }
  look()
  const timer = setInterval(look, MEMORY_INTERVAL)
  return () => {
    clearInterval(timer)
    look()
    return most
  }
}

function memoryOf(pid: number): Memory {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    const size = (name: string): number =>
      (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0) * 1024) / 1e6
    return { rss: size('Rss'), pss: size('Pss') }
  } catch {
    return { rss: 0, pss: 0 }
  }
}
