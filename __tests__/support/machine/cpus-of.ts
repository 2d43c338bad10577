import { readdirSync, readFileSync } from 'node:fs'

import { obstacleToMoving } from '../../../src/host/affinity.ts'
import { allowedCpus } from '../../../src/host/cpu-list.ts'
import type { Cpus } from '../../../src/host/cpu-list.ts'

/** The CPUs of this machine that tests may use. */
export const ALLOWED: Cpus = allowedCpus() ?? []

/** Whether this machine has no CPUs to choose between; says so. */
export const CANNOT_PLACE: boolean = cannotPlace()

function cannotPlace(): boolean {
  const obstacle = obstacleToMoving() ?? (ALLOWED.length < 2 ? 'this machine has one CPU' : null)
  if (obstacle !== null) console.log(`Placement is not tested: ${obstacle}.`)
  return obstacle !== null
}

/** The lists of CPUs that the threads of a process may use; none if it has ended, as `ps` has when it is asked. */
export function cpusOf(pid: number): readonly string[] {
  try {
    const lists = readdirSync(`/proc/${pid}/task`).map((thread) => {
      const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')
      return String(/^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1])
    })
    return [...new Set(lists)]
  } catch {
    return []
  }
}
