import { existsSync, readdirSync, readFileSync } from 'node:fs'

/** The unit of times in /proc: the kernel's USER_HZ, 100 on all common platforms. */
const TICKS = 100

/** Whether CPU times and memory of other processes are readable. */
export const HAS_PROC: boolean = existsSync('/proc/self/smaps_rollup')

/** A process as proc_pid_stat(5) shows it. CPU times are user and system time together, in seconds. */
export interface ProcessFacts {
  readonly pid: number
  readonly parent: number
  /** Of all its threads. */
  readonly cpu: number
  /** Of its exited descendants. */
  readonly childrenCpu: number
}

/** Facts about a process; throws if it does not exist. */
export function processFacts(pid: number): ProcessFacts {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The third field of the manual page follows the name, which may hold blanks and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [user = 0, system = 0, childrenUser = 0, childrenSystem = 0] = fields.slice(11, 15).map(Number)
  return {
    pid,
    parent: Number(fields[1]),
    cpu: (user + system) / TICKS,
    childrenCpu: (childrenUser + childrenSystem) / TICKS,
  }
}

/** All visible processes. */
export function allProcesses(): readonly ProcessFacts[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return processFacts(Number(name))
      } catch {
        // It has exited since.
        return []
      }
    })
}

/** The ids of a process and its descendants. */
export function processTree(root: number, all: readonly ProcessFacts[]): readonly number[] {
  const children = all.filter(({ parent }) => parent === root)
  return [root, ...children.flatMap(({ pid }) => processTree(pid, all))]
}
