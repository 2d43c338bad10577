import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** The unit of times in /proc: the kernel's USER_HZ, 100 on all of Linux' common platforms. */
const TICKS = 100

/** Whether CPU times and memory of other processes can be read here. */
export const HAS_PROC: boolean = existsSync('/proc/self/smaps_rollup')

/** A process as proc_pid_stat(5) shows it. CPU times are user and system time together, in seconds. */
export interface ProcessFacts {
  readonly pid: number
  readonly parent: number
  /** All its threads. */
  readonly cpu: number
  /** Its children that have ended, theirs that have ended, and so on. */
  readonly childrenCpu: number
}

/** Facts about a process; throws when there is none. */
export function processFacts(pid: number): ProcessFacts {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // Behind the name, which may hold blanks and brackets, comes the third field of the manual.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15).map(Number)
  return {
    pid,
    parent: Number(fields[1]),
    cpu: (user + system) / TICKS,
    childrenCpu: (childrenUser + childrenSystem) / TICKS,
  }
}

/** All processes that can be seen. */
export function allProcesses(): readonly ProcessFacts[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return processFacts(Number(name))
      } catch {
        // It has ended since.
        return []
      }
    })
}

/** The ids of a process and of all below it. */
export function processTree(root: number, all: readonly ProcessFacts[]): readonly number[] {
  const children = all.filter(({ parent }) => parent === root)
  return [root, ...children.flatMap(({ pid }) => processTree(pid, all))]
}
