import { usageError } from '../../check.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { Origin } from './origin.ts'

/**
 * Refuses to run code from the working directory if that may be anybody's pull request while the job has the secrets and
 * permissions of the repository: under `pull_request_target`, under `issue_comment` on a pull request, and under
 * `workflow_run` after one of these or `pull_request`.
 * @throws {WyndrvrError} `ERR_WYNDRVR_VALUE`
 */
export function refuseUntrustedCode(
  { event, ended, byComment }: Pick<Origin, 'event' | 'ended' | 'byComment'>,
  {
    suite,
    base,
    head,
    arms,
    serverFrom,
    from,
  }: Pick<Inputs, 'suite' | 'base' | 'head' | 'arms' | 'serverFrom' | 'from'>,
): void {
  const endedPull =
    event === 'workflow_run' && ended !== null && /^(?:pull_request|issue_comment$)/.test(ended.event)
  if (event !== 'pull_request_target' && !byComment && !endedPull) return
  const commands = [base, head].some((arm) => arm !== null && arm.command !== null)
  const inputs = [
    suite !== null && 'suite',
    commands && 'base or head with a command',
    arms.some((arm) => arm.command !== null) && 'arms with a command',
    serverFrom !== null && 'server-from',
    from !== null && 'from',
  ]
  const input = inputs.find((each) => each !== false)
  if (input === undefined) return
  throw usageError(
    `The input ${input} is refused under ${event}, because it would run a pull request's code with this repository's permissions. Measure under pull_request, and report under workflow_run with task: report.`,
  )
}
