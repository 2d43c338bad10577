import { readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

import * as core from '@actions/core'

import { messageOf, systemCodeOf } from '../errors.ts'
import { savedServer } from './state.ts'

/** The job's end: the server goes, however the job ended. */
export async function runPost(): Promise<void> {
  const pid = savedServer()
  if (pid === null) return
  try {
    process.kill(pid, 'SIGTERM')
    await gone(pid)
    core.info(`Stopped the server (process ${pid})`)
  } catch (error) {
    if (systemCodeOf(error) === 'ESRCH') core.info(`The server (process ${pid}) had ended already`)
    else core.warning(`The server (process ${pid}) could not be stopped: ${messageOf(error)}`)
  }
}

/** How long a server may take to finish before it is killed, and how often it is looked for (ms). */
const END_TIME = 4000
const LOOK_EVERY = 25

/** Resolves when the process has ended: it is no child of this one, so there is no event to wait for. */
async function gone(pid: number): Promise<void> {
  const deadline = performance.now() + END_TIME
  while (isRunning(pid)) {
    if (performance.now() > deadline) {
      process.kill(pid, 'SIGKILL')
      return
    }
    await setTimeout(LOOK_EVERY)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  // In a container the first process may not collect the ended ones; their remains (state Z, proc(5)) don't run.
  return !/^\d+ \(.*\) Z/s.test(statOf(pid))
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1')
  } catch {
    return ''
  }
}
