import * as core from '@actions/core'

import type { Inputs } from '../inputs/inputs.ts'
import { apiErrorOf } from './api-error.ts'
import type { Octokit } from './octokit.ts'
import type { Origin } from './origin.ts'

/**
 * This job's display name on GitHub's pages, with its matrix leg and the jobs that call it. Runners do not provide it, and
 * GitHub only returns it to a token that may read the repository's actions: `null` for any other.
 */
export async function displayName(
  { rest }: Octokit,
  { repo }: Pick<Origin, 'repo'>,
  { jobNumber }: Pick<Inputs, 'jobNumber'>,
): Promise<string | null> {
  if (jobNumber === null) return null
  try {
    const { data } = await rest.actions.getJobForWorkflowRun({ ...repo, job_id: jobNumber })
    return data.name || null
  } catch (error) {
    const { status } = apiErrorOf(error)
    core.debug(
      `GitHub did not return the job's display name (${status ?? 'no answer'}): the comment shows its id.`,
    )
    return null
  }
}
