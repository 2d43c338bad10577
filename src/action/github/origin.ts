import { context } from '@actions/github'
import * as v from 'valibot'

import { pullNumberIn, pullNumberSchema } from './pull-number.ts'

/** What triggered a job: the event, the commit and the run. */
export interface Origin {
  readonly event: string
  readonly repo: { readonly owner: string; readonly repo: string }
  /**
   * The commit that is measured. For a pull request: its head, not GitHub's merge commit. If only the number of the pull
   * request is known, {@link withPullHead} asks GitHub for its head.
   */
  readonly sha: string
  /** The pull request of the event or of the input `pull-request`; `null` without one. */
  readonly pull: Pull | null
  /** Under `workflow_run`: the run that ended. */
  readonly ended: EndedRun | null
  /** Whether anybody who may comment could have triggered it, on a pull request. */
  readonly byComment: boolean
  readonly privateRepo: boolean
  readonly workflow: string
  /** The job's id in its workflow. */
  readonly job: string
  readonly run: RunStamp
  /** The run's page. */
  readonly runUrl: string
}

/** A pull request. */
export interface Pull {
  readonly number: number
  /** Its newest commit; `null` if the event does not name it. */
  readonly headSha: string | null
  /** Its target branch; `null` if the event does not name it. */
  readonly baseRef: string | null
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
  base: v.object({ ref: v.optional(v.string(), ''), repo: v.object({ id: v.number() }) }),
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
  pull_request: v.fallback(v.optional(pullSchema), undefined),
  workflow_run: v.fallback(v.optional(endedSchema), undefined),
  repository: v.fallback(v.object({ private: v.optional(v.boolean(), false) }), { private: false }),
  ...pullNumberSchema.entries,
})

const NO_PAYLOAD = { repository: { private: false } }

/**
 * Reads what triggered this job. An event with an unknown payload has no pull request and no ended run.
 * @param asked the input `pull-request`; `null`: the one that the event names
 */
export function readOrigin(asked: number | null): Origin {
  const payload = v.parse(v.fallback(payloadSchema, NO_PAYLOAD), context.payload)
  const { workflow_run: ended } = payload
  const { owner, repo } = context.repo
  const pull = pullOf(payload, asked)
  return {
    event: context.eventName,
    repo: { owner, repo },
    sha: pull?.headSha ?? ended?.head_sha ?? context.sha,
    pull,
    ended: ended ? endedRun(ended) : null,
    byComment: context.eventName === 'issue_comment' && payload.issue?.pull_request !== undefined,
    privateRepo: payload.repository.private,
    workflow: context.workflow,
    job: context.job,
    run: { number: context.runNumber || 0, attempt: context.runAttempt || 1 },
    runUrl: `${context.serverUrl}/${owner}/${repo}/actions/runs/${context.runId}`,
  }
}

function pullOf(payload: v.InferOutput<typeof payloadSchema>, asked: number | null): Pull | null {
  const { pull_request: own } = payload
  // Unknown if the head's repository was deleted, which only happens to forks.
  const fromFork = own !== undefined && own.head.repo?.id !== own.base.repo.id
  const number = asked ?? own?.number ?? pullNumberIn(context.eventName, payload)
  if (number === null) return null
  const named = own?.number === number ? own : undefined
  return { number, headSha: named?.head.sha ?? null, baseRef: named?.base.ref || null, fromFork }
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
