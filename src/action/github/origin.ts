import { context } from '@actions/github'
import * as v from 'valibot'

/** Where a job came from: the event, the commit, and the run. */
export interface Origin {
  readonly event: string
  readonly repo: { readonly owner: string; readonly repo: string }
  /** The commit that is measured: of a pull request its head, and not the merge that GitHub makes of it. */
  readonly sha: string
  /** The pull request that the event tells of; `null` where it tells of none. */
  readonly pull: Pull | null
  /** The run that ended, under `workflow_run`. */
  readonly ended: EndedRun | null
  readonly workflow: string
  /** The job's id in its workflow. */
  readonly job: string
  readonly run: RunStamp
  /** The run's page. */
  readonly runUrl: string
}

/** A pull request, as far as an event tells of it. */
export interface Pull {
  readonly number: number
  readonly headSha: string
  /** Whether its head is in another repository: its token then may only read. */
  readonly fromFork: boolean
}

/** Which run it is, and which attempt at it. */
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

/** Reads where this job came from. An event with another payload than GitHub's tells of no pull request and of no run. */
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
          // The repository of a head that was deleted meanwhile is not known: it was a fork.
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
