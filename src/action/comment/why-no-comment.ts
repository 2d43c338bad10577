import { FROM_FORK } from '../forks/fork-advice.ts'
import type { Origin } from '../github/origin.ts'
import type { Inputs } from '../inputs/inputs.ts'

/** Why a step writes no comment, in a sentence; `null` if it may write one. */
export function whyNoComment(
  { pull, event, privateRepo }: Origin,
  { comment }: Pick<Inputs, 'comment'>,
): string | null {
  if (comment === 'never') return 'No comment: the input comment is never.'
  if (pull === null)
    return `No comment: this workflow does not run for a pull request (event: ${event}). The input pull-request can name one.`
  // Only private repositories can let the workflows of forks write.
  return isReadOnly({ pull, event }) && !privateRepo ? FROM_FORK : null
}

/** Whether the workflow runs for a pull request from a fork with the permissions of that fork. */
export function isReadOnly({ pull, event }: Pick<Origin, 'pull' | 'event'>): boolean {
  return pull?.fromFork === true && event.startsWith('pull_request') && event !== 'pull_request_target'
}
