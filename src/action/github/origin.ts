import { context } from '@actions/github'
import * as v from 'valibot'

/** What triggered a job: the event, the commit and the run. */
export interface Origin {
  readonly event: string
  readonly repo: { readonly owner: string; readonly repo: string }
  /** The commit that is measured. For a pull request: its head, not GitHub's merge commit. */
  readonly sha: string
  /** The event's pull request; `null` if it has none. */
  readonly pull: Pull | null
  /** Under `workflow_run`: the run that ended. */
  readonly ended: EndedRun | null
  readonly workflow: string
  /** The job's id in its workflow. */
  readonly job: string
  readonly run: RunStamp
  /** The run's page. */
  readonly runUrl: string
}

/** The pull request of an event. */
export interface Pull {
  readonly number: number
  readonly headSha: string
  /** Whether its head is in another repository, which makes the job's token read-only. */
  readonly fromFork: boolean
}

/** The number of a run, and of the attempt. */
export interface RunStamp {
  readonly number: number
  readonly attempt: number
}

/** A run that ended and triggered this one. */
export interface EndedRun {
  readonly id: number
  readonly workflow: string
  readonly event: string
  readonly run: RunStamp
  readonly runUrl: string
  readonly headSha: string
  readonly headBranch: string
  readonly headRepository: { readonly id: number; readonly owner: string } | null
}

const repository = v.object({ id: v.number(), owner: v.object({ login: v.string() }) })

const pullSchema = v.object({
  number: v.number(),
  head: v.object({ sha: v.string(), repo: v.nullish(v.object({ id: v.number() })) }),
  base: v.object({ repo: v.object({ id: v.number() }) }),
})

const endedSchema = v.object({
  id: v.number(),
  name: v.nullish(v.string()),
  event: v.string(),
  run_number: v.number(),
  run_attempt: v.optional(v.number(), 1),
  html_url: v.string(),
  head_sha: v.string(),
  head_branch: v.nullable(v.string()),
  head_repository: v.nullish(repository),
})

const payloadSchema = v.object({
  pull_request: v.optional(pullSchema),
  workflow_run: v.optional(endedSchema),
})

/** Reads what triggered this job. An event with an unknown payload has no pull request and no ended run. */
export function readOrigin(): Origin {
  const parsed = v.safeParse(payloadSchema, context.payload)
  const { pull_request: pull, workflow_run: ended } = parsed.success ? parsed.output : {}
  const { owner, repo } = context.repo
  return {
    event: context.eventName,
    repo: { owner, repo },
    sha: pull?.head.sha ?? ended?.head_sha ?? context.sha,
    pull: pull
      ? {
          number: pull.number,
          headSha: pull.head.sha,
          // Unknown if the head's repository was deleted, which only happens to forks.
          fromFork: pull.head.repo?.id !== pull.base.repo.id,
        }
      : null,
    ended: ended ? endedRun(ended) : null,
    workflow: context.workflow,
    job: context.job,
    run: { number: context.runNumber || 0, attempt: context.runAttempt || 1 },
    runUrl: `${context.serverUrl}/${owner}/${repo}/actions/runs/${context.runId}`,
  }
}

function endedRun(ended: v.InferOutput<typeof endedSchema>): EndedRun {
  const { head_repository: head } = ended
  return {
    id: ended.id,
    workflow: ended.name ?? '',
    event: ended.event,
    run: { number: ended.run_number, attempt: ended.run_attempt },
    runUrl: ended.html_url,
    headSha: ended.head_sha,
    headBranch: ended.head_branch ?? '',
    headRepository: head ? { id: head.id, owner: head.owner.login } : null,
  }
}
