import { eventExample } from '../documents/events.ts'
import type { Event } from '../documents/events.ts'
import { examplePull } from '../github/pulls.ts'

/** Inputs for a very short built-in suite. */
export const QUICK: Readonly<Record<string, string>> = { tests: 'latency', duration: '50ms' }

/** The heading of a run in which nothing failed. On a busy machine a figure may be invalid. */
export const MEASURED = /### (?:ℹ️|⚠️) Network(?:, .*)?: \S/u

/** A threshold that always fails, and one that always holds. */
export const BROKEN = 'latency.p50 < 0.000001ms'
export const KEPT = 'latency.p50 < 10min'

/** The pull request of GitHub's example of an event. */
export const PULL = examplePull()

/** An event of that pull request. */
export function pullRequestEvent(
  given: {
    readonly name?: string
    readonly sha?: string
    readonly fork?: boolean
    /** The target branch. */
    readonly base?: string
  } = {},
): Event {
  const { payload } = eventExample('pull_request')
  const pull = payload['pull_request'] as Payload
  const base = pull['base'] as Payload
  const head = pull['head'] as Payload
  const repo = head['repo'] as Payload
  return {
    name: given.name ?? 'pull_request',
    payload: {
      ...payload,
      pull_request: {
        ...pull,
        base: { ...base, ref: given.base ?? base['ref'] },
        head: {
          ...head,
          sha: given.sha ?? PULL.headSha,
          repo:
            given.fork === true
              ? { ...repo, id: FORK.id, fork: true, full_name: 'someone/Hello-World' }
              : repo,
        },
      },
    },
  }
}

/** The repository of a fork. */
export const FORK = { id: 987_654_321, owner: 'someone' }

/** The end of a run for a pull request of that fork. */
export function endedRunEvent(given: Payload = {}): Event {
  const { payload } = eventExample('workflow_run')
  const run = payload['workflow_run'] as Payload
  const head = run['head_repository'] as Payload
  const owner = head['owner'] as Payload
  return {
    name: 'workflow_run',
    payload: {
      ...payload,
      workflow_run: {
        ...run,
        event: 'pull_request',
        name: 'Network',
        head_sha: PULL.headSha,
        head_branch: 'topic',
        head_repository: { ...head, id: FORK.id, owner: { ...owner, login: FORK.owner } },
        pull_requests: [],
        ...given,
      },
    },
  }
}

/** The id of the run in {@link endedRunEvent}. */
export function endedRunId(): number {
  return Number((eventExample('workflow_run').payload['workflow_run'] as Payload)['id'])
}

type Payload = Readonly<Record<string, unknown>>
