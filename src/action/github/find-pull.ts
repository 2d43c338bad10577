import * as v from 'valibot'

import type { Octokit } from './octokit.ts'
import type { EndedRun, Origin } from './origin.ts'
import { readAnswer } from './read-answer.ts'

const pullsSchema = v.array(
  v.object({
    number: v.number(),
    head: v.object({ sha: v.string(), repo: v.nullish(v.object({ id: v.number() })) }),
  }),
)

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
  const answered: unknown = await paginate(rest.pulls.list, {
    ...repo,
    state: 'open',
    head: `${headRepository.owner}:${headBranch}`,
    per_page: 100,
  })
  const pulls = readAnswer(pullsSchema, answered, 'pull requests')
  const found = pulls.find(({ head }) => head.sha === headSha && head.repo?.id === headRepository.id)
  return found?.number ?? null
}
