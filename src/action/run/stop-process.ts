import * as core from '@actions/core'

import { performance } from '../../host/clock.ts'
import { textIfAny } from '../../host/optional-files.ts'
import { after } from '../../host/timers.ts'
import { messageOf, systemCodeOf } from '../../errors.ts'

/** How long (ms) a server may take to finish before it is killed. */
const GRACE_TIME = 4000

/** Interval (ms) at which its process is looked for. */
const POLL_INTERVAL = 25

/** Stops the server with this process id, and logs it. */
export async function stopProcess(pid: number): Promise<void> {
  try {
    process.kill(pid, 'SIGTERM')
    await ended(pid)
    core.info(`Stopped the server (process ${pid})`)
  } catch (error) {
    if (systemCodeOf(error) === 'ESRCH') core.info(`The server (process ${pid}) had already ended`)
    else core.warning(`Could not stop the server (process ${pid}): ${messageOf(error)}`)
  }
}

/** Resolves when the process has ended. It is not a child of this one, so no event announces that. */
async function ended(pid: number): Promise<void> {
  const deadline = performance.now() + GRACE_TIME
  while (isRunning(pid)) {
    if (performance.now() > deadline) {
      process.kill(pid, 'SIGKILL')
      return
    }
    await after(POLL_INTERVAL)
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  // In a container, the first process may not reap children that ended: they remain as zombies (state Z, proc(5)).
  return !/^\d+ \(.*\) Z/s.test(textIfAny(`/proc/${pid}/stat`) ?? '')
}
