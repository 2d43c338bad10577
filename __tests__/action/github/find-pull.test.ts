import { getOctokit } from '@actions/github'
import { expect, test } from 'vitest'

import { findPull } from '../../../src/action/github/find-pull.ts'
import { FORK, PULL } from '../../support/action/examples.ts'
import { startGitHubApi } from '../../support/github/api.ts'
import type { GitHubPull } from '../../support/github/pulls.ts'

const PULL_OF_FORK: GitHubPull = { ...PULL, number: 12, headBranch: 'topic', headRepository: FORK }

test('the pull request of a run is the open one with its commit, branch and repository', async () => {
  expect(await found([PULL, PULL_OF_FORK])).toBe(12)
})

test.each([
  ['another commit', { ...PULL_OF_FORK, headSha: '9'.repeat(40) }],
  ['another repository', { ...PULL_OF_FORK, headRepository: { ...FORK, id: 5 } }],
  ['another branch', { ...PULL_OF_FORK, headBranch: 'other' }],
  ['a deleted repository', { ...PULL_OF_FORK, headRepository: null }],
  ['been closed', { ...PULL_OF_FORK, open: false }],
])('a pull request whose head has %s is not that of the run', async (_what, pull) => {
  expect(await found([pull])).toBeNull()
})

async function found(pulls: readonly GitHubPull[]): Promise<number | null> {
  await using api = await startGitHubApi({ pulls })
  const octokit = getOctokit(api.token, { baseUrl: api.url })
  const run = { headRepository: FORK, headBranch: 'topic', headSha: PULL.headSha }
  const number = await findPull(octokit, { owner: 'octo-org', repo: 'octo-repo' }, run)
  expect(api.problems).toEqual([])
  return number
}
