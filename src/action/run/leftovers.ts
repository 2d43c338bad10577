import { randomUUID } from 'node:crypto'

import { processIds, textIfAny } from '../../host/optional-files.ts'
import { logLine } from '../log.ts'
import { savedMark, saveMark } from '../saved-state.ts'

/** The environment variable that all processes of a step inherit. */
const MARK_VARIABLE = 'WYNDRVR_STEP_MARK'

/** Marks all processes that this step starts from now on, so that the end of the job finds them. */
export function markProcesses(): void {
  const mark = randomUUID()
  process.env[MARK_VARIABLE] = mark
  saveMark(mark)
}

/**
 * Kills what the step left running, such as the arms of a comparison whose own process was killed. Only on Linux: elsewhere
 * the environment of a process cannot be read, and the runner ends what it finds itself.
 */
export function killLeftovers(): void {
  const mark = savedMark()
  if (mark === null) return
  for (const pid of processesMarked(mark)) {
    try {
      process.kill(pid, 'SIGKILL')
      logLine(`Killed process ${pid}, which the step had left running`)
    } catch {
      // It has ended by itself.
    }
  }
}

function processesMarked(mark: string): readonly number[] {
  return processIds().filter((pid) =>
    textIfAny(`/proc/${pid}/environ`)?.split('\0').includes(`${MARK_VARIABLE}=${mark}`),
  )
}
