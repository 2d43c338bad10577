import { larger } from '../stats/validity.ts'
import { listText } from '../text/list.ts'
import type { ProgramCost } from '../results/types.ts'
import { cpuTime, cpuTimeBetween } from './cpu-time.ts'
import type { CpuTime } from './cpu-time.ts'
import { textIfAny } from './optional-files.ts'
import { processTree } from './process-tree.ts'
import { readPs } from './ps.ts'

/** What programs had used at one moment; `null` if none of them was running. */
interface Use {
  readonly cpu: CpuTime
  /** Largest memory so far, bytes; `null` if it cannot be read. */
  readonly maxRss: number | null
}

/**
 * Watches what programs use, with all processes that they have started: on Linux by /proc, elsewhere by ps.
 * @param read reads what they have used so far
 * @returns what they have used since the call
 */
export function watchPrograms(
  pids: readonly number[],
  read: ((pids: readonly number[]) => Use | null) | null = readerOf(process.platform),
): () => ProgramCost {
  if (read === null) {
    const why = 'wyndrvr cannot read the CPU time and the memory of other processes on Windows.'
    return () => ({ pids, cpuTime: null, maxRss: null, unknown: { cpuTime: why, maxRss: why } })
  }
  const before = read(pids)
  return () => {
    const after = read(pids)
    const cpu = cpuTimeBetween(before?.cpu ?? null, after?.cpu ?? null)
    const maxRss = larger(before?.maxRss ?? null, after?.maxRss ?? null)
    const why = `${nameOf(pids)} not running when the test ${before === null ? 'began' : 'ended'}.`
    return {
      pids,
      cpuTime: cpu,
      maxRss,
      unknown: { ...(cpu === null && { cpuTime: why }), ...(maxRss === null && { maxRss: why }) },
    }
  }
}

function nameOf(pids: readonly number[]): string {
  return `${pids.length === 1 ? 'Process' : 'Processes'} ${listText(pids.map(String))} ${pids.length === 1 ? 'was' : 'were'}`
}

/** How the use of programs is read on a platform; `null` if it cannot be. */
function readerOf(platform: NodeJS.Platform): ((pids: readonly number[]) => Use | null) | null {
  if (platform === 'win32') return null
  return platform === 'linux' ? readProc : readPs
}

function readProc(pids: readonly number[]): Use | null {
  const cpu = cpuTime(pids)
  if (cpu === null) return null
  const peaks = processTree(pids).flatMap((pid) => peakOf(String(pid)) ?? [])
  return { cpu, maxRss: peaks.length === 0 ? null : peaks.reduce((sum, peak) => sum + peak) }
}

/** The largest memory that this process has used so far, bytes. */
export function ownMaxRss(): number {
  // On Linux, the resource usage of a process begins with that of the process that started it.
  return peakOf('self') ?? process.resourceUsage().maxRSS * 1024
}

/** The largest resident set of a process so far, bytes (proc_pid_status(5): VmHWM, in KiB); `null` if it is not there. */
function peakOf(pid: string): number | null {
  const [, peak] = /^VmHWM:\s+(\d+) kB$/m.exec(textIfAny(`/proc/${pid}/status`) ?? '') ?? []
  return peak === undefined ? null : Number(peak) * 1024
}
