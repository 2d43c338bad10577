import { afterEach, expect, test, vi } from 'vitest'

import { PULL } from '../../support/action.ts'
import { startGitHubApi } from '../../support/github/api.ts'

afterEach(() => vi.restoreAllMocks())

test('the time that a step measures does not count against its requests', async () => {
  await using api = await startGitHubApi()
  vi.stubEnv('GITHUB_API_URL', api.url)
  // It reads the address of the API when it is loaded.
  const { makeOctokit } = await import('../../../src/action/github/octokit.ts')
  const over = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort())
  const octokit = makeOctokit(api.token)
  over.mockRestore()
  const { data } = await octokit.rest.pulls.get({ owner: 'a', repo: 'b', pull_number: PULL.number })
  expect(data.head.sha).toBe(PULL.headSha)
})
