import { spawnSync } from 'node:child_process'
import { access, readlinkSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'

import { allowedCpus, cpusText } from './cpu-list.ts'
import type { Cpus } from './cpu-list.ts'

/** Node has no call for it. taskset(1) is part of util-linux; it needs no privileges for the user's own processes. */
export const TASKSET = 'taskset'

/** Why this process cannot be moved to CPUs of its own, to end a sentence with; `null` if it can. */
export function obstacleToMoving(): string | null {
  if (process.platform !== 'linux') return `it needs Linux, and this is ${process.platform}`
  const allowed = allowedCpus()
  if (allowed === null) return 'the CPUs of this process cannot be read from /proc'
  return move(allowed)
}

/**
 * Moves this process to CPUs, with all its threads; a worker thread moves alone. Processes and threads that it starts from
 * now on start there.
 * @returns moves it back to where it was
 * @throws {Error} if it cannot be moved, for instance because a cpuset has shrunk meanwhile
 */
export function moveTo(cpus: Cpus): () => void {
  const before = allowedCpus()
  // Node's thread pool starts with its first task. Started here, it would stay where a worker thread is moved to.
  if (!isMainThread) access('/', () => undefined)
  const obstacle = move(cpus)
  if (obstacle !== null) throw new Error(obstacle)
  return () => {
    if (before !== null) move(before)
  }
}

/** Calls a function that starts a process, so that the process starts on these CPUs, and all that it starts itself. */
export function startOn<T>(cpus: Cpus | null, start: () => T): T {
  if (cpus === null) return start()
  const back = moveTo(cpus)
  try {
    return start()
  } finally {
    back()
  }
}

/** @returns why it failed, to end a sentence with; `null` if it did not */
function move(cpus: Cpus): string | null {
  const words = isMainThread ? ['-a', '-p'] : ['-p']
  const { status, error, stderr } = spawnSync(TASKSET, [...words, '-c', cpusText(cpus), threadId()], {
    encoding: 'utf8',
    timeout: 5000,
  })
  if (error !== undefined) return `${TASKSET} could not be run (${error.message})`
  return status === 0 ? null : `${TASKSET} said '${stderr.trim().split('\n').at(-1) ?? ''}'`
}

/** The system's id of this thread; of the main thread it is the id of the process. */
function threadId(): string {
  return readlinkSync('/proc/thread-self').split('/').at(-1) ?? String(process.pid)
}
