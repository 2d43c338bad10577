/** The pull requests of the loopback GitHub API, made from GitHub's example of one. */
import { eventExample } from '../documents/events.ts'
import { NOT_FOUND, refuse } from './refusals.ts'
import type { Answer } from './refusals.ts'
import type { Match } from './openapi.ts'

/** A pull request. */
export interface GitHubPull {
  readonly number: number
  readonly headSha: string
  readonly headBranch: string
  /** Repository of the head; `null` if it was deleted. */
  readonly headRepository: { readonly id: number; readonly owner: string } | null
  readonly open: boolean
}

type Json = Readonly<Record<string, unknown>>

/** The pull request in GitHub's example of an event. */
export function examplePull(): GitHubPull {
  const { number, head } = template() as { number: number; head: { sha: string; ref: string; repo: Json } }
  const { id, owner } = head.repo as { id: number; owner: { login: string } }
  return {
    number,
    headSha: head.sha,
    headBranch: head.ref,
    headRepository: { id, owner: owner.login },
    open: true,
  }
}

/** Answers a request about pull requests; `null` for any other. */
export function answerAboutPulls(pulls: readonly GitHubPull[], url: URL, match: Match): Answer | null {
  const { operation, parameters } = match
  if (operation.operationId === 'pulls/get') {
    const pull = pulls.find(({ number }) => number === Number(parameters.get('pull_number')))
    return pull === undefined ? refuse(match, NOT_FOUND) : { status: 200, body: represent(pull) }
  }
  if (operation.operationId !== 'pulls/list') return null
  const state = url.searchParams.get('state') ?? 'open'
  const head = url.searchParams.get('head')
  const listed = pulls.filter(
    (pull) =>
      (state === 'all' || (state === 'open') === pull.open) &&
      // GitHub ignores a filter without a colon.
      (head === null || !head.includes(':') || head === `${pull.headRepository?.owner}:${pull.headBranch}`),
  )
  return { status: 200, body: listed.map(represent) }
}

function represent({ number, headSha, headBranch, headRepository, open }: GitHubPull): Json {
  const pull = template()
  const head = pull['head'] as Json
  const repo = head['repo'] as Json
  const owner = repo['owner'] as Json
  return {
    ...pull,
    // GitHub's example of an event is older than this field.
    auto_merge: null,
    number,
    state: open ? 'open' : 'closed',
    head: {
      ...head,
      sha: headSha,
      ref: headBranch,
      label: `${headRepository?.owner}:${headBranch}`,
      repo: headRepository
        ? { ...repo, id: headRepository.id, owner: { ...owner, login: headRepository.owner } }
        : null,
    },
  }
}

function template(): Json {
  return eventExample('pull_request').payload['pull_request'] as Json
}
