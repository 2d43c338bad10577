import * as core from '@actions/core'

import { messageOf, systemCodeOf } from '../errors.ts'
import { savedServer } from './state.ts'

/** The job's end: the server goes, however the job ended. */
export async function runPost(): Promise<void> {
  const pid = savedServer()
  if (pid === null) return
  try {
    process.kill(pid, 'SIGTERM')
    core.info(`Stopped the server (process ${pid})`)
  } catch (error) {
    if (systemCodeOf(error) === 'ESRCH') core.info(`The server (process ${pid}) had ended already`)
    else core.warning(`The server (process ${pid}) could not be stopped: ${messageOf(error)}`)
  }
}
