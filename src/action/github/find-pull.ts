import type { Octokit } from './octokit.ts'
import type { EndedRun, Origin } from './origin.ts'

/**
 * Number of the open pull request whose head is the commit of a run; `null` if there is none. Only GitHub's own answer
 * counts: `workflow_run` does not name a fork's pull request, and an artifact could name any.
 */
export async function findPull(
  { rest, paginate }: Pick<Octokit, 'rest' | 'paginate'>,
  repo: Origin['repo'],
  { headRepository, headBranch, headSha }: Pick<EndedRun, 'headRepository' | 'headBranch' | 'headSha'>,
): Promise<number | null> {
  if (headRepository === null || headBranch === '') return null
  const pulls = await paginate(rest.pulls.list, {
    ...repo,
    state: 'open',
    head: `${headRepository.owner}:${headBranch}`,
    per_page: 100,
  })
  const found = pulls.find(({ head }) => head.sha === headSha && head.repo?.id === headRepository.id)
  return found?.number ?? null
}
