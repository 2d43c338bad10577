/** The jobs of the loopback GitHub API, made from GitHub's example of one. */
import { eventExample } from '../documents/events.ts'
import { NOT_FOUND, refuse } from './refusals.ts'
import type { Answer } from './refusals.ts'
import type { Match } from './openapi.ts'

/** A running job: the number of its check run, and its display name. */
export interface GitHubJob {
  readonly id: number
  readonly name: string
}

/** Answers a request about jobs; `null` for any other. */
export function answerAboutJobs(jobs: readonly GitHubJob[], match: Match): Answer | null {
  const { operation, parameters } = match
  if (operation.operationId !== 'actions/get-job-for-workflow-run') return null
  const job = jobs.find(({ id }) => id === Number(parameters.get('job_id')))
  return job === undefined ? refuse(match, NOT_FOUND) : { status: 200, body: represent(job) }
}

function represent({ id, name }: GitHubJob): object {
  const job = eventExample('workflow_job').payload['workflow_job'] as object
  return {
    ...job,
    id,
    name,
    // A running job has `null`, which GitHub's description allows but its enum does not.
    conclusion: 'success',
    // GitHub's example of an event is older than these fields.
    created_at: '2021-06-15T19:22:26Z',
    workflow_name: 'CI',
    head_branch: 'main',
  }
}
