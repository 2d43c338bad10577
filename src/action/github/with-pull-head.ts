import * as core from '@actions/core'

import type { Inputs } from '../inputs/inputs.ts'
import { apiErrorOf } from './api-error.ts'
import type { Octokit } from './octokit.ts'
import type { Origin } from './origin.ts'
import { readPull } from './read-pull.ts'

/**
 * An origin whose commit is the head of its pull request, which events such as `issue_comment` do not name. Asked before
 * the measurement, since a push may follow. Without an answer, the commit stays the one of the event.
 */
export async function withPullHead(
  octokit: Octokit | null,
  origin: Origin,
  { comment }: Pick<Inputs, 'comment'>,
): Promise<Origin> {
  const { pull, repo } = origin
  if (octokit === null || pull === null || pull.headSha !== null || comment === 'never') return origin
  try {
    const { head, base } = await readPull(octokit, repo, pull.number)
    return { ...origin, sha: head.sha, pull: { ...pull, headSha: head.sha, baseRef: base.ref } }
  } catch (error) {
    // Writing the comment fails for the same reason, and explains it.
    core.debug(
      `GitHub did not return pull request ${pull.number} (${apiErrorOf(error).status ?? 'no answer'}).`,
    )
    return origin
  }
}
