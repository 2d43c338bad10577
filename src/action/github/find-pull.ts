import type { Octokit } from './octokit.ts'
import type { EndedRun, Origin } from './origin.ts'

/**
 * The open pull request whose head is the commit that a run was made for, in the repository that it was made for; `null` where
 * there is none. What GitHub itself says counts: `workflow_run` names no pull request of a fork, and an artifact could name any.
 */
export async function findPull(
  { rest, paginate }: Octokit,
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
