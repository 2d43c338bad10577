import { usageError } from '../../check.ts'
import type { Inputs } from '../inputs/load-inputs.ts'
import type { Origin } from './origin.ts'

/**
 * Under `pull_request_target`, and `workflow_run` for a pull request, a job has the secrets and the rights of the repository,
 * and what lies in its folder may be from anybody's pull request: nothing there is run.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function refuseUntrusted(
  { event, ended }: Pick<Origin, 'event' | 'ended'>,
  { suite, base, head }: Pick<Inputs, 'suite' | 'base' | 'head'>,
): void {
  const endedPull = event === 'workflow_run' && ended !== null && ended.event.startsWith('pull_request')
  if (event !== 'pull_request_target' && !endedPull) return
  const commands = [base, head].some((arm) => arm !== null && arm.command !== null)
  const input = suite !== null ? 'suite' : commands ? 'base or head with a command' : null
  if (input === null) return
  throw usageError(
    `The input ${input} is refused under ${event}: it would run a pull request's code with this repository's rights. Measure under pull_request, and report under workflow_run with run: report.`,
  )
}
