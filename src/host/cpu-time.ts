import { processTree } from './process-tree.ts'
import { namesIfAny, textIfAny } from './optional-files.ts'

/** How much CPU time processes and all that they have started had used at one moment, seconds. */
export interface CpuTime {
  /** Of the threads that were alive, to the nanosecond. */
  readonly alive: number
  /** Of all threads and of children that have ended, in the ticks of the kernel's clock. */
  readonly all: number
}

/** The kernel reports ticks of 10 ms on every architecture (USER_HZ, proc_pid_stat(5)). */
const TICK = 0.01

/** Reads the CPU time of processes. Linux only; elsewhere, and when none of them is alive, `null`. */
export function cpuTime(pids: readonly number[]): CpuTime | null {
  let found = false
  let alive = 0
  let all = 0
  for (const pid of processTree(pids)) {
    const ticks = ticksOf(pid)
    if (ticks === null) continue
    found = true
    all += ticks * TICK
    for (const thread of namesIfAny(`/proc/${pid}/task`)) alive += onCpu(`/proc/${pid}/task/${thread}`)
  }
  return found ? { alive, all } : null
}

/** The CPU time (s) that was used between two readings; `null` if one of them is missing. */
export function cpuTimeBetween(before: CpuTime | null, after: CpuTime | null): number | null {
  if (before === null || after === null) return null
  const alive = after.alive - before.alive
  const all = after.all - before.all
  // Each sum of ticks is rounded, so a difference of more than a tick means that threads or children have ended meanwhile.
  return all - alive > TICK * 1.5 ? all : Math.max(0, alive)
}

/** A thread's time on a CPU, seconds (the kernel's sched-stats.rst: nanoseconds). */
function onCpu(thread: string): number {
  const nanoseconds = Number(textIfAny(`${thread}/schedstat`)?.split(' ')[0])
  return Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0
}

/** The user and system time of a process and of children that have ended (proc_pid_stat(5): fields 14 to 17). */
function ticksOf(pid: number): number | null {
  const text = textIfAny(`/proc/${pid}/stat`)
  if (text === null) return null
  // The name in parentheses may contain spaces and parentheses. Field 3 follows it.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const sum = fields.slice(11, 15).reduce((ticks, field) => ticks + Number(field), 0)
  return Number.isFinite(sum) ? sum : null
}
