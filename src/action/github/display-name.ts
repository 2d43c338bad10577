import * as core from '@actions/core'

import type { Inputs } from '../inputs/load-inputs.ts'
import type { Octokit } from './octokit.ts'
import type { Origin } from './origin.ts'
import { refusalOf } from './refusal.ts'

/**
 * This job's display name, as GitHub's pages show it: with its leg of a matrix, and with the jobs that call it. No runner
 * tells it, and GitHub only to a token that may read the repository's actions: `null` for any other.
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
    const { status } = refusalOf(error)
    core.debug(`The job's display name is not told (${status ?? 'no answer'}): its id stands in the comment.`)
    return null
  }
}
