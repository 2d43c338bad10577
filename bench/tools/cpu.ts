import { allProcesses, HAS_PROC, processFacts, processTree } from './proc.ts'

/** The parent of the kernel's threads, which also do network work for our processes. */
const KTHREADD = 2

/**
 * Starts to count the CPU time of a running server and of the programs that this process starts and waits for. The returned
 * function gives the seconds since then; `null` without /proc.
 */
export function countCpu(serverPid: number): () => number | null {
  if (!HAS_PROC) return () => null
  const now = (): number => processFacts(serverPid).cpu + processFacts(process.pid).childrenCpu
  const before = now()
  return () => now() - before
}

/**
 * Starts to count the CPU time of all programs that this process did not start. The returned function gives the number of
 * CPUs they used since then; `null` without /proc, or if too little time has passed.
 */
export function countOthers(): () => number | null {
  if (!HAS_PROC) return () => null
  const started = performance.now()
  const before = othersCpu()
  return () => {
    const seconds = (performance.now() - started) / 1000
    return seconds < 0.5 ? null : Math.max(0, othersCpu() - before) / seconds
  }
}

/** The CPU time of a program that exits moves to its parent, so the sum only grows by what is used. */
function othersCpu(): number {
  const all = allProcesses()
  const ours = new Set(processTree(process.pid, all))
  return all
    .filter(({ pid, parent }) => !ours.has(pid) && pid !== KTHREADD && parent !== KTHREADD)
    .reduce((sum, { cpu, childrenCpu }) => sum + cpu + childrenCpu, 0)
}
