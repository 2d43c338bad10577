import { spawnSync } from 'node:child_process'

import { TASKSET } from './affinity.ts'
import { cpusText, threadCpus } from './cpu-list.ts'
import type { Cpus } from './cpu-list.ts'
import { namesIfAny, textIfAny } from './optional-files.ts'

/** The ids of processes and of all that they have started. Linux only; elsewhere the ids alone. */
export function processTree(pids: readonly number[]): readonly number[] {
  const children = pids.flatMap((pid) =>
    namesIfAny(`/proc/${pid}/task`).flatMap((thread) =>
      (textIfAny(`/proc/${pid}/task/${thread}/children`) ?? '').split(' ').filter(Boolean).map(Number),
    ),
  )
  return children.length === 0 ? pids : [...pids, ...processTree(children)]
}

/**
 * Moves running processes to CPUs, with all their threads. One that has ended or may not be moved stays.
 * @returns moves them back to where they were
 */
export function moveProcesses(pids: readonly number[], cpus: Cpus): () => void {
  const before = pids.flatMap((pid) => {
    const own = threadCpus(`/proc/${pid}`)
    return own === null || cpusText(own) === cpusText(cpus) ? [] : [{ pid, cpus: own }]
  })
  for (const { pid } of before) moveProcess(pid, cpus)
  return () => {
    for (const { pid, cpus: own } of before) moveProcess(pid, own)
  }
}

function moveProcess(pid: number, cpus: Cpus): void {
  spawnSync(TASKSET, ['-a', '-p', '-c', cpusText(cpus), String(pid)], { stdio: 'ignore', timeout: 5000 })
}
